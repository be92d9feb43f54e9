//! Operation 1: link an account to a person, or unlink it.

use http::StatusCode;
use testkit::TestApp;

const KEYS: [&str; 17] = [
    "id",
    "identityId",
    "username",
    "email",
    "connectedAt",
    "disconnectedAt",
    "serviceAccount",
    "serviceAccountReason",
    "user",
    "serviceAccountDesignator",
    "hasMfa",
    "connection",
    "lastCheckedAt",
    "createdAt",
    "updatedAt",
    "adminAccess",
    "dbAccess",
];

async fn connect(test: &TestApp, key: &str, account: i64, body: &str) -> testkit::Reply {
    test.put(key, &format!("/public/user-identities/infrastructure/{account}/connect"), body).await
}

#[tokio::test]
async fn linking_answers_with_the_whole_identity() {
    let (test, key) = TestApp::filled().await;
    let account = test.account("default", "tjones").await.get();
    let reply = connect(&test, &key, account, r#"{"userId": 5.0}"#).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    let identity = reply.json();
    let keys: Vec<&String> = identity.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), KEYS.len());
    assert!(KEYS.iter().all(|key| identity.get(key).is_some()));
    assert_eq!(identity["user"]["email"], "tom.jones@example.com");
    assert_eq!(identity["connectedAt"], "2026-11-02 09:00:00.000000");
    assert_eq!(identity["disconnectedAt"], serde_json::Value::Null);
}

#[tokio::test]
async fn unlinking_keeps_the_date_of_the_link() {
    let (test, key) = TestApp::filled().await;
    let account = test.account("default", "tjones").await.get();
    connect(&test, &key, account, r#"{"userId": 5}"#).await;
    test.clock.step(60);
    let identity = connect(&test, &key, account, r#"{"userId": null}"#).await.json();
    assert_eq!(identity["user"], serde_json::Value::Null);
    assert_eq!(identity["connectedAt"], "2026-11-02 09:00:00.000000");
    assert_eq!(identity["disconnectedAt"], "2026-11-02 09:01:00.000000");
}

#[tokio::test]
async fn an_import_links_exact_addresses_and_leaves_the_rest_alone() {
    let (test, key) = TestApp::filled().await;
    let list = test.get(&key, "/user-identities/infrastructure").await.json();
    let whose: Vec<(&str, Option<&str>)> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|identity| (identity["username"].as_str().unwrap(), identity["user"]["email"].as_str()))
        .collect();
    assert_eq!(
        whose,
        [
            ("<root_account>", None),
            ("deploy", None),
            ("sally.smith@example.com", Some("sally.smith@example.com")),
            ("tjones", None),
            ("wei.chen@example.com", Some("wei.chen@example.com")),
        ]
    );
}
