//! The shared schemas: those of the types that are sent, closed, and those of the bodies that are taken.

use serde_json::{Map, Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::requests;
use crate::{
    problems::{Code, ErrorBody, ProblemDetails},
    v1::wire as own,
    wire,
};

/// The lists of our own API, each with what it lists.
const PAGES: [(&str, &str); 11] = [
    ("AccountPage", "Account"),
    ("BatchPage", "BatchEntry"),
    ("CompanyPage", "Company"),
    ("ConnectionPage", "Connection"),
    ("DifferencePage", "Difference"),
    ("EventPage", "Event"),
    ("FindingPage", "Finding"),
    ("KeyPage", "Key"),
    ("MemberPage", "Member"),
    ("PersonPage", "Person"),
    ("RunPage", "Run"),
];

/// A reference to a shared schema.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Every shared schema by name.
pub(super) fn all() -> Map<String, Value> {
    let mut all = Map::new();
    for (name, schema) in sent() {
        let mut schema = serde_json::to_value(schema).unwrap_or_default();
        close(&mut schema);
        all.insert(name, schema);
    }
    for (page, item) in PAGES {
        all.insert(page.to_owned(), listing(item));
    }
    for (name, schema) in requests::all() {
        all.insert(name.to_owned(), schema);
    }
    extra(&mut all);
    all
}

fn sent() -> Vec<(String, RefOr<Schema>)> {
    let mut all = Vec::new();
    macro_rules! collect {
        ($($type:ty),* $(,)?) => {$(
            <$type>::schemas(&mut all);
            all.push((<$type>::name().into_owned(), <$type>::schema()));
        )*};
    }
    collect!(
        ErrorBody<'_>,
        ProblemDetails<'_>,
        wire::InfrastructurePage<'_>,
        wire::VersionControlPage<'_>,
        wire::ConnectionPage<'_>,
        wire::UserPage<'_>,
        wire::Connection<'_>,
        wire::User<'_>,
        wire::requests::InfrastructureConnect,
        wire::requests::VersionControlConnect,
        wire::requests::InfrastructureServiceAccount,
        wire::requests::VersionControlServiceAccount,
        wire::requests::InfrastructureToggle,
        wire::requests::VersionControlToggle,
        wire::requests::NewRoster,
        wire::requests::NextRoster,
        own::Account<'_>,
        own::BulkAnswer<'_>,
        own::Company<'_>,
        own::Connection<'_>,
        own::Difference<'_>,
        own::Event<'_>,
        own::Finding<'_>,
        own::FindingCounts<'_>,
        own::Key<'_>,
        own::Member<'_>,
        own::Person<'_>,
        own::Run<'_>,
        own::Terms,
        own::UndoneBatch<'_>,
        own::Whoami<'_>,
        own::WhoseIs<'_>,
    );
    all
}

/// Objects have the fields that they are said to have, and no others.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("properties").is_some_and(Value::is_object) && fields.contains_key("type") {
                fields.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn listing(item: &str) -> Value {
    json!({
        "type": "object",
        "properties": {
            "data": { "type": "array", "items": reference(item) },
            "next": { "type": ["string", "null"], "description": "The cursor of the next page; null on the last" },
        },
        "required": ["data", "next"],
        "additionalProperties": false,
    })
}

/// The schema of a code, with the table of codes in its description.
fn described(mut schema: Value) -> Value {
    let rows = Code::ALL.iter().map(|code| format!("\n- {}: {}", code.number(), code.message()));
    let table = format!("What is wrong, as a number that programs can rely on:\n{}", rows.collect::<String>());
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("description".to_owned(), table.into());
    }
    schema
}

/// The schema of something that is shown with its secret this once.
fn with_secret(all: &mut Map<String, Value>, (of, name): (&str, &str), (secret, says): (&str, &str)) {
    let Some(mut schema) = all.get(of).cloned() else { return };
    if let Some(fields) = schema.pointer_mut("/properties").and_then(Value::as_object_mut) {
        fields.insert(secret.to_owned(), json!({ "type": "string", "description": says }));
    }
    if let Some(required) = schema.pointer_mut("/required").and_then(Value::as_array_mut) {
        required.push(secret.into());
    }
    all.insert(name.to_owned(), schema);
}

/// Schemas that are others with a word changed.
fn extra(all: &mut Map<String, Value>) {
    for name in ["ExceptionResponsePublicDto", "ProblemDetails"] {
        if let Some(code) = all.get_mut(name).and_then(|schema| schema.pointer_mut("/properties/code")) {
            *code = described(code.take());
        }
    }
    if let Some(error) = all.get("ExceptionResponsePublicDto").cloned() {
        all.insert("ExceptionResponseDto".to_owned(), error);
    }
    with_secret(all, ("Key", "NewKey"), ("key", "The key itself, shown this once"));
    let ticket = "What signs them in, once, at `/sign-in?ticket=`; shown this once";
    with_secret(all, ("Member", "InvitedMember"), ("ticket", ticket));
    for name in ["Infrastructure", "VersionControl"] {
        let place = format!("/UserIdentity{name}ServiceStatusRequestPublicDto/properties/serviceAccountReason");
        let mut schemas = Value::Object(std::mem::take(all));
        if let Some(reason) = schemas.pointer_mut(&place).and_then(Value::as_object_mut) {
            reason.insert("pattern".to_owned(), requests::STORABLE.into());
        }
        if let Value::Object(schemas) = schemas {
            *all = schemas;
        }
    }
}
