//! The two generations of the documented contract.

use api::{Settings, wire::Contract};
use serde_json::{Value, json};
use testkit::TestApp;

use crate::history::account;

const GENERATIONS: [Contract; 2] = [Contract::V2025_01, Contract::V2026_04];

async fn linked(contract: Contract) -> (TestApp, String, Value) {
    let test = TestApp::with(Settings { contract, ..Settings::default() }).await;
    let key = test.fill("default").await;
    let tjones = account(&test, "tjones").await;
    let path = format!("/public/user-identities/infrastructure/{tjones}/connect");
    let identity = test.put(&key, &path, r#"{"userId": 5}"#).await.json();
    (test, key, identity)
}

#[tokio::test]
async fn the_first_generation_spaces_its_times_and_numbers_its_provider_types() {
    let (test, key, identity) = linked(Contract::V2025_01).await;
    assert_eq!(identity["connectedAt"], "2026-11-02 09:00:00.000000");
    assert_eq!(identity["connection"]["providerTypes"], json!([2]));
    assert_eq!(identity["user"]["identities"][0]["connection"]["providerTypes"], json!([5]));
    assert!(identity["user"].get("entryId").is_none());
    let connections = test.get(&key, "/connections").await.json();
    assert_eq!(connections["data"][0]["createdAt"], Value::Null);
    assert_eq!(connections["data"][0]["connectedAt"], "2026-11-02 09:00:00.000000");
}

#[tokio::test]
async fn the_second_generation_changes_times_entry_ids_and_provider_types() {
    let (test, key, identity) = linked(Contract::V2026_04).await;
    assert_eq!(identity["connectedAt"], "2026-11-02T09:00:00.000Z");
    assert_eq!(identity["connection"]["providerTypes"], json!([{"value": "INFRASTRUCTURE", "isEnabled": true}]));
    let entry = identity["user"]["entryId"].as_str().unwrap();
    let lengths: Vec<usize> = entry.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "{entry}");
    let user = test.get(&key, "/users/5").await.json();
    assert_eq!(user["entryId"], entry);
    let connections = test.get(&key, "/connections").await.json();
    assert_eq!(connections["data"][0]["connectedAt"], "2026-11-02T09:00:00.000Z");
}

#[tokio::test]
async fn the_generations_differ_in_nothing_else() {
    let mut shapes = Vec::new();
    for contract in GENERATIONS {
        let (test, key, identity) = linked(contract).await;
        let mut all = vec![identity];
        for path in ["/user-identities/infrastructure", "/user-identities/version-control", "/connections", "/users"] {
            all.push(test.get(&key, path).await.json());
        }
        shapes.push(all.into_iter().map(plain).collect::<Vec<_>>());
    }
    assert_eq!(shapes[0], shapes[1]);
}

/// The value without the three things in which the generations differ.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| name != "entryId" && name != "providerTypes")
            .map(|(name, value)| (name, plain(value)))
            .collect(),
        Value::Array(values) => values.into_iter().map(plain).collect(),
        Value::String(text) => json!(to_the_second(&text)),
        other => other,
    }
}

/// A time in the spelling of either generation, cut where the second one cuts it; any other text as it is.
fn to_the_second(text: &str) -> String {
    let spaced = text.replace('T', " ");
    let is_time = spaced.len() >= 24 && spaced.get(..4).is_some_and(|year| year.parse::<u16>().is_ok());
    if is_time { spaced[..19].to_owned() } else { text.to_owned() }
}
