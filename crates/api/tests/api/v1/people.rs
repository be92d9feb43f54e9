//! People and their identities.

use serde_json::{Value, json};
use testkit::TestApp;

use super::{check_refused, numbers, page, texts, whole};

#[tokio::test]
async fn one_person_is_shown_with_their_identities() {
    let (test, key) = TestApp::filled().await;
    let omar = test.get(&key, "/api/v1/people/2").await.json();
    assert_eq!(
        (&omar["firstName"], &omar["jobTitle"], &omar["roles"]),
        (&"Omar".into(), &"Engineer".into(), &json!(["EMPLOYEE"]))
    );
    assert_eq!((&omar["left"], &omar["leftAt"]), (&true.into(), &"2025-06-30T00:00:00.000000Z".into()));
    assert_eq!((&omar["leftInferred"], &omar["leftAfter"]), (&false.into(), &Value::Null));
    let roster = json!({ "id": 1, "kind": "ROSTER", "name": "roster" });
    assert_eq!(
        omar["identities"],
        json!([{ "account": 2, "connection": roster, "externalId": "p2", "removedAt": null }])
    );
    assert_eq!(page(&test, &key, "/api/v1/people?q=omar").await.0, [omar]);
    check_refused(&test.get(&key, "/api/v1/people/900").await, 40403);
    check_refused(&test.get(&key, "/api/v1/people/x").await, 40004);
}

#[tokio::test]
async fn people_are_found_by_text_address_and_whether_they_left() {
    let (test, key) = TestApp::filled().await;
    for (query, found) in [
        ("", vec!["Sally", "Omar", "Wei", "Ana", "Tom"]),
        ("left=true", vec!["Omar"]),
        ("left=false&limit=2", vec!["Sally", "Wei", "Ana", "Tom"]),
        ("q=KHAN", vec!["Omar"]),
        ("q=wei.chen@&left=false", vec!["Wei"]),
        ("q=wei&left=true", vec![]),
        ("q=%25", vec![]),
        ("email=Ana.Garcia@EXAMPLE.com", vec!["Ana"]),
        ("email=omar.khan@example.com&left=false", vec![]),
        ("email=ana.garcia", vec![]),
    ] {
        assert_eq!(texts(&whole(&test, &key, &format!("/api/v1/people?{query}")).await, "firstName"), found, "{query}");
    }
    for query in ["left=1", "email=", "email=%20", "cursor=0", "limit=0", "q=%00"] {
        check_refused(&test.get(&key, &format!("/api/v1/people?{query}")).await, 40013);
    }
}

#[tokio::test]
async fn a_walk_sees_everybody_once() {
    let (test, key) = TestApp::filled().await;
    for limit in 1..=6 {
        let seen = whole(&test, &key, &format!("/api/v1/people?limit={limit}")).await;
        assert_eq!(numbers(&seen, "id"), [1, 2, 3, 4, 5]);
    }
    assert_eq!(numbers(&whole(&test, &key, "/api/v1/connections?limit=1").await, "id"), [1, 2, 3]);
}
