//! The schemas: documented names, every key required, no endless recursion.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::{PartialSchema, ToSchema};

use crate::{
    problems::ErrorBody,
    wire::{ConnectionPage, InfrastructurePage, UserPage, VersionControlPage, requests},
};

fn collected() -> BTreeMap<String, Value> {
    let mut all = Vec::new();
    macro_rules! collect {
        ($($type:ty),*) => {$(
            all.push((<$type as ToSchema>::name().into_owned(), <$type as PartialSchema>::schema()));
            <$type as ToSchema>::schemas(&mut all);
        )*};
    }
    collect!(InfrastructurePage, VersionControlPage, ConnectionPage, UserPage, ErrorBody);
    collect!(requests::InfrastructureConnect, requests::VersionControlConnect);
    collect!(requests::InfrastructureServiceAccount, requests::VersionControlServiceAccount);
    collect!(requests::InfrastructureToggle, requests::VersionControlToggle, requests::NewRoster, requests::NextRoster);
    all.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).unwrap())).collect()
}

#[test]
fn every_schema_has_its_documented_name() {
    let names: Vec<String> = collected().into_keys().collect();
    assert_eq!(
        names,
        [
            "BackgroundCheckResponsePublicDto",
            "ConnectionCompactResponsePublicDto",
            "ConnectionProviderTypeResponsePublicDto",
            "ConnectionResponsePublicDto",
            "ConnectionsCompactResponsePublicDto",
            "CreateConnectionJsonIdpRequestPublicDto",
            "Cut",
            "ExceptionResponsePublicDto",
            "PersonnelDataPublicDto",
            "ProviderType",
            "Timestamp",
            "UpdateConnectionJsonIdpRequestPublicDto",
            "UserIdentitiesInfrastructureResponsePublicDto",
            "UserIdentitiesVersionControlResponsePublicDto",
            "UserIdentityInfrastructureConnectRequestPublicDto",
            "UserIdentityInfrastructureResponsePublicDto",
            "UserIdentityInfrastructureServiceStatusRequestPublicDto",
            "UserIdentityInfrastructureToggleRequestPublicDto",
            "UserIdentityResponsePublicDto",
            "UserIdentityVersionControlConnectRequestPublicDto",
            "UserIdentityVersionControlResponsePublicDto",
            "UserIdentityVersionControlServiceStatusRequestPublicDto",
            "UserIdentityVersionControlToggleRequestPublicDto",
            "UserResponsePublicDto",
            "UsersResponsePublicDto",
        ]
    );
}

#[test]
fn every_key_is_required_but_those_that_can_be_absent() {
    let optional = ["entryId", "avatarUrl", "jobTitle", "customerId"];
    for (name, schema) in collected() {
        let Some(properties) = schema["properties"].as_object() else { continue };
        let required: Vec<&str> = schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        for key in properties.keys() {
            let may_be_absent =
                optional.contains(&key.as_str()) && (key == "entryId" || name == "PersonnelDataPublicDto");
            assert_eq!(required.contains(&key.as_str()), !may_be_absent, "{name}.{key}");
        }
    }
}

#[test]
fn an_identity_has_seventeen_keys_and_ids_are_numbers() {
    let all = collected();
    for name in ["UserIdentityInfrastructureResponsePublicDto", "UserIdentityVersionControlResponsePublicDto"] {
        assert_eq!(all[name]["properties"].as_object().unwrap().len(), 17, "{name}");
        assert_eq!(all[name]["properties"]["id"]["type"], "number");
    }
    assert_eq!(all["ConnectionResponsePublicDto"]["properties"].as_object().unwrap().len(), 26);
    let connect = &all["UserIdentityInfrastructureConnectRequestPublicDto"];
    assert_eq!(connect["properties"]["userId"]["type"], serde_json::json!(["number", "null"]));
    assert_eq!(connect["properties"]["userId"]["minimum"].as_f64(), Some(1.0));
    let toggle = &all["UserIdentityVersionControlToggleRequestPublicDto"]["properties"]["toggleField"]["enum"];
    assert_eq!(*toggle, serde_json::json!(["VERSION_CONTROL_WRITE_ACCESS", "VERSION_CONTROL_PUSH_PROD_CODE_ACCESS"]));
}
