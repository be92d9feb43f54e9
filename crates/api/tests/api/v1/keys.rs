//! Keys: made, shown once, revoked.

use domain::permissions::Permission;
use http::Method;
use serde_json::{Value, json};
use testkit::{TestApp, samples};

use super::{check_refused, numbers, page, whole};
use crate::history;

async fn create(test: &TestApp, key: &str, more: Value) -> testkit::Reply {
    let mut body = json!({ "name": "CI", "owner": samples::OWNER });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    test.post(key, "/api/v1/keys", &body.to_string()).await
}

async fn revoke(test: &TestApp, key: &str, id: &Value) -> testkit::Reply {
    test.send(key, Method::POST, &format!("/api/v1/keys/{id}/revoke"), Vec::new()).await
}

#[tokio::test]
async fn a_new_key_is_shown_once_and_works_until_it_is_revoked() {
    let (test, key) = TestApp::filled().await;
    let reply = create(&test, &key, json!({ "permissions": ["Accounts: Read Accounts", "Users: List Users"] })).await;
    assert_eq!(reply.status, 201);
    let mut made = reply.json();
    let secret = made.as_object_mut().unwrap().remove("key").unwrap().as_str().unwrap().to_owned();
    assert!(domain::keys::is_spelled(&secret));
    insta::assert_json_snapshot!(made);
    let (listed, _) = page(&test, &key, "/api/v1/keys").await;
    assert_eq!(listed[1], made);
    assert_eq!(test.get(&secret, "/api/v1/people").await.status, 200);
    check_refused(&test.get(&secret, "/api/v1/events").await, 40301);
    test.clock.step(60);
    let revoked = revoke(&test, &key, &made["id"]).await;
    assert_eq!((revoked.status.as_u16(), &revoked.json()["revokedAt"]), (200, &"2026-11-02T09:01:00.000000Z".into()));
    check_refused(&test.get(&secret, "/api/v1/people").await, 40101);
    let events = history::length(&test, "default").await;
    test.clock.step(60);
    assert_eq!(revoke(&test, &key, &made["id"]).await.json()["revokedAt"], revoked.json()["revokedAt"]);
    assert_eq!(history::length(&test, "default").await, events);
    for list in ["keys", "events"] {
        assert!(!String::from_utf8(test.get(&key, &format!("/api/v1/{list}")).await.bytes).unwrap().contains(&secret));
    }
}

#[tokio::test]
async fn a_key_lasts_twelve_months_or_as_long_as_it_was_told() {
    let (test, key) = TestApp::filled().await;
    let usual = create(&test, &key, json!({ "all": true })).await.json();
    assert_eq!(usual["expiresAt"], "2027-11-02T09:00:00.000000Z");
    let short = create(&test, &key, json!({ "all": true, "expiresAt": "2026-11-02T10:00:30+01:00" })).await.json();
    assert_eq!(short["expiresAt"], "2026-11-02T09:00:30.000000Z");
    let secret = short["key"].as_str().unwrap();
    test.clock.step(29);
    assert_eq!(test.get(secret, "/api/v1/whoami").await.status, 200);
    test.clock.step(1);
    check_refused(&test.get(secret, "/api/v1/whoami").await, 40101);
}

#[tokio::test]
async fn a_key_gives_no_more_than_it_has() {
    let (test, key) = TestApp::filled().await;
    let (_, small) = test.key("default", [Permission::ManageKeys, Permission::ReadEvents].into_iter().collect()).await;
    let before = history::length(&test, "default").await;
    for permission in Permission::ALL {
        if ![Permission::ManageKeys, Permission::ReadEvents].contains(&permission) {
            check_refused(
                &create(&test, &small, json!({ "permissions": ["Events: Read Events", permission.name()] })).await,
                40301,
            );
        }
    }
    assert_eq!(history::length(&test, "default").await, before);
    let made = create(&test, &small, json!({ "all": true })).await.json();
    assert_eq!(made["permissions"], json!(["Events: Read Events", "Keys: Manage Keys"]));
    let none = create(&test, &small, json!({ "permissions": [] })).await.json();
    assert_eq!(none["permissions"], json!([]));
    check_refused(
        &create(&test, made["key"].as_str().unwrap(), json!({ "permissions": ["Users: List Users"] })).await,
        40301,
    );
    assert_eq!(page(&test, &key, "/api/v1/keys").await.0.len(), 4);
}

#[tokio::test]
async fn a_key_belongs_to_somebody_who_works_here() {
    let (test, key) = TestApp::filled().await;
    for owner in ["nobody@example.com", "omar.khan@example.com", "Sally", ""] {
        check_refused(&create(&test, &key, json!({ "all": true, "owner": owner })).await, 40403);
    }
    let made = create(&test, &key, json!({ "all": true, "owner": "Wei.Chen@Example.COM" })).await.json();
    assert_eq!(made["owner"]["email"], "wei.chen@example.com");
    for (more, code) in [
        (json!({}), 40003),
        (json!({ "all": false }), 40003),
        (json!({ "all": true, "permissions": [] }), 40003),
        (json!({ "permissions": ["Everything"] }), 40003),
        (json!({ "permissions": "Users: List Users" }), 40003),
        (json!({ "all": true, "name": " " }), 40003),
        (json!({ "all": true, "name": "a".repeat(101) }), 40003),
        (json!({ "all": true, "expiresAt": "2026-11-02T09:00:00Z" }), 40003),
        (json!({ "all": true, "expiresAt": "soon" }), 40003),
        (json!({ "all": true, "expiresAt": null }), 40003),
        (json!({ "all": true, "secret": "x" }), 40005),
    ] {
        check_refused(&create(&test, &key, more).await, code);
    }
    assert_eq!(page(&test, &key, "/api/v1/keys").await.0.len(), 2);
}

#[tokio::test]
async fn keys_are_listed_once_each_and_revoked_ones_stay() {
    let (test, key) = TestApp::filled().await;
    for _ in 0..4 {
        create(&test, &key, json!({ "all": true })).await;
    }
    revoke(&test, &key, &3.into()).await;
    let all = whole(&test, &key, "/api/v1/keys?limit=2").await;
    assert_eq!(numbers(&all, "id"), [1, 2, 3, 4, 5]);
    assert_eq!(all.iter().filter(|key| !key["revokedAt"].is_null()).count(), 1);
    check_refused(&revoke(&test, &key, &900.into()).await, 40402);
}

#[tokio::test]
async fn a_key_that_is_revoked_twice_at_once_is_revoked_once() {
    let (test, key) = TestApp::filled().await;
    for _ in 0..5 {
        let made = create(&test, &key, json!({ "all": true })).await.json();
        let before = history::length(&test, "default").await;
        let (id, one) = (&made["id"], async |id| revoke(&test, &key, id).await);
        let (a, b, c) = tokio::join!(one(id), one(id), one(id));
        assert_eq!([a.status, b.status, c.status].map(|status| status.as_u16()), [200; 3]);
        assert_eq!((a.json(), b.json()), (b.json(), c.json()));
        assert_eq!(history::length(&test, "default").await, before + 1);
    }
}
