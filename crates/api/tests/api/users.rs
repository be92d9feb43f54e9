//! Operation 10: users.

use http::StatusCode;
use testkit::{Reply, TestApp};

const USER_KEYS: [&str; 11] = [
    "id",
    "email",
    "firstName",
    "lastName",
    "jobTitle",
    "drataTermsAgreedAt",
    "createdAt",
    "updatedAt",
    "roles",
    "backgroundChecks",
    "identities",
];

fn addresses(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    let list = reply.json();
    let names = list["data"].as_array().unwrap().iter().map(|user| user["email"].as_str().unwrap());
    names.map(|email| email.split('@').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_list_holds_everybody_in_the_order_of_their_ids() {
    let (test, key) = TestApp::filled().await;
    let reply = test.get(&key, "/public/users").await;
    assert_eq!(addresses(&reply), ["sally.smith", "omar.khan", "wei.chen", "ana.garcia", "tom.jones"]);
    let list = reply.json();
    assert_eq!((&list["page"], &list["limit"], &list["total"]), (&1.into(), &20.into(), &5.into()));
}

#[tokio::test]
async fn a_user_has_the_documented_keys_and_their_roster_entry() {
    let (test, key) = TestApp::filled().await;
    let user = test.get(&key, "/users/2").await.json();
    let object = user.as_object().unwrap();
    assert_eq!(object.len(), USER_KEYS.len());
    assert!(USER_KEYS.iter().all(|key| object.contains_key(*key)));
    assert_eq!(user["roles"], serde_json::json!(["EMPLOYEE"]));
    assert_eq!(user["backgroundChecks"], serde_json::json!([]));
    let identity = &user["identities"][0];
    assert_eq!((&identity["identityId"], &identity["user"]), (&"p2".into(), &serde_json::json!({})));
    assert_eq!(identity["startedAt"], "2021-01-04 00:00:00.000000");
    assert_eq!(identity["separatedAt"], "2025-06-30 00:00:00.000000");
    assert_eq!(identity["isContractor"], false);
    assert_eq!(identity["connection"]["clientType"], "ROSTER");
    assert_eq!(identity["connection"]["user"], serde_json::json!({}));
}

#[tokio::test]
async fn a_user_is_found_by_id_and_by_address_in_any_case() {
    let (test, key) = TestApp::filled().await;
    let by_id = test.get(&key, "/users/5").await;
    assert_eq!(by_id.status, StatusCode::OK);
    for path in [
        "/users/5.0",
        "/public/users/5",
        "/users/tom.jones@example.com/email",
        "/users/tom.jones%40example.com/email",
        "/users/TOM.Jones%40Example.com/email",
        "/public/users/tom.jones%40example.com/email",
    ] {
        assert_eq!(test.get(&key, path).await, by_id, "{path}");
    }
    let list = test.get(&key, "/users?includeUserIds[]=5").await.json();
    assert_eq!(list["data"][0], by_id.json());
}

#[tokio::test]
async fn nobody_is_404_and_a_bad_id_is_400() {
    let (test, key) = TestApp::filled().await;
    for path in ["/users/900", "/users/nobody@example.com/email", "/users/%2525/email"] {
        assert_eq!(test.get(&key, path).await.code(), 40403, "{path}");
    }
    for path in ["/users/0", "/users/x", "/users/%31", "/users/%ff/email", "/users/%20/email", "/users/a%00/email"] {
        assert_eq!(test.get(&key, path).await.code(), 40004, "{path}");
    }
}

#[tokio::test]
async fn users_are_filtered_by_text_role_and_id() {
    let (test, key) = TestApp::filled().await;
    for (query, found) in [
        ("q=KHAN", vec!["omar.khan"]),
        ("q=wei.chen@", vec!["wei.chen"]),
        ("q=example", vec!["sally.smith", "omar.khan", "wei.chen", "ana.garcia", "tom.jones"]),
        ("q=%25", vec![]),
        ("q=_", vec![]),
        ("q=nobody", vec![]),
        ("roles[]=EMPLOYEE&q=ana", vec!["ana.garcia"]),
        ("roles[]=ADMIN", vec![]),
        ("roles[]=ADMIN&roles[]=EMPLOYEE&q=ana", vec!["ana.garcia"]),
        ("excludeRoles[]=EMPLOYEE", vec![]),
        ("excludeRoles[]=ADMIN&q=ana", vec!["ana.garcia"]),
        ("includeUserIds[]=1&includeUserIds[]=3.0&includeUserIds[]=99", vec!["sally.smith", "wei.chen"]),
        ("includeUserIds[]=1&includeUserIds[]=3&excludeUserIds[]=1", vec!["wei.chen"]),
        ("excludeUserIds[]=1&excludeUserIds[]=2&excludeUserIds[]=3", vec!["ana.garcia", "tom.jones"]),
        ("roles%5B%5D=EMPLOYEE&includeUserIds%5B%5D=4", vec!["ana.garcia"]),
        ("roles[]=EMPLOY", vec![]),
    ] {
        assert_eq!(addresses(&test.get(&key, &format!("/users?{query}")).await), found, "{query}");
    }
}

#[tokio::test]
async fn pages_of_users_hold_everybody_once() {
    let (test, key) = TestApp::filled().await;
    let mut seen = Vec::new();
    for page in 1..=4 {
        let reply = test.get(&key, &format!("/users?page={page}.0&limit=2.0")).await;
        assert_eq!(reply.json()["total"], 5);
        seen.push(addresses(&reply));
    }
    let sizes: Vec<usize> = seen.iter().map(Vec::len).collect();
    assert_eq!(sizes, [2, 2, 1, 0]);
    assert_eq!(seen.concat(), addresses(&test.get(&key, "/users").await));
}

#[tokio::test]
async fn bad_parameters_of_users_are_refused() {
    let (test, key) = TestApp::filled().await;
    for query in [
        "page=0",
        "limit=51",
        "limit=0",
        "page=x",
        "q=a&q=b",
        "roles[]=",
        "roles[]=employee",
        "includeUserIds[]=0",
        "includeUserIds[]=a",
        "excludeUserIds[]=-1",
        "excludeRoles[]=%20",
        "q=%00",
        "page=1&page=1",
    ] {
        let reply = test.get(&key, &format!("/users?{query}")).await;
        assert_eq!((reply.status, reply.code()), (StatusCode::BAD_REQUEST, 40013), "{query}");
    }
}
