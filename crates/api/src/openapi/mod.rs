//! The OpenAPI document: built from the table of operations, the schemas of the types that are sent, and a few words
//! about each. It describes everything that is answered, so that clients can be generated and the server be tested from it.

mod described;
mod examples;
pub(crate) mod page;
mod parameters;
mod requests;
mod responses;
mod schemas;

use serde_json::{Map, Value, json};

use crate::operations::{self, Operation, Takes};
use described::{Described, Sends};

/// What the document says of the whole.
const DESCRIPTION: &str = "The register of whose every account is. The operations under `/user-identities`, \
    `/connections` and `/users` answer alike under `/public`. Send a key as `Authorization: Bearer KEY`.";

/// The document in JSON, indented, with a newline at its end. The same at every call.
#[must_use]
pub fn document() -> String {
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "whose",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "bearer": [] }],
        "tags": described::TAGS.iter().map(|(name, about)| json!({ "name": name, "description": about })).collect::<Value>(),
        "paths": paths(),
        "components": {
            "schemas": schemas::all(),
            "responses": responses::all(),
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer", "description": KEY } },
        },
    });
    format!("{document:#}\n")
}

/// What the document says of keys.
const KEY: &str = "A key, as `whose keys create` prints it, without the word Bearer.";

fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    for operation in operations::all() {
        let path = paths.entry(operation.path).or_insert_with(|| {
            if operation.is_documented() {
                json!({ "servers": [{ "url": "/" }, { "url": "/public" }] })
            } else {
                json!({})
            }
        });
        if let Some(path) = path.as_object_mut() {
            path.insert(operation.method.as_str().to_lowercase(), described(operation));
        }
    }
    paths
}

/// An operation as the document has it.
fn described(operation: &Operation) -> Value {
    let Some(about) = Described::of(operation.id) else { return json!({}) };
    let mut parameters = parameters::of_path(operation.path);
    parameters.extend((about.parameters)());
    let mut object = json!({
        "operationId": operation.id,
        "tags": [about.tag],
        "summary": about.summary,
        "responses": responses::of(operation, about),
    });
    let Some(fields) = object.as_object_mut() else { return object };
    if let Some(permission) = operation.permission {
        fields.insert("description".to_owned(), format!("Needs the permission `{}`.", permission.name()).into());
    }
    if !parameters.is_empty() {
        fields.insert("parameters".to_owned(), parameters.into());
    }
    match about.sends {
        Sends::Nothing => {}
        Sends::Schema(name) => {
            let content =
                json!({ "application/json": { "schema": schemas::reference(name), "example": examples::of(name) } });
            fields.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
        }
        Sends::File => {
            let content = json!({ "application/octet-stream": { "schema": { "type": "string", "minLength": 1 } } });
            let body = json!({ "required": true, "description": "The file as it is.", "content": content });
            fields.insert("requestBody".to_owned(), body);
        }
    }
    object
}

/// Whether the operation reads a body, as the table says.
fn reads(operation: &Operation) -> bool {
    operation.takes != Takes::Nothing
}

#[cfg(test)]
mod tests;
