//! Operation 1: link an account to a person, or unlink it.

use http::StatusCode;
use testkit::TestApp;

use crate::history::{self, account, decisions, states};

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

const OMAR: &str = "omar.khan@example.com";
const WEI: &str = "wei.chen@example.com";

#[tokio::test]
async fn linking_to_another_person_is_one_event_that_holds_before_and_after() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    connect(&test, &key, tjones, r#"{"userId": 5}"#).await;
    test.clock.step(60);
    let identity = connect(&test, &key, tjones, r#"{"userId": 3}"#).await.json();
    assert_eq!(identity["user"]["email"], WEI);
    assert_eq!(identity["connectedAt"], "2026-11-02 09:01:00.000000");
    assert_eq!(identity["disconnectedAt"], serde_json::Value::Null);
    let events = decisions(&test, "default", tjones).await;
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["account.linked", "account.linked"]);
    let (before, after) = states(&events[1]);
    assert_eq!((&before["person"], &after["person"]), (&5.into(), &3.into()));
    assert_eq!((&before["version"], &after["version"]), (&1.into(), &2.into()));
}

#[tokio::test]
async fn linking_again_after_unlinking_clears_the_date_of_the_unlinking() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    for body in [r#"{"userId": 5}"#, r#"{"userId": null}"#, r#"{"userId": 5}"#] {
        test.clock.step(60);
        connect(&test, &key, tjones, body).await;
    }
    let identity = connect(&test, &key, tjones, r#"{"userId": 5}"#).await.json();
    assert_eq!(identity["connectedAt"], "2026-11-02 09:03:00.000000");
    assert_eq!(identity["disconnectedAt"], serde_json::Value::Null);
    assert_eq!(decisions(&test, "default", tjones).await.len(), 3);
}

#[tokio::test]
async fn the_same_again_answers_the_same_bytes_and_writes_no_event() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    for body in [r#"{"userId": 5}"#, r#"{"userId": null}"#] {
        test.clock.step(60);
        let first = connect(&test, &key, tjones, body).await;
        let events = history::length(&test, "default").await;
        test.clock.step(60);
        assert_eq!(connect(&test, &key, tjones, body).await, first);
        assert_eq!(history::length(&test, "default").await, events);
    }
}

#[tokio::test]
async fn unlinking_what_was_never_linked_writes_no_event() {
    let (test, key) = TestApp::filled().await;
    let deploy = account(&test, "deploy").await;
    let identity = connect(&test, &key, deploy, r#"{"userId": null}"#).await.json();
    assert_eq!((&identity["connectedAt"], &identity["disconnectedAt"]), (&().into(), &().into()));
    assert!(decisions(&test, "default", deploy).await.is_empty());
}

#[tokio::test]
async fn a_rules_link_that_a_person_makes_again_becomes_theirs_and_keeps_its_date() {
    let (test, key) = TestApp::filled().await;
    let sally = account(&test, "arn:aws:iam::111122223333:user/sally").await;
    let linked = test.get(&key, "/user-identities/infrastructure?q=sally").await.json();
    test.clock.step(60);
    let identity = connect(&test, &key, sally, r#"{"userId": 1}"#).await.json();
    assert_eq!(identity["connectedAt"], linked["data"][0]["connectedAt"]);
    let events = decisions(&test, "default", sally).await;
    let (before, after) = states(&events[1]);
    assert_eq!((&before["decidedBy"], &after["decidedBy"]), (&"rule".into(), &"human".into()));
    assert_eq!(before["connectedAt"], after["connectedAt"]);
    test.clock.step(60);
    connect(&test, &key, sally, r#"{"userId": 1}"#).await;
    assert_eq!(decisions(&test, "default", sally).await.len(), 2);
}

#[tokio::test]
async fn a_service_account_cannot_be_linked_until_its_mark_is_cleared() {
    let (test, key) = TestApp::filled().await;
    let deploy = account(&test, "deploy").await;
    let mark = format!("/user-identities/infrastructure/{deploy}/service-account");
    test.put(&key, &mark, r#"{"serviceAccount": true, "serviceAccountReason": "Deploys"}"#).await;
    let events = history::length(&test, "default").await;
    let refused = connect(&test, &key, deploy, r#"{"userId": 1}"#).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, 40014));
    assert!(refused.json()["message"].as_str().unwrap().ends_with("clear the mark first"));
    assert_eq!(connect(&test, &key, deploy, r#"{"userId": null}"#).await.status, StatusCode::OK);
    assert_eq!(history::length(&test, "default").await, events);
    test.put(&key, &mark, r#"{"serviceAccount": false, "serviceAccountReason": ""}"#).await;
    assert_eq!(connect(&test, &key, deploy, r#"{"userId": 1}"#).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_account_can_be_linked_to_somebody_who_has_left() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    let omar = history::person(&test, "default", OMAR).await;
    let reply = connect(&test, &key, tjones, &format!(r#"{{"userId": {omar}}}"#)).await;
    assert_eq!((reply.status, &reply.json()["user"]["email"]), (StatusCode::OK, &OMAR.into()));
}

#[tokio::test]
async fn an_id_answers_only_under_its_own_family() {
    let (test, key) = TestApp::filled().await;
    let (aws, github) = (account(&test, "tjones").await, account(&test, "build-bot").await);
    for (family, id) in [("version-control", aws), ("infrastructure", github)] {
        let path = format!("/user-identities/{family}/{id}/connect");
        let none = test.put(&key, &format!("/user-identities/{family}/9000000/connect"), r#"{"userId": 1}"#).await;
        assert_eq!((none.status, none.code()), (StatusCode::NOT_FOUND, 40402));
        assert_eq!(test.put(&key, &path, r#"{"userId": 1}"#).await, none);
    }
    let path = format!("/user-identities/version-control/{github}/connect");
    let identity = test.put(&key, &path, r#"{"userId": 1}"#).await.json();
    assert_eq!(identity["user"]["id"], 1);
    assert!(identity.get("pushProductionCodeAccess").is_some() && identity.get("adminAccess").is_none());
}

#[tokio::test]
async fn both_prefixes_answer_the_same_bytes() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    let path = format!("/user-identities/infrastructure/{tjones}/connect");
    let under_public = connect(&test, &key, tjones, r#"{"userId": 5}"#).await;
    for body in [r#"{"userId": 5}"#, r#"{"userId": 5.0}"#, r#"{"userId": 50e-1}"#] {
        assert_eq!(test.put(&key, &path, body).await, under_public);
    }
    for path in ["/user-identities/infrastructure", "/user-identities/version-control", "/connections", "/users"] {
        let public = test.get(&key, &format!("/public{path}")).await;
        assert_eq!(public.status, StatusCode::OK, "{path}");
        assert_eq!(test.get(&key, path).await, public, "{path}");
    }
    for path in ["/users/abc", "/nothing"] {
        assert_eq!(test.get(&key, path).await, test.get(&key, &format!("/public{path}")).await, "{path}");
    }
}

#[tokio::test]
async fn a_path_id_may_be_written_as_a_float() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    let path = format!("/public/user-identities/infrastructure/{tjones}.0/connect");
    let identity = test.put(&key, &path, r#"{"userId": 5}"#).await.json();
    assert_eq!(identity["id"], tjones);
}
