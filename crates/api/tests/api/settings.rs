//! What a company's findings are measured by.

use serde_json::{Value, json};
use testkit::TestApp;

use crate::history;

const PATH: &str = "/api/v1/companies/default/settings";

async fn settings(test: &TestApp, key: &str) -> Value {
    test.get(key, "/api/v1/companies").await.json()["data"][0]["settings"].clone()
}

#[tokio::test]
async fn what_is_set_stays_until_it_is_set_again_and_makes_one_event() {
    let (test, key) = TestApp::filled().await;
    assert_eq!(settings(&test, &key).await, json!({ "timeZone": "UTC", "offboardingSla": 1, "staleAfter": 7 }));
    let before = history::length(&test, "default").await;
    test.clock.step(60);
    let reply = test.put(&key, PATH, r#"{"timeZone": "europe/berlin", "offboardingSla": 2.0}"#).await;
    let set = json!({ "timeZone": "Europe/Berlin", "offboardingSla": 2, "staleAfter": 7 });
    assert_eq!((reply.status.as_u16(), &reply.json()["settings"]), (200, &set));
    assert_eq!(settings(&test, &key).await, set);
    for again in ["{}", r#"{"offboardingSla": 2}"#] {
        assert_eq!(test.put(&key, PATH, again).await.json()["settings"], set);
    }
    let events = history::everything(&test, "default").await;
    assert_eq!(events.len(), before + 1);
    let (_, event) = events.last().unwrap();
    assert_eq!(event.kind, "company.settings");
    assert_eq!(serde_json::from_str::<Value>(&event.body).unwrap()["settings"], set);
}

#[tokio::test]
async fn what_is_of_no_use_is_refused_and_sets_nothing() {
    let (test, key) = TestApp::filled().await;
    let before = (settings(&test, &key).await, history::length(&test, "default").await);
    for (body, code) in [
        ("[]", 40008),
        (r#"{"timeZone": null}"#, 40003),
        (r#"{"timeZone": "Berlin"}"#, 40003),
        (r#"{"timeZone": 1}"#, 40003),
        (r#"{"offboardingSla": -1}"#, 40003),
        (r#"{"offboardingSla": 31}"#, 40003),
        (r#"{"offboardingSla": 1.5}"#, 40003),
        (r#"{"offboardingSla": null}"#, 40003),
        (r#"{"staleAfter": 0}"#, 40003),
        (r#"{"staleAfter": 366}"#, 40003),
        (r#"{"staleAfter": "7"}"#, 40003),
        (r#"{"staleAfter": 8, "timeZone": "Mars/Olympus"}"#, 40003),
        (r#"{"holidays": []}"#, 40005),
    ] {
        let reply = test.put(&key, PATH, body).await;
        assert_eq!(reply.code(), code, "{body}: {}", reply.json());
    }
    assert_eq!(test.put(&key, "/api/v1/companies/nobody/settings", "{}").await.status, 404);
    assert_eq!((settings(&test, &key).await, history::length(&test, "default").await), before);
}
