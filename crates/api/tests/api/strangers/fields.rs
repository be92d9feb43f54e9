//! Every field of every operation, and what it names.

use std::{collections::BTreeSet, fmt};

use api::operations::{self, Operation};
use serde_json::Value;

/// Where a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Body,
}

/// What a field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    Account,
    Person,
    Connection,
    /// By its name.
    ConnectionNamed,
    Run,
    Batch,
    Key,
    Member,
    Company,
    /// The address of a person or an account.
    Address,
    /// Any word that somebody or something is called by.
    Word,
    /// A place in a list of accounts: the key it is sorted by, and an id.
    AmongAccounts,
    /// A place in a list of accounts and then people: behind an account.
    AmongDifferences,
    /// A place among findings: behind what some rules found of an account.
    AmongFindings,
    /// A place among an account's events: an instant, and an id.
    AmongEvents,
    /// Nothing that a company has.
    Nothing,
}

/// A field of an operation.
pub(crate) struct Field {
    pub(crate) operation: &'static Operation,
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) names: Names,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?} {}", self.operation.method, self.operation.path, self.place, self.name)
    }
}

/// What a field names; `None` while nobody has said.
fn names(operation: &Operation, place: Place, name: &str) -> Option<Names> {
    let import = operation.path.contains("/imports/");
    Some(match (place, name) {
        (Place::Path, "id") => of_path(operation.path)?,
        (Place::Path | Place::Query, "email") => Names::Address,
        (Place::Path, "name") => Names::Company,
        (Place::Query, "connection") if import => Names::ConnectionNamed,
        (Place::Query, "connection" | "connectionId") => Names::Connection,
        (Place::Query, "person" | "actor" | "includeUserIds[]" | "excludeUserIds[]") => Names::Person,
        (Place::Query, "account" | "q") => Names::Word,
        (Place::Query, "cursor") => of_cursor(operation.id)?,
        (Place::Query, _) if QUERIES.contains(&name) => Names::Nothing,
        (Place::Header, "If-Match") => Names::Nothing,
        (Place::Body, "owner") if operation.id == "createKey" => Names::Address,
        (Place::Body, "person") if operation.id == "inviteMember" => Names::Address,
        (Place::Body, "userId" | "person" | "owner" | "designator") => Names::Person,
        (Place::Body, "account") => Names::Account,
        (Place::Body, "batch") => Names::Batch,
        (Place::Body, _) if BODIES.contains(&name) || operation.path.ends_with("/upload/json") => Names::Nothing,
        _ => return None,
    })
}

/// Parameters that say how, when or how many. `name` is what a file is called.
const QUERIES: [&str; 35] = [
    "page",
    "limit",
    "sort",
    "sortDir",
    "clientType",
    "providerTypes",
    "state",
    "roles[]",
    "excludeRoles[]",
    "confirm",
    "unlinked",
    "service",
    "unowned",
    "removed",
    "leaver",
    "family",
    "left",
    "since",
    "until",
    "kind",
    "format",
    "map",
    "dates",
    "complete",
    "asOf",
    "asKnown",
    "from",
    "to",
    "dryRun",
    "name",
    "link",
    "rule",
    "control",
    "verdict",
    "every",
];

/// Fields of bodies that say what or why. `name` is what something new will be called.
const BODIES: [&str; 33] = [
    "serviceAccount",
    "serviceAccountReason",
    "toggle",
    "toggleField",
    "reason",
    "service",
    "serviceReason",
    "reviewBy",
    "access",
    "expected",
    "items",
    "op",
    "version",
    "missing",
    "name",
    "permissions",
    "role",
    "all",
    "expiresAt",
    "feature",
    "on",
    "dryRun",
    "timeZone",
    "offboardingSla",
    "staleAfter",
    "source",
    "connectedAt",
    "unlinkedAt",
    "at",
    "admin",
    "database",
    "write",
    "push",
];

fn of_path(path: &str) -> Option<Names> {
    Some(match path.split("/{id}").next()?.rsplit('/').next()? {
        "infrastructure" | "version-control" | "accounts" => Names::Account,
        "users" | "people" => Names::Person,
        "connections" => Names::Connection,
        "runs" => Names::Run,
        "batches" => Names::Batch,
        "keys" => Names::Key,
        "members" => Names::Member,
        _ => return None,
    })
}

fn of_cursor(operation: &str) -> Option<Names> {
    Some(match operation {
        "listAccounts" => Names::AmongAccounts,
        "getBatch" | "undoBatch" | "undoRun" => Names::Account,
        "listAccountEvents" => Names::AmongEvents,
        "listDifferences" => Names::AmongDifferences,
        "listFindings" => Names::AmongFindings,
        // Each company counts its events for itself, from 1.
        "listEvents" => Names::Nothing,
        "listPeople" => Names::Person,
        "listConnections" => Names::Connection,
        "listRuns" => Names::Run,
        "listKeys" => Names::Key,
        "listMembers" => Names::Member,
        "listCompanies" => Names::Company,
        _ => return None,
    })
}

/// Every field of every operation, as the OpenAPI document has it.
pub(crate) fn all() -> Vec<Field> {
    let document: Value = serde_json::from_str(&api::openapi::document()).unwrap();
    let mut all = Vec::new();
    for operation in operations::all() {
        let described = &document["paths"][operation.path][operation.method.as_str().to_lowercase()];
        assert_eq!(described["operationId"], operation.id, "the document lacks an operation");
        for (place, name) in of_operation(&document, described) {
            let names = names(operation, place, &name);
            let names = names.unwrap_or_else(|| panic!("say what {name} of {} names", operation.id));
            all.push(Field { operation, place, name, names });
        }
    }
    all
}

fn of_operation(document: &Value, described: &Value) -> BTreeSet<(Place, String)> {
    let mut fields = BTreeSet::new();
    for parameter in described["parameters"].as_array().into_iter().flatten() {
        let place = match parameter["in"].as_str().unwrap() {
            "path" => Place::Path,
            "query" => Place::Query,
            _ => Place::Header,
        };
        fields.insert((place, parameter["name"].as_str().unwrap().to_owned()));
    }
    let body = &described["requestBody"]["content"]["application/json"]["schema"];
    properties(document, body, &mut fields);
    fields
}

/// Every property that the schema of a body tells of, however deep.
fn properties(document: &Value, schema: &Value, fields: &mut BTreeSet<(Place, String)>) {
    if let Some(reference) = schema["$ref"].as_str() {
        return properties(document, document.pointer(reference.trim_start_matches('#')).unwrap(), fields);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        fields.insert((Place::Body, name.clone()));
        properties(document, property, fields);
    }
    let parts = ["oneOf", "anyOf", "allOf"].iter().filter_map(|of| schema[of].as_array()).flatten();
    for part in parts.chain(schema.get("items")) {
        properties(document, part, fields);
    }
}
