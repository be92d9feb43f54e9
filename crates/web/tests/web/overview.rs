//! The overview: what the register comes to, and where to go from there.

use domain::members::Role;
use http::StatusCode;
use testkit::{TestApp, importing};

use crate::browser::Browser;

/// The number beside these words.
fn number(text: &str, words: &str) -> u64 {
    let (before, _) = text.split_once(&format!("</strong><span>{words}")).unwrap();
    before.rsplit_once("<strong>").unwrap().1.parse().unwrap()
}

#[tokio::test]
async fn a_new_register_says_what_to_do_first() {
    let test = TestApp::empty().await;
    let text = Browser::signed_in(&test, Role::Viewer).await.read("/").await.text;
    for part in ["Three things to begin with", "href=\"/imports\"", "href=\"/work\"", "whose import people"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("What needs you"));
}

#[tokio::test]
async fn the_overview_counts_answers_and_leads_to_what_needs_somebody() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Reviewer).await;
    let text = browser.read("/").await.text;
    assert!(text.contains("3 of 8 accounts that are there") && text.contains("<strong>37 %</strong>"));
    assert_eq!(number(&text, "Accounts that are nobody"), 5);
    assert!(text.contains("href=\"/accounts?connection=2&amp;state=nobody&amp;at=here\""));
    let account = test.account("default", "tjones").await;
    browser.send(&format!("/accounts/{account}/link"), "person=omar.khan%40example.com").await;
    let text = browser.read("/").await.text;
    assert_eq!(number(&text, "Accounts that are nobody"), 4);
    assert_eq!(number(&text, "Live accounts of people who left"), 1);
    assert_eq!(number(&text, "Imports that wait"), 0);
    let (_, main) = text.split_once("id=\"main\"").unwrap();
    for path in main.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")) {
        assert!(!path.starts_with('/') || browser.read(&path).await.status == StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn an_import_that_is_held_is_counted() {
    let (test, _) = TestApp::filled().await;
    let many =
        |count: usize| format!("id,username\n{}", (0..count).map(|id| format!("{id},u{id}\n")).collect::<String>());
    let mut import = importing(domain::runs::Scope::Accounts, "ldap", "csv");
    import.kind = Some(domain::connections::Kind::Ldap);
    for count in [100, 1] {
        test.import_as("default", import.clone(), &many(count)).await.unwrap();
    }
    let text = Browser::signed_in(&test, Role::Viewer).await.read("/").await.text;
    assert_eq!(number(&text, "Imports that wait"), 1);
}

#[tokio::test]
async fn another_companys_accounts_are_not_counted() {
    let (test, _) = TestApp::filled().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let browser = Browser::at(&test);
    browser.keep("whose", &test.session("other", Role::Administrator).await);
    assert!(browser.read("/").await.text.contains("Three things to begin with"));
}
