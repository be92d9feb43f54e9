//! Findings: what is found, how it is looked for, and the same as a file.

use domain::members::Role;
use http::{StatusCode, header};
use testkit::TestApp;

use crate::browser::Browser;

/// The sample register, in which an account is linked to somebody who has left.
async fn found() -> (TestApp, Browser) {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Reviewer).await;
    let account = test.account("default", "weic").await;
    browser.send(&format!("/accounts/{account}/link"), "person=omar.khan%40example.com").await;
    (test, browser)
}

fn rows(text: &str) -> usize {
    text.matches("<p class=\"why-so\">").count()
}

#[tokio::test]
async fn a_finding_says_why_since_when_by_which_facts_and_which_controls() {
    let (_test, browser) = found().await;
    let text = browser.read("/findings?rule=leaver").await.text;
    assert_eq!(rows(&text), 1);
    for part in [
        "weic",
        "in github",
        "left on 2025-06-30",
        "days late",
        "connectedAt",
        "decided here",
        "SOC 2 CC6.2",
        "PS-4",
        "Omar Khan",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.contains("Disable or delete the account at its provider"), "the kind is explained");
}

#[tokio::test]
async fn what_nobody_can_tell_is_an_answer_of_its_own_with_the_reason() {
    let (_test, browser) = found().await;
    let text = browser.read("/findings?verdict=not-evaluable&connection=2").await.text;
    assert!(rows(&text) > 1 && text.contains("the list that was read does not say"));
    assert!(!browser.read("/findings?connection=2").await.text.contains("Whether it is so is"));
}

#[tokio::test]
async fn the_list_is_of_what_its_address_says() {
    let (_test, browser) = found().await;
    for (query, many) in [
        ("?rule=unlinked", 4),
        ("?rule=unlinked&connection=2", 3),
        ("?control=PS-4", 1),
        ("?control=PS-4&rule=unlinked", 0),
        ("?rule=leaver&verdict=not-evaluable", 0),
        ("?rule=nonsense&control=nonsense&connection=nonsense&verdict=nonsense&after=nonsense", 7),
    ] {
        let seen = browser.read(&format!("/findings{query}")).await;
        assert_eq!((seen.status, rows(&seen.text)), (StatusCode::OK, many), "{query}");
    }
}

#[tokio::test]
async fn the_file_has_what_the_api_answers() {
    let (test, browser) = found().await;
    let key = test.key("default", domain::permissions::Permissions::all()).await.1;
    let answered = test.get(&key, "/api/v1/findings?limit=1000").await.json();
    let json = browser.read("/findings/export?format=json").await;
    assert_eq!(json.headers[header::CONTENT_TYPE], "application/json");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json.text).unwrap(), answered["data"]);
    let csv = browser.read("/findings/export?rule=leaver").await;
    let name = csv.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"findings-") && name.ends_with(".csv\""), "{name}");
    let lines: Vec<&str> = csv.text.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("rule,verdict,") && lines[1].contains("left on 2025-06-30"));
    assert_eq!(browser.read("/findings/export?format=json&rule=review-overdue").await.text, "[]\n");
}

#[tokio::test]
async fn an_empty_register_and_another_companys_have_no_findings() {
    let (test, _) = TestApp::filled().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let browser = Browser::at(&test);
    browser.keep("whose", &test.session("other", Role::Administrator).await);
    let text = browser.read("/findings?connection=2").await.text;
    assert!(text.contains("Nothing is known yet") && rows(&text) == 0);
    assert_eq!(browser.read("/findings/export?format=json").await.text, "[]\n");
}
