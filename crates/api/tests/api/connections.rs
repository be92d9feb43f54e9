//! Operation 9: connections.

use domain::{connections::Kind, runs::Scope};
use http::StatusCode;
use testkit::{Reply, TestApp, importing};

const ITEM_KEYS: [&str; 13] = [
    "id",
    "clientType",
    "state",
    "connected",
    "connectedAt",
    "failedAt",
    "clientId",
    "clientAlias",
    "aliasUpdatedAt",
    "deletedAt",
    "code",
    "providerTypes",
    "groupLabel",
];
const SORTS: [&str; 5] =
    ["CREATED_AT", "CONNECTED_AT", "CONNECTION_PROVIDER_TYPE", "CONNECTION_CLIENT_TYPE", "CONNECTION_STATE"];

/// The samples, and connections of some more kinds, two of them made in the same instant.
async fn many() -> (TestApp, String) {
    let (test, key) = TestApp::filled().await;
    for (name, kind) in [("okta", Kind::Okta), ("gitlab", Kind::Gitlab), ("ldap", Kind::Ldap), ("vault", Kind::Vault)] {
        if name != "ldap" {
            test.clock.step(60);
        }
        let scope = if kind == Kind::Okta { Scope::People } else { Scope::Accounts };
        let mut import = importing(scope, name, "csv");
        import.kind = Some(kind);
        test.import_as("default", import, "id,username,email\n1,sally,sally.smith@example.com\n").await.unwrap();
    }
    (test, key)
}

fn names(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    let list = reply.json();
    let data = list["data"].as_array().unwrap();
    data.iter().map(|item| item["clientAlias"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_item_has_the_documented_keys() {
    let (test, key) = TestApp::filled().await;
    let list = test.get(&key, "/public/connections").await.json();
    assert_eq!((&list["page"], &list["limit"], &list["total"]), (&1.into(), &20.into(), &3.into()));
    for item in list["data"].as_array().unwrap() {
        let object = item.as_object().unwrap();
        assert_eq!(object.len(), ITEM_KEYS.len());
        assert!(ITEM_KEYS.iter().all(|key| object.contains_key(*key)));
        assert!(item["id"].is_string());
    }
    let aws = &list["data"][1];
    assert_eq!((&aws["clientType"], &aws["clientId"]), (&"AWS".into(), &"111122223333".into()));
    assert_eq!((&aws["state"], &aws["connected"]), (&"ACTIVE".into(), &true.into()));
}

#[tokio::test]
async fn connections_are_filtered_by_provider_type_and_state() {
    let (test, key) = many().await;
    for (query, found) in [
        ("providerTypes=IDENTITY", vec!["roster", "okta"]),
        ("providerTypes=VERSION_CONTROL", vec!["github", "gitlab"]),
        ("providerTypes=VERSION_CONTROL&providerTypes=IDENTITY", vec!["roster", "github", "okta", "gitlab"]),
        ("providerTypes=INFRASTRUCTURE", vec!["aws", "ldap", "vault"]),
        ("providerTypes=HRIS", vec![]),
        ("providerTypes=HRIS&providerTypes=VERSION_CONTROL", vec!["github", "gitlab"]),
        ("state=MISCONFIGURED", vec![]),
        ("state=ACTIVE&limit=1", vec!["roster"]),
    ] {
        assert_eq!(names(&test.get(&key, &format!("/connections?{query}")).await), found, "{query}");
    }
}

#[tokio::test]
async fn every_order_is_total_and_pages_repeat_and_skip_nothing() {
    let (test, key) = many().await;
    for sort in SORTS {
        let mut directions = Vec::new();
        for direction in ["ASC", "DESC"] {
            let whole = names(&test.get(&key, &format!("/connections?sort={sort}&sortDir={direction}")).await);
            let mut paged = Vec::new();
            for page in 1..=3 {
                let path = format!("/connections?sort={sort}&sortDir={direction}&limit=3&page={page}");
                paged.extend(names(&test.get(&key, &path).await));
            }
            assert_eq!(paged, whole, "{sort} {direction}");
            directions.push(whole);
        }
        directions[1].reverse();
        assert_eq!(directions[0], directions[1], "{sort}");
        assert_eq!(directions[0].len(), 7);
    }
    let by_kind = names(&test.get(&key, "/connections?sort=CONNECTION_CLIENT_TYPE").await);
    assert_eq!(by_kind, ["aws", "github", "gitlab", "ldap", "okta", "roster", "vault"]);
    let by_family = names(&test.get(&key, "/connections?sort=CONNECTION_PROVIDER_TYPE").await);
    assert_eq!(by_family, ["aws", "ldap", "vault", "github", "gitlab", "roster", "okta"]);
}

#[tokio::test]
async fn a_page_past_the_last_is_empty() {
    let (test, key) = TestApp::filled().await;
    for page in ["2", "9007199254740991"] {
        let reply = test.get(&key, &format!("/connections?page={page}&limit=50")).await;
        assert!(names(&reply).is_empty());
        assert_eq!(reply.json()["total"], 3);
    }
}

#[tokio::test]
async fn bad_parameters_of_connections_are_refused() {
    let (test, key) = TestApp::filled().await;
    for query in [
        "page=0",
        "limit=51",
        "providerTypes=AWS",
        "providerTypes=",
        "state=GONE",
        "state=ACTIVE&state=ACTIVE",
        "sort=USERNAME",
        "sortDir=UP",
        "sort=CREATED_AT&sort=CREATED_AT",
        "sortDir=asc",
    ] {
        let reply = test.get(&key, &format!("/connections?{query}")).await;
        assert_eq!((reply.status, reply.code()), (StatusCode::BAD_REQUEST, 40013), "{query}");
    }
}
