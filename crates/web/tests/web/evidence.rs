//! Evidence: the download, and what is refused.

use domain::members::Role;
use http::{StatusCode, header};
use testkit::TestApp;

use crate::browser::Browser;

#[tokio::test]
async fn an_auditor_downloads_the_same_bytes_for_the_same_question() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Auditor).await;
    test.clock.step(24 * 3600);
    browser.keep("whose", &test.session("default", Role::Auditor).await);
    let form = "connection=2&from=2026-10-01&to=2026-11-02";
    let first = browser.send("/evidence", form).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.headers[header::CONTENT_TYPE], "application/zip");
    let name = first.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert_eq!(name, "attachment; filename=\"evidence-aws-2026-10-01-2026-11-02.zip\"");
    assert!(first.bytes.starts_with(b"PK"));
    assert_eq!(first.bytes.len().to_string(), first.headers[header::CONTENT_LENGTH].to_str().unwrap());
    for file in ["index.html", "population.csv", "population.xlsx", "collection.csv", "decisions.csv", "SHA256SUMS"] {
        assert!(first.bytes.windows(file.len()).any(|part| part == file.as_bytes()), "{file}");
    }
    assert_eq!(browser.send("/evidence", form).await.bytes, first.bytes);
}

#[tokio::test]
async fn a_question_that_is_none_comes_back_with_what_is_wrong() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Auditor).await;
    for (form, why) in [
        ("connection=2&from=2026-11-02&to=2026-10-01", "must not end before it begins"),
        ("connection=2&from=&to=2026-10-01", "from must be a day"),
        ("from=2026-10-01&to=2026-11-01", "of which connection"),
    ] {
        let seen = browser.send("/evidence", form).await;
        assert!(seen.status == StatusCode::BAD_REQUEST && seen.text.contains(why), "{form}");
    }
    let text = browser.send("/evidence", "connection=99&from=2026-10-01&to=2026-11-01").await;
    assert_eq!(text.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_company_has_no_evidence_of_ours() {
    let (test, _) = TestApp::filled().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let other = Browser::at(&test);
    other.keep("whose", &test.session("other", Role::Administrator).await);
    assert!(other.read("/evidence").await.text.contains("There is nothing to prove yet"));
    let refused = other.send("/evidence", "connection=2&from=2026-10-01&to=2026-11-01").await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}
