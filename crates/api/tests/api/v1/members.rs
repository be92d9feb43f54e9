//! Members: invited, given roles, removed.

use serde_json::{Value, json};
use testkit::{TestApp, samples};

use super::{check_refused, numbers, whole};

async fn invite(test: &TestApp, key: &str, body: &Value) -> testkit::Reply {
    test.post(key, "/api/v1/members", &body.to_string()).await
}

#[tokio::test]
async fn a_member_is_invited_by_a_ticket_that_is_shown_once() {
    let (test, key) = TestApp::filled().await;
    let body = json!({ "name": " Sally ", "role": "reviewer", "person": samples::OWNER });
    let reply = invite(&test, &key, &body).await;
    assert_eq!(reply.status, 201);
    let mut made = reply.json();
    let ticket = made.as_object_mut().unwrap().remove("ticket").unwrap().as_str().unwrap().to_owned();
    insta::assert_json_snapshot!(made);
    test.app.sign_in(&ticket, None).await.unwrap();
    let again = test.post(&key, "/api/v1/members/1/invitation", "").await;
    assert_eq!((again.status.as_u16(), again.json()["ticket"] != json!(ticket)), (201, true));
    for list in ["members", "events"] {
        assert!(!String::from_utf8(test.get(&key, &format!("/api/v1/{list}")).await.bytes).unwrap().contains(&ticket));
    }
}

#[tokio::test]
async fn a_members_role_changes_and_a_removed_one_stays_in_the_list() {
    let (test, key) = TestApp::filled().await;
    for role in ["administrator", "viewer", "viewer"] {
        assert_eq!(invite(&test, &key, &json!({ "name": "Ada", "role": role })).await.status, 201);
    }
    let changed = test.put(&key, "/api/v1/members/2/role", r#"{"role":"auditor"}"#).await.json();
    assert_eq!(changed["role"], "auditor");
    let removed = test.post(&key, "/api/v1/members/2/remove", "").await.json();
    assert_eq!(removed["removedAt"], "2026-11-02T09:00:00.000000Z");
    let all = whole(&test, &key, "/api/v1/members?limit=2").await;
    assert_eq!(numbers(&all, "id"), [1, 2, 3]);
    check_refused(&test.post(&key, "/api/v1/members/2/remove", "").await, 40402);
    check_refused(&test.post(&key, "/api/v1/members/1/remove", "").await, 40003);
}

#[tokio::test]
async fn a_member_needs_a_name_a_role_and_a_person_who_works_here() {
    let (test, key) = TestApp::filled().await;
    for (body, code) in [
        (json!({ "name": " ", "role": "viewer" }), 40003),
        (json!({ "name": "a".repeat(101), "role": "viewer" }), 40003),
        (json!({ "name": "Ada", "role": "owner" }), 40003),
        (json!({ "name": "Ada" }), 40002),
        (json!({ "name": "Ada", "role": "viewer", "person": "omar.khan@example.com" }), 40403),
        (json!({ "name": "Ada", "role": "viewer", "person": null }), 40003),
        (json!({ "name": "Ada", "role": "viewer", "email": "a@example.com" }), 40005),
    ] {
        check_refused(&invite(&test, &key, &body).await, code);
    }
}
