use std::collections::BTreeSet;

use serde_json::Value;

use super::{described, document};
use crate::operations;

fn parsed() -> Value {
    serde_json::from_str(&document()).unwrap()
}

/// Every value under that key, anywhere.
fn under<'v>(value: &'v Value, key: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get(key));
            fields.values().for_each(|value| under(value, key, found));
        }
        Value::Array(items) => items.iter().for_each(|value| under(value, key, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = parsed();
    let mut references = Vec::new();
    under(&document, "$ref", &mut references);
    assert!(references.len() > 300);
    for reference in references.iter().filter_map(|reference| reference.as_str()) {
        let place = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(place).is_some_and(Value::is_object), "{reference}");
    }
}

#[test]
fn every_shared_schema_and_answer_is_used() {
    let document = parsed();
    let mut references = Vec::new();
    under(&document, "$ref", &mut references);
    let used: BTreeSet<&str> = references.iter().filter_map(|reference| reference.as_str()).collect();
    for part in ["schemas", "responses"] {
        for name in document["components"][part].as_object().unwrap().keys() {
            assert!(used.contains(format!("#/components/{part}/{name}").as_str()), "{name}");
        }
    }
}

#[test]
fn its_operations_are_those_of_the_table() {
    let document = parsed();
    let mut ids = Vec::new();
    under(&document["paths"], "operationId", &mut ids);
    let named: BTreeSet<&str> = ids.iter().filter_map(|id| id.as_str()).collect();
    let table: BTreeSet<&str> = operations::all().map(|operation| operation.id).collect();
    assert_eq!(ids.len(), table.len());
    assert_eq!(named, table);
    assert_eq!(described::ALL.len(), table.len());
    for operation in operations::all() {
        let method = operation.method.as_str().to_lowercase();
        assert_eq!(document["paths"][operation.path][&method]["operationId"], operation.id);
    }
}

#[test]
fn an_operation_is_said_to_take_a_body_where_it_takes_one() {
    let document = parsed();
    for operation in operations::all() {
        let method = operation.method.as_str().to_lowercase();
        let described = &document["paths"][operation.path][&method];
        assert_eq!(described.get("requestBody").is_some(), super::reads(operation), "{}", operation.id);
        let parameters = described["parameters"].as_array().cloned().unwrap_or_default();
        let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path").count();
        assert_eq!(in_path, operation.path.matches('{').count(), "{}", operation.id);
    }
}

#[test]
fn objects_are_closed_and_what_is_required_exists() {
    let document = parsed();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let Some(fields) = schema.get("properties").and_then(Value::as_object) else { continue };
        assert_eq!(schema["additionalProperties"], false, "{name}");
        for required in schema["required"].as_array().unwrap() {
            assert!(fields.contains_key(required.as_str().unwrap()), "{name}: {required}");
        }
    }
}

#[test]
fn the_documented_names_are_kept() {
    let document = parsed();
    let schemas = &document["components"]["schemas"];
    for name in [
        "UserIdentityInfrastructureConnectRequestPublicDto",
        "UserIdentityInfrastructureResponsePublicDto",
        "UserIdentitiesVersionControlResponsePublicDto",
        "ConnectionResponsePublicDto",
        "ConnectionCompactResponsePublicDto",
        "UserResponsePublicDto",
        "UserIdentityResponsePublicDto",
        "PersonnelDataPublicDto",
        "ExceptionResponseDto",
        "ExceptionResponsePublicDto",
    ] {
        assert!(schemas.get(name).is_some(), "{name}");
    }
    assert_eq!(schemas["UserIdentityInfrastructureResponsePublicDto"]["required"].as_array().unwrap().len(), 17);
}

#[test]
fn it_is_the_same_at_every_call() {
    assert_eq!(document(), document());
    assert!(document().ends_with("}\n"));
}
