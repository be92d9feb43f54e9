//! Companies, their features and terms.

use api::operations;
use domain::companies::Feature;
use http::Method;
use serde_json::json;
use testkit::{Database, Reply, TestApp};

use super::{check_refused, page, texts, whole};
use crate::history;

async fn create(test: &TestApp, key: &str, name: &str) -> Reply {
    test.post(key, "/api/v1/companies", &json!({ "name": name }).to_string()).await
}

async fn set(test: &TestApp, key: &str, company: &str, feature: &str, on: bool) -> Reply {
    let path = format!("/api/v1/companies/{company}/features");
    test.put(key, &path, &json!({ "feature": feature, "on": on }).to_string()).await
}

async fn post(test: &TestApp, key: &str, path: &str) -> Reply {
    test.send(key, Method::POST, path, Vec::new()).await
}

/// A register with a second company; the keys of both.
async fn two() -> (TestApp, String, String) {
    let (test, operator) = TestApp::filled().await;
    create(&test, &operator, "acme").await;
    let acme = test.fill("acme").await;
    (test, operator, acme)
}

#[tokio::test]
async fn a_company_is_made_with_every_feature_and_a_name_of_its_own() {
    let (test, key) = TestApp::filled().await;
    let made = create(&test, &key, " Acme & Söhne ").await;
    assert_eq!(made.status, 201);
    insta::assert_json_snapshot!(made.json());
    for (name, code) in [
        ("acme & SÖHNE", 40003),
        ("Default", 40003),
        ("", 40003),
        (" ", 40003),
        (&"a".repeat(101), 40003),
        ("a\0", 40003),
    ] {
        check_refused(&create(&test, &key, name).await, code);
    }
    let given = set(&test, &key, "ACME%20%26%20s%C3%B6hne", "users", false).await.json();
    assert_eq!(given["name"], "Acme & Söhne");
}

#[tokio::test]
async fn companies_are_listed_once_each_in_the_order_of_their_ids() {
    let (test, key) = TestApp::filled().await;
    for name in ["zeta", "beta", "alpha", "eta"] {
        create(&test, &key, name).await;
    }
    let all = whole(&test, &key, "/api/v1/companies?limit=2").await;
    assert_eq!(texts(&all, "name"), ["default", "zeta", "beta", "alpha", "eta"]);
    assert_eq!(page(&test, &key, "/api/v1/companies").await.0, all);
}

#[tokio::test]
async fn a_feature_that_is_taken_is_gone_at_once_for_that_company_alone_and_comes_back() {
    let (test, operator, acme) = two().await;
    for (feature, path) in [
        (Feature::Infrastructure, "/user-identities/infrastructure"),
        (Feature::VersionControl, "/public/user-identities/version-control"),
        (Feature::Connections, "/connections"),
        (Feature::Users, "/users/1"),
    ] {
        let before = test.get(&acme, path).await;
        assert_ne!(before.status, 402);
        let taken = set(&test, &operator, "acme", feature.name(), false).await.json();
        assert_eq!(taken["lacks"], json!([feature.name()]));
        assert_eq!(taken["features"].as_array().unwrap().len(), 4);
        assert_eq!(test.get(&acme, path).await.code(), 40201, "{path}");
        assert_eq!(test.get(&operator, path).await.status, 200, "{path}");
        let events = history::length(&test, "acme").await;
        assert_eq!(set(&test, &operator, "acme", feature.name(), false).await.json(), taken);
        assert_eq!(history::length(&test, "acme").await, events);
        set(&test, &operator, "acme", feature.name(), true).await;
        assert_eq!(history::length(&test, "acme").await, events + 1);
        assert_eq!(test.get(&acme, path).await, before);
    }
    check_refused(&set(&test, &operator, "nobody", "users", true).await, 40402);
    check_refused(&set(&test, &operator, "acme", "everything", true).await, 40003);
    check_refused(&set(&test, &acme, "acme", "users", true).await, 40301);
}

#[tokio::test]
async fn new_terms_stop_every_operation_of_every_company_until_it_accepts_them() {
    let (test, operator, acme) = two().await;
    let before = test.get(&acme, "/api/v1/people").await;
    assert_eq!(post(&test, &operator, "/api/v1/terms").await.json(), json!({ "version": 1 }));
    for operation in operations::all().filter(|operation| operation.terms) {
        let path = operation.path.replace("{id}", "1").replace("{email}", "a").replace("{name}", "acme");
        for key in [&operator, &acme] {
            assert_eq!(test.send(key, operation.method.clone(), &path, Vec::new()).await.code(), 41201, "{path}");
        }
    }
    let accepted = post(&test, &acme, "/api/v1/terms/acceptance").await.json();
    assert_eq!((&accepted["termsAccepted"], &accepted["termsInForce"]), (&1.into(), &1.into()));
    assert_eq!(test.get(&acme, "/api/v1/people").await, before);
    check_refused(&test.get(&operator, "/api/v1/people").await, 41201);
    let events = history::length(&test, "acme").await;
    assert_eq!(post(&test, &acme, "/api/v1/terms/acceptance").await.json(), accepted);
    assert_eq!(history::length(&test, "acme").await, events);
    post(&test, &operator, "/api/v1/terms/acceptance").await;
    let made = create(&test, &operator, "late").await.json();
    assert_eq!(made["termsAccepted"], 1);
}

#[tokio::test]
async fn whatever_is_changed_at_a_company_is_an_event_of_its_own() {
    let (test, operator, acme) = two().await;
    set(&test, &operator, "acme", "users", false).await;
    post(&test, &operator, "/api/v1/terms").await;
    for key in [&operator, &acme] {
        post(&test, key, "/api/v1/terms/acceptance").await;
    }
    let kinds = async |key: &str| {
        let all = whole(&test, key, "/api/v1/events?limit=1000").await;
        let of_company = all.into_iter().filter(|event| event["subject"]["kind"] == "company");
        of_company.map(|event| event["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&operator).await, ["company.created", "terms.published", "company.terms-accepted"]);
    assert_eq!(kinds(&acme).await, ["company.created", "company.features", "company.terms-accepted"]);
}

#[tokio::test]
async fn features_that_are_taken_at_once_are_all_gone() {
    let (test, operator, acme) = two().await;
    let [a, b, c, d, e] = Feature::ALL.map(Feature::name);
    let take = async |feature: &'static str| set(&test, &operator, "acme", feature, false).await.status.as_u16();
    let taken = tokio::join!(take(a), take(b), take(c), take(d), take(e));
    assert_eq!(<[u16; 5]>::from(taken), [200; 5]);
    let (companies, _) = page(&test, &operator, "/api/v1/companies").await;
    assert_eq!(companies[1]["lacks"].as_array().unwrap().len(), 5);
    let events = whole(&test, &acme, "/api/v1/events?kind=company.features").await;
    assert_eq!(events.len(), 5);
}

#[tokio::test]
async fn of_two_companies_of_one_name_at_once_one_is_made() {
    let (test, operator) = TestApp::filled().await;
    for name in ["one", "two", "three"] {
        let make = async || create(&test, &operator, name).await.status.as_u16();
        let mut statuses = <[u16; 3]>::from(tokio::join!(make(), make(), make()));
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 400, 400]);
    }
}

#[tokio::test]
async fn terms_that_are_published_at_once_are_numbered_one_after_the_other() {
    let test = TestApp::empty().await;
    let operator = test.local("default").await;
    let publish = async || test.app.publish_terms(&operator).await.unwrap();
    let mut versions = <[i64; 3]>::from(tokio::join!(publish(), publish(), publish()));
    versions.sort_unstable();
    assert_eq!(versions, [1, 2, 3]);
}

#[tokio::test]
async fn servers_that_start_at_once_on_an_empty_database_share_one_company() {
    let database = Database::new().await;
    let start = async || TestApp::on(database.clone(), api::Settings::default()).await;
    let (one, _other) = tokio::join!(start(), start());
    let key = one.fill("default").await;
    assert_eq!(texts(&whole(&one, &key, "/api/v1/companies?").await, "name"), ["default"]);
}
