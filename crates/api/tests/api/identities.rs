//! Operations 2 to 4 and their twins: lists of identities, service accounts, expected access.

use http::StatusCode;
use serde_json::{Value, json};
use testkit::{Reply, TestApp};

use crate::history::{self, account, decisions, states};

async fn mark(test: &TestApp, key: &str, account: i64, on: bool, reason: &str) -> Reply {
    let body = json!({ "serviceAccount": on, "serviceAccountReason": reason }).to_string();
    test.put(key, &format!("/user-identities/infrastructure/{account}/service-account"), &body).await
}

async fn toggle(test: &TestApp, key: &str, account: i64, on: bool, field: &str) -> Reply {
    let body = json!({ "toggle": on, "toggleField": field }).to_string();
    test.put(key, &format!("/user-identities/infrastructure/{account}/toggle"), &body).await
}

fn names(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    let list = reply.json();
    let data = list["data"].as_array().unwrap();
    data.iter().map(|item| item["username"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn each_list_has_its_own_family_and_no_roster() {
    let (test, key) = TestApp::filled().await;
    let reply = test.get(&key, "/public/user-identities/infrastructure").await;
    assert_eq!(
        names(&reply),
        ["<root_account>", "deploy", "sally.smith@example.com", "tjones", "wei.chen@example.com"]
    );
    let list = reply.json();
    assert_eq!((&list["page"], &list["limit"], &list["total"]), (&1.into(), &20.into(), &5.into()));
    let version_control = test.get(&key, "/public/user-identities/version-control").await;
    assert_eq!(names(&version_control), ["build-bot", "sallys", "weic"]);
    assert!(version_control.json()["data"][0].get("writeAccess").is_some());
}

#[tokio::test]
async fn an_item_of_a_list_is_the_identity_that_a_change_answers_with() {
    let (test, key) = TestApp::filled().await;
    let deploy = account(&test, "deploy").await;
    let changed = toggle(&test, &key, deploy, true, "INFRASTRUCTURE_DB_ACCESS").await;
    let listed = test.get(&key, "/user-identities/infrastructure?q=deploy").await.json();
    assert_eq!(listed["data"], json!([changed.json()]));
}

#[tokio::test]
async fn a_page_past_the_last_is_empty_and_knows_the_total() {
    let (test, key) = TestApp::filled().await;
    for (query, size) in [("page=1&limit=2", 2), ("page=3&limit=2", 1), ("page=4&limit=2", 0), ("page=2", 0)] {
        let reply = test.get(&key, &format!("/user-identities/infrastructure?{query}")).await;
        assert_eq!((names(&reply).len(), &reply.json()["total"]), (size, &5.into()), "{query}");
    }
    let far = test.get(&key, "/user-identities/infrastructure?page=9007199254740991&limit=50").await;
    assert_eq!(far.json()["data"], json!([]));
}

#[tokio::test]
async fn q_finds_any_part_of_id_name_or_address_in_any_case() {
    let (test, key) = TestApp::filled().await;
    for (q, found) in [
        ("SALLY", vec!["sally.smith@example.com"]),
        ("%3Croot", vec!["<root_account>"]),
        ("user/", vec!["deploy", "sally.smith@example.com", "tjones", "wei.chen@example.com"]),
        ("_", vec!["<root_account>"]),
        ("%25", vec![]),
        ("%5C", vec![]),
        ("%27", vec![]),
        ("nothing", vec![]),
    ] {
        let reply = test.get(&key, &format!("/user-identities/infrastructure?q={q}")).await;
        assert_eq!(names(&reply), found, "{q}");
        assert_eq!(reply.json()["total"], found.len());
    }
}

#[tokio::test]
async fn a_list_can_be_of_one_kind_or_of_one_connection() {
    let (test, key) = TestApp::filled().await;
    let connections = test.get(&key, "/connections").await.json();
    let [roster, aws, github] = [0, 1, 2].map(|index| connections["data"][index]["id"].as_str().unwrap().to_owned());
    for (query, many) in [
        ("clientType=AWS".to_owned(), 5),
        ("clientType=GCP".to_owned(), 0),
        (format!("connectionId={aws}"), 5),
        (format!("connectionId={aws}.0"), 5),
        (format!("connectionId={aws}&clientType=AWS"), 5),
        (format!("connectionId={aws}&clientType=GCP"), 0),
        (format!("connectionId={roster}"), 0),
        (format!("connectionId={github}"), 0),
        ("connectionId=900".to_owned(), 0),
    ] {
        let reply = test.get(&key, &format!("/user-identities/infrastructure?{query}")).await;
        assert_eq!(names(&reply).len(), many, "{query}");
    }
    let reply = test.get(&key, &format!("/user-identities/version-control?connectionId={github}")).await;
    assert_eq!(names(&reply).len(), 3);
}

#[tokio::test]
async fn a_mark_keeps_its_first_stamp_and_takes_the_newest_reason() {
    let (test, key) = TestApp::filled().await;
    let deploy = account(&test, "deploy").await;
    let first = mark(&test, &key, deploy, true, "Deploys").await.json();
    assert_eq!(first["serviceAccount"], "2026-11-02 09:00:00.000000");
    assert_eq!(first["serviceAccountReason"], "Deploys");
    assert_eq!(first["serviceAccountDesignator"]["email"], testkit::samples::OWNER);
    test.clock.step(60);
    let second = mark(&test, &key, deploy, true, "Deploys the website").await.json();
    assert_eq!(second["serviceAccount"], first["serviceAccount"]);
    assert_eq!(second["serviceAccountReason"], "Deploys the website");
    let events = history::length(&test, "default").await;
    test.clock.step(60);
    assert_eq!(mark(&test, &key, deploy, true, "Deploys the website").await.json(), second);
    assert_eq!(history::length(&test, "default").await, events);
}

#[tokio::test]
async fn clearing_a_mark_forgets_all_of_it_and_records_the_reason() {
    let (test, key) = TestApp::filled().await;
    let deploy = account(&test, "deploy").await;
    mark(&test, &key, deploy, true, "Deploys").await;
    let cleared = mark(&test, &key, deploy, false, "It was replaced").await.json();
    for field in ["serviceAccount", "serviceAccountReason", "serviceAccountDesignator"] {
        assert_eq!(cleared[field], Value::Null, "{field}");
    }
    let events = decisions(&test, "default", deploy).await;
    assert_eq!(events.last().unwrap().kind, "account.unmarked");
    assert_eq!(events.last().unwrap().because.as_deref(), Some("It was replaced"));
    assert_eq!(mark(&test, &key, deploy, false, "").await.status, StatusCode::OK);
    assert_eq!(decisions(&test, "default", deploy).await.len(), 2);
}

#[tokio::test]
async fn a_reason_may_be_blank_only_when_clearing() {
    let (test, key) = TestApp::filled().await;
    let deploy = account(&test, "deploy").await;
    for blank in ["", " ", "\t\n", "\u{a0}"] {
        assert_eq!(mark(&test, &key, deploy, true, blank).await.code(), 40003, "{blank:?}");
    }
    mark(&test, &key, deploy, true, "Deploys").await;
    assert_eq!(mark(&test, &key, deploy, false, " ").await.status, StatusCode::OK);
    assert_eq!(decisions(&test, "default", deploy).await[1].because, None);
}

#[tokio::test]
async fn a_reason_has_at_most_30000_characters_of_any_kind() {
    let (test, key) = TestApp::filled().await;
    let deploy = account(&test, "deploy").await;
    let longest = "\u{1F600}".repeat(30_000);
    let reply = mark(&test, &key, deploy, true, &longest).await;
    assert_eq!(reply.json()["serviceAccountReason"], longest);
    assert_eq!(mark(&test, &key, deploy, true, &format!("{longest}a")).await.code(), 40003);
}

#[tokio::test]
async fn marking_a_linked_account_unlinks_it_in_the_same_event() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    test.put(&key, &format!("/user-identities/infrastructure/{tjones}/connect"), r#"{"userId": 5}"#).await;
    test.clock.step(60);
    let marked = mark(&test, &key, tjones, true, "It became one").await.json();
    assert_eq!(marked["user"], Value::Null);
    assert_eq!(marked["connectedAt"], "2026-11-02 09:00:00.000000");
    assert_eq!(marked["disconnectedAt"], "2026-11-02 09:01:00.000000");
    assert_eq!(marked["serviceAccount"], "2026-11-02 09:01:00.000000");
    let events = decisions(&test, "default", tjones).await;
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["account.linked", "account.marked"]);
    let (before, after) = states(&events[1]);
    assert_eq!((&before["person"], &after["person"], &after["proposedOwner"]), (&json!(5), &Value::Null, &json!(5)));
}

#[tokio::test]
async fn expected_access_keeps_its_first_stamp_until_it_is_taken_back() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    let first = toggle(&test, &key, tjones, true, "INFRASTRUCTURE_ADMIN_ACCESS").await.json();
    assert_eq!(first["adminAccess"], "2026-11-02 09:00:00.000000");
    assert_eq!(first["dbAccess"], Value::Null);
    test.clock.step(60);
    let events = history::length(&test, "default").await;
    assert_eq!(toggle(&test, &key, tjones, true, "INFRASTRUCTURE_ADMIN_ACCESS").await.json(), first);
    assert_eq!(history::length(&test, "default").await, events);
    let off = toggle(&test, &key, tjones, false, "INFRASTRUCTURE_ADMIN_ACCESS").await.json();
    assert_eq!(off["adminAccess"], Value::Null);
    let on = toggle(&test, &key, tjones, true, "INFRASTRUCTURE_ADMIN_ACCESS").await.json();
    assert_ne!(on["adminAccess"], first["adminAccess"]);
    assert_eq!(toggle(&test, &key, tjones, true, "VERSION_CONTROL_WRITE_ACCESS").await.code(), 40003);
    assert_eq!(decisions(&test, "default", tjones).await.len(), 3);
}

#[tokio::test]
async fn version_control_has_its_own_accesses_and_marks() {
    let (test, key) = TestApp::filled().await;
    let bot = account(&test, "build-bot").await;
    let path = format!("/public/user-identities/version-control/{bot}");
    for (field, shown) in [
        ("VERSION_CONTROL_WRITE_ACCESS", "writeAccess"),
        ("VERSION_CONTROL_PUSH_PROD_CODE_ACCESS", "pushProductionCodeAccess"),
    ] {
        let body = json!({ "toggle": true, "toggleField": field }).to_string();
        test.clock.step(60);
        let identity = test.put(&key, &format!("{path}/toggle"), &body).await.json();
        assert_eq!(identity[shown], identity["updatedAt"], "{field}");
    }
    let body = json!({ "toggle": true, "toggleField": "INFRASTRUCTURE_DB_ACCESS" }).to_string();
    assert_eq!(test.put(&key, &format!("{path}/toggle"), &body).await.code(), 40003);
    let body = json!({ "serviceAccount": true, "serviceAccountReason": "Builds" }).to_string();
    let identity = test.put(&key, &format!("{path}/service-account"), &body).await.json();
    assert_eq!(identity["serviceAccountReason"], "Builds");
}
