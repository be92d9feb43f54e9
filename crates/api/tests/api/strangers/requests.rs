//! How each operation is asked, about what is ours, in several ways where it has several.

use std::fmt;

use api::operations::Takes;
use axum::body::Body;
use http::{Request, header};
use serde_json::{Value, json};

use super::{
    fields::{Field, Names, Place},
    tenants::Tenant,
};

/// A version that no account has: it is refused once the account is found, before anything else is looked at.
const STALE: &str = "\"999\"";

/// One way to ask an operation.
pub(crate) struct Asked {
    path: String,
    query: String,
    version: Option<&'static str>,
    body: Option<Value>,
    file: Option<&'static str>,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body.as_ref().map(Value::to_string).unwrap_or_default();
        write!(f, "{}?{} {} {body}", self.path, self.query, self.version.unwrap_or_default())
    }
}

impl Asked {
    /// The request with that value in the field.
    pub(crate) fn request(&self, key: &str, field: &Field, value: &str) -> Request<Body> {
        let in_url = encoded(value);
        let (mut path, mut query, mut body) = (self.path.clone(), self.query.clone(), self.body.clone());
        match field.place {
            Place::Path => path = path.replace(&format!("{{{}}}", field.name), &in_url),
            Place::Query => query = format!("{query}&{}={in_url}", field.name.replace("[]", "%5B%5D")),
            Place::Body => set(body.as_mut().unwrap(), &field.name, &in_body(field.names, value)),
            Place::Header => unreachable!("no header names anything"),
        }
        let mut request = Request::builder().method(field.operation.method.clone()).uri(format!("{path}?{query}"));
        request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        if let Some(version) = self.version {
            request = request.header(header::IF_MATCH, version);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map(|body| body.to_string()).or(self.file.map(str::to_owned));
        request.body(Body::from(body.unwrap_or_default())).unwrap()
    }
}

fn encoded(value: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    value.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn in_body(names: Names, value: &str) -> Value {
    if names == Names::Address { value.into() } else { serde_json::from_str(value).unwrap() }
}

/// Sets every field of that name, however deep.
fn set(body: &mut Value, name: &str, value: &Value) {
    match body {
        Value::Object(fields) => {
            for (field, old) in fields {
                if field == name { *old = value.clone() } else { set(old, name, value) }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| set(item, name, value)),
        _ => {}
    }
}

impl Asked {
    /// Whether it is refused before what its body names is looked at.
    pub(crate) fn is_stale(&self) -> bool {
        self.version == Some(STALE)
    }
}

/// Every way to ask the operation that has the field.
pub(crate) fn of(field: &Field, ours: &Tenant) -> Vec<Asked> {
    let operation = field.operation;
    let prefixes: &[&str] = if operation.is_documented() { &["", "/public"] } else { &[""] };
    let bodies = match operation.takes {
        Takes::Json(_) => bodies(operation.id, ours).into_iter().filter(|body| has(field, body)).map(Some).collect(),
        Takes::Nothing | Takes::File(_) => vec![None],
    };
    assert!(!bodies.is_empty(), "no body has {field}");
    let versions: &[_] = if operation.path.starts_with("/api/v1/accounts/{id}/") && bodies[0].is_some() {
        &[None, Some("*"), Some(STALE)]
    } else {
        &[None]
    };
    let file = matches!(operation.takes, Takes::File(_)).then_some("id,email,username\n1,a@example.com,a\n");
    let mut all = Vec::new();
    for prefix in prefixes {
        let mut path = format!("{prefix}{}", operation.path);
        if field.place != Place::Path {
            path = path.replace("{id}", &own(field, ours).to_string());
        }
        for query in queries(operation.id) {
            for version in versions {
                let asked = |body: &Option<Value>| Asked {
                    path: path.clone(),
                    query: (*query).to_owned(),
                    version: *version,
                    body: body.clone(),
                    file,
                };
                all.extend(bodies.iter().map(asked));
            }
        }
    }
    all
}

fn has(field: &Field, body: &Value) -> bool {
    field.place != Place::Body || body.to_string().contains(&format!("\"{}\":", field.name))
}

/// What is ours of the sort that the path is about.
fn own(field: &Field, ours: &Tenant) -> i64 {
    match field.operation.path {
        path if path.contains("version-control") => ours.version_control[0],
        path if path.contains("/runs/") => ours.linked_by,
        path if path.contains("/members/") => ours.members[1],
        path if path.contains("/batches/") => ours.batches[0],
        _ => ours.infrastructure[0],
    }
}

/// What else is asked for.
fn queries(operation: &str) -> &'static [&'static str] {
    match operation {
        "UserIdentitiesPublicController_listInfrastructureUsersIdentities"
        | "UserIdentitiesPublicController_listUsersIdentitiesVersionControl" => &["limit=5", "sort=USER&sortDir=DESC"],
        "listAccounts" => &[
            "limit=5",
            "sort=id&limit=5",
            "sortDir=DESC&removed=false&limit=5",
            "asKnown=2026-11-02T12:00:00Z&limit=5",
        ],
        "getAccount" | "getPerson" | "whoseIs" => &["", "asKnown=2026-11-02T12:00:00Z"],
        "listFindings" => &["limit=5", "asKnown=2026-11-02T12:00:00Z&limit=5"],
        "countFindings" => &["", "from=2026-11-01&to=2026-11-02&every=day"],
        "listDifferences" => &["from=2026-10-01&limit=5"],
        "importAccounts" => &["dryRun=true&format=csv", "dryRun=true&format=csv&complete=true&kind=LDAP"],
        "importPeople" => &["dryRun=true&format=csv", "dryRun=true&format=csv&complete=true&kind=ROSTER"],
        _ => &[""],
    }
}

/// The bodies that an operation can have, about what is ours.
fn bodies(operation: &str, ours: &Tenant) -> Vec<Value> {
    let (account, person) = (ours.infrastructure[0], ours.people[0]);
    let item = |mut item: Value, more: Value| {
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "items": [item] })
    };
    let one = |op: &str, more: Value| item(json!({ "op": op, "account": account }), more);
    match operation.rsplit('_').next().unwrap() {
        "updateUserIdentityInfrastructureConnection" | "updateUserIdentityVersionControlConnection" => {
            vec![json!({ "userId": person }), json!({ "userId": null })]
        }
        "setUserIdentityInfrastructureServiceStatus" | "setUserIdentityVersionControlServiceStatus" => {
            [true, false].map(|on| json!({ "serviceAccount": on, "serviceAccountReason": "why" })).into()
        }
        "toggleUserIdentityInfrastructureSetting" => {
            vec![json!({ "toggle": true, "toggleField": "INFRASTRUCTURE_DB_ACCESS" })]
        }
        "toggleUserIdentityVersionControlSetting" => {
            vec![json!({ "toggle": true, "toggleField": "VERSION_CONTROL_WRITE_ACCESS" })]
        }
        "createIdpConnectionWithJsonFile" | "updateIdpConnectionWithJsonFile" => vec![json!({ "personnelData": [] })],
        "linkAccount" => vec![json!({ "person": person, "reason": "why" }), json!({ "person": null })],
        "markAccount" => vec![
            json!({ "service": true, "serviceReason": "why", "owner": person, "reviewBy": "2027-01-01" }),
            json!({ "service": false }),
        ],
        "expectAccess" => vec![json!({ "access": "admin", "expected": true })],
        "decideInBulk" => vec![
            one("link", json!({ "person": person })),
            one("unlink", json!({})),
            one("mark", json!({ "serviceReason": "why", "owner": person })),
            one("unmark", json!({ "reason": "why" })),
            one("expect", json!({ "access": "push", "expected": true })),
            json!({ "items": [{ "op": "unlink", "account": account }], "batch": ours.batches[0] }),
        ],
        "stateDecisions" => {
            let mut body = item(
                json!({ "account": account, "person": person, "connectedAt": null, "unlinkedAt": null }),
                json!({ "service": { "at": "2026-01-01T00:00:00Z", "reason": "why", "designator": person },
                        "expected": { "admin": null, "database": null, "write": null, "push": null } }),
            );
            body["source"] = "Drata".into();
            let mut going_on = body.clone();
            going_on["batch"] = ours.batches[0].into();
            vec![body, going_on]
        }
        "resetAccount" | "undoBatch" | "undoRun" => vec![json!({ "dryRun": true, "batch": ours.batches[0] })],
        "confirmRun" => vec![json!({ "missing": ours.missing })],
        "createKey" => vec![json!({ "name": "new", "owner": "", "all": true })],
        "inviteMember" => vec![json!({ "name": "new", "role": "viewer", "person": "" })],
        "assignRole" => vec![json!({ "role": "viewer" })],
        "createCompany" => vec![json!({ "name": "new" })],
        "setFeature" => vec![json!({ "feature": "users", "on": true })],
        "setCompany" => vec![json!({ "offboardingSla": 1 })],
        _ => panic!("say how {operation} is asked"),
    }
}
