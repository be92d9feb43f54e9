//! Forms that come too late: what was typed is shown again, and the way leads back to the page that it was typed in.

use domain::members::Role;
use http::{Method, StatusCode};
use testkit::TestApp;

use crate::browser::Browser;

const MARK: &str = "/accounts/1/mark";
const TYPED: &str = "purpose=It+%3Cb%3Ecopies&owner=Ada&token=old";

fn from(page: &str) -> [(&str, &str); 2] {
    [("sec-fetch-site", "same-origin"), ("referer", page)]
}

#[tokio::test]
async fn a_form_of_an_ended_session_shows_what_was_typed_and_leads_back() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::at(&test);
    let page = "http://whose.example.com/accounts/1?q=a";
    let seen = browser.ask(Method::POST, MARK, &from(page), TYPED).await;
    assert_eq!(seen.status, StatusCode::UNAUTHORIZED);
    for part in ["What you typed", "It &#60;b&#62;copies", "Ada", "/sign-in?to=%2Faccounts%2F1%3Fq%3Da"] {
        assert!(seen.text.contains(part), "{part}: {}", seen.text);
    }
    for other in
        ["http://evil.example/accounts/1", "http://whose.example.com//evil.example", "x", "http://whose.example.com"]
    {
        let seen = browser.ask(Method::POST, MARK, &from(other), TYPED).await;
        assert!(seen.text.contains("\"/sign-in?to=%2F\"") && !seen.text.contains("evil"), "{other}");
    }
}

#[tokio::test]
async fn a_form_of_another_session_or_before_new_terms_shows_what_was_typed() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Administrator).await;
    let own = [("sec-fetch-site", "same-origin")];
    let seen = browser.ask(Method::POST, MARK, &own, TYPED).await;
    assert!(seen.status == StatusCode::FORBIDDEN && seen.text.contains("It &#60;b&#62;copies"));
    test.app.publish_terms(&test.local("default").await).await.unwrap();
    let seen = browser.send(MARK, TYPED.trim_end_matches("&token=old")).await;
    assert!(seen.status == StatusCode::PRECONDITION_FAILED && seen.text.contains("It &#60;b&#62;copies"));
    let other_site = [("sec-fetch-site", "cross-site")];
    let seen = browser.ask(Method::POST, MARK, &other_site, TYPED).await;
    assert!(seen.status == StatusCode::FORBIDDEN && !seen.text.contains("copies"));
}
