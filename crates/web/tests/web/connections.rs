//! Connections: all of them, and one with how old it is and its last lists.

use domain::members::Role;
use http::StatusCode;
use testkit::TestApp;

use crate::browser::Browser;

#[tokio::test]
async fn connections_are_listed_with_what_is_known_of_them() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    let list = browser.read("/imports/connections").await.text;
    for part in
        [">aws</a>", ">github</a>", ">roster</a>", "GITHUB", "no whole list of it says when", "entries of people"]
    {
        assert!(list.contains(part), "{part}");
    }
    assert!(!list.contains("/imports/new"), "a viewer imports nothing");
    let one = browser.read("/imports/connections/2").await.text;
    for part in ["<h1>aws</h1>", "111122223333", "lists of another are refused", "/accounts?connection=2", "5 new"] {
        assert!(one.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_connection_whose_list_is_too_old_is_stale() {
    let test = TestApp::empty().await;
    let mut import = testkit::importing(domain::runs::Scope::Accounts, "wiki", "csv");
    import.kind = Some(domain::connections::Kind::Other);
    import.observed_at = domain::Instant::parse("2026-11-01");
    test.import_as("default", import, "id,username\n1,ada\n").await.unwrap();
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    assert!(!browser.read("/imports/connections/1").await.text.contains("stale"));
    test.clock.step(8 * 24 * 3600);
    browser.keep("whose", &test.session("default", Role::Viewer).await);
    assert!(browser.read("/imports/connections").await.text.contains(">stale</span>"));
    assert!(browser.read("/imports/connections/1").await.text.contains("its last whole list is of 2026-11-01"));
}

#[tokio::test]
async fn another_companys_connection_is_not_there_and_none_is_an_invitation() {
    let (test, _) = TestApp::filled().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let browser = Browser::at(&test);
    browser.keep("whose", &test.session("other", Role::Administrator).await);
    assert!(browser.read("/imports/connections").await.text.contains("No connections yet"));
    assert_eq!(browser.read("/imports/connections/1").await.status, StatusCode::NOT_FOUND);
}
