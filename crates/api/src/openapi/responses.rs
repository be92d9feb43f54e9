//! Answers: what an operation gives, and every error that it may answer instead.

use serde_json::{Map, Value, json};

use super::{
    described::{Described, Gives},
    reads, schemas,
};
use crate::operations::Operation;

/// The errors of all operations.
const STATUSES: [(u16, &str); 14] = [
    (400, "Malformed, or refused by a rule"),
    (401, "No key, or one that does not work"),
    (402, "The company's plan lacks the feature"),
    (403, "The key lacks the permission"),
    (404, "No such record in this company"),
    (408, "The body stopped coming"),
    (412, "The terms in force are not accepted, or the record has changed since it was read"),
    (413, "The body is too large"),
    (414, "The URL is too long"),
    (415, "The body is not of the type, or has an encoding"),
    (429, "Too many requests"),
    (431, "The headers are too large"),
    (500, "A bug"),
    (503, "The storage does not answer, or too much is asked"),
];

/// Those of [`STATUSES`] that the documented API answers with its other schema of the same shape.
const COMMON: [u16; 5] = [401, 402, 403, 412, 500];

/// The shared answers by name: the errors, as each part of the API writes them.
pub(super) fn all() -> Map<String, Value> {
    let mut all = Map::new();
    for (status, about) in STATUSES {
        let schema = if COMMON.contains(&status) { "ExceptionResponseDto" } else { "ExceptionResponsePublicDto" };
        all.insert(documented(status), answer(status, about, ("application/json", schema)));
        if status != 402 {
            all.insert(own(status), answer(status, about, ("application/problem+json", "ProblemDetails")));
        }
    }
    all
}

/// The answers of an operation.
pub(super) fn of(operation: &Operation, about: &Described) -> Map<String, Value> {
    let mut all: Map<String, Value> =
        about.gives.iter().map(|(status, gives)| (status.to_string(), given(*gives))).collect();
    for (status, _) in STATUSES.into_iter().filter(|(status, _)| may_answer(operation, *status)) {
        let name = if operation.is_documented() { documented(status) } else { own(status) };
        all.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    all
}

fn may_answer(operation: &Operation, status: u16) -> bool {
    match status {
        402 => operation.feature.is_some(),
        403 => operation.permission.is_some(),
        404 => {
            let named = ["createKey", "inviteMember", "decideInBulk", "stateDecisions"];
            operation.path.contains('{') || named.contains(&operation.id)
        }
        408 | 413 | 415 => reads(operation),
        412 => operation.terms,
        _ => true,
    }
}

fn given(gives: Gives) -> Value {
    let content = |schema: Value| json!({ "application/json": { "schema": schema } });
    match gives {
        Gives::Schema(name) => json!({ "description": "Done", "content": content(schemas::reference(name)) }),
        Gives::Tagged(name) => json!({
            "description": "Done",
            "headers": { "ETag": { "description": "The version, for `If-Match`", "schema": { "type": "string" } } },
            "content": content(schemas::reference(name)),
        }),
        Gives::Empty => {
            let empty = json!({ "type": "object", "additionalProperties": false });
            json!({ "description": "Done", "content": content(empty) })
        }
    }
}

fn answer(status: u16, about: &str, (media, schema): (&str, &str)) -> Value {
    let mut answer = json!({
        "description": about,
        "content": { media: { "schema": schemas::reference(schema) } },
    });
    let header = match status {
        401 => Some(("WWW-Authenticate", json!({ "schema": { "type": "string" } }))),
        429 | 503 => Some(("Retry-After", json!({ "description": "Seconds", "schema": { "type": "integer" } }))),
        _ => None,
    };
    if let (Some((name, header)), Some(fields)) = (header, answer.as_object_mut()) {
        fields.insert("headers".to_owned(), json!({ name: header }));
    }
    answer
}

fn documented(status: u16) -> String {
    format!("Error{status}")
}

fn own(status: u16) -> String {
    format!("Problem{status}")
}
