//! Service accounts: what they are for, who answers for them, and when to look again.

use domain::{members::Role, runs::Scope};
use http::StatusCode;
use testkit::{TestApp, samples};

use crate::browser::Browser;

/// A register in which three accounts are marked: without an owner, with one, and with one who has left.
async fn marked() -> (TestApp, Browser) {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Reviewer).await;
    for (name, fields) in [
        ("deploy", "purpose=Deploys"),
        ("build-bot", "purpose=Builds&owner=%231&review=2026-11-01"),
        ("tjones", "purpose=Tests&owner=%235&review=2026-11-02"),
    ] {
        test.clock.step(60);
        let path = format!("/accounts/{}/mark", test.account("default", name).await);
        assert_eq!(browser.send(&path, fields).await.status, StatusCode::SEE_OTHER);
    }
    let without_tom: String =
        samples::ROSTER.lines().filter(|line| !line.contains("tom")).map(|line| format!("{line}\n")).collect();
    test.import("default", Scope::People, "roster", "csv", &without_tom).await.unwrap();
    (test, browser)
}

/// The names in the list, in their order.
fn names(text: &str) -> Vec<&str> {
    let rows = text.split("<th scope=\"row\">").skip(1);
    rows.map(|row| row.split('>').nth(1).unwrap().split('<').next().unwrap()).collect()
}

#[tokio::test]
async fn they_are_listed_by_what_is_wrong_with_them() {
    let (_test, browser) = marked().await;
    for (query, found) in [
        ("", vec!["tjones", "build-bot", "deploy"]),
        ("?sort=oldest", vec!["deploy", "build-bot", "tjones"]),
        ("?state=unowned", vec!["tjones", "deploy"]),
        ("?state=orphan", vec!["tjones"]),
        ("?state=overdue", vec!["build-bot"]),
        ("?connection=2", vec!["tjones", "deploy"]),
        ("?state=overdue&q=deploy", vec![]),
        ("?state=nonsense&sort=nonsense&after=nonsense.1", vec!["tjones", "build-bot", "deploy"]),
    ] {
        let text = browser.read(&format!("/service-accounts{query}")).await.text;
        assert_eq!(names(&text), found, "{query}");
    }
    let all = browser.read("/service-accounts").await.text;
    for part in ["Deploys", "no owner", "overdue", "has left", "no day set", "The reviewer"] {
        assert!(all.contains(part), "{part}");
    }
    let csv = browser.read("/accounts/file?state=overdue").await.text;
    assert!(csv.lines().count() == 2 && csv.contains("build-bot"));
}

#[tokio::test]
async fn owner_and_review_day_are_set_for_one_or_for_all_that_are_found() {
    let (test, browser) = marked().await;
    let all = browser.read("/accounts/bulk?all=1&state=unowned&do=owner&owner=Wei+Chen&to=%2Fservice-accounts").await;
    assert!(all.text.contains("Decide about 2 accounts") && all.text.contains("href=\"/service-accounts\""));
    let fields = format!("accounts={}&do=owner&owner=%233&to=%2Fservice-accounts", all.hidden("accounts"));
    let sent = browser.send("/accounts/bulk", &fields).await;
    assert_eq!(sent.location(), "/service-accounts");
    assert!(browser.read("/service-accounts").await.text.contains("2 accounts changed."));
    assert!(names(&browser.read("/service-accounts?state=unowned").await.text).is_empty());
    let stored = test.account("default", "deploy").await;
    let stored = test.app.account(&test.local("default").await, stored).await.unwrap();
    assert_eq!(stored.accounts[0].link.service.as_ref().unwrap().reason, "Deploys");
}

#[tokio::test]
async fn an_empty_list_says_what_to_do_and_a_viewer_changes_nothing() {
    let (test, _) = TestApp::filled().await;
    let viewer = Browser::signed_in(&test, Role::Viewer).await;
    assert!(viewer.read("/service-accounts").await.text.contains("No service accounts yet"));
    assert!(viewer.read("/service-accounts?state=overdue").await.text.contains("No review is overdue"));
    let (test, _) = marked().await;
    let viewer = Browser::signed_in(&test, Role::Viewer).await;
    let text = viewer.read("/service-accounts").await.text;
    assert!(!text.contains("Decide about") && !text.contains("checkbox"));
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let other = Browser::at(&test);
    other.keep("whose", &test.session("other", Role::Administrator).await);
    assert!(other.read("/service-accounts").await.text.contains("No service accounts yet"));
}
