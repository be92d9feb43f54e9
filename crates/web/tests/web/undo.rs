//! Taking back what was decided together: what it restores and what it skips, and then just that.

use domain::members::Role;
use http::StatusCode;
use testkit::TestApp;

use crate::browser::Browser;

#[tokio::test]
async fn a_batch_is_previewed_and_what_was_decided_since_is_left_alone() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Reviewer).await;
    let preview = browser.read("/accounts/bulk?all=1&state=nobody&do=link&person=%233").await;
    let fields = format!("accounts={}&do=link&person=%233", preview.hidden("accounts"));
    let sent = browser.send("/accounts/bulk", &fields).await;
    let batch = browser.read(sent.location()).await.hidden("batch");
    let deploy = test.account("default", "deploy").await;
    browser.send(&format!("/accounts/{deploy}/link"), "person=%231").await;
    let shown = browser.read(&format!("/undo?batch={batch}&to=%2Faccounts%2F{deploy}")).await.text;
    assert_eq!(shown.matches("left alone</span>").count(), 1);
    assert_eq!(shown.matches("nobody yet").count(), 4);
    assert!(shown.contains("by The reviewer"));
    let undone = browser.send("/undo", &format!("batch={batch}&because=Wrong+list&to=%2Faccounts%2F{deploy}")).await;
    assert_eq!(undone.location(), format!("/accounts/{deploy}"));
    let after = browser.read(undone.location()).await;
    assert!(after.text.contains("4 as they were before; 1 were left alone"));
    let again = browser.send("/undo", &format!("batch={}", after.hidden("batch"))).await;
    assert!(browser.read(again.location()).await.status == StatusCode::OK);
}

#[tokio::test]
async fn which_batch_is_asked_and_another_companys_is_none() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Reviewer).await;
    assert!(browser.read("/undo").await.text.contains("Which batch?"));
    assert_eq!(browser.read("/undo?batch=999999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.send("/undo", "").await.status, StatusCode::NOT_FOUND);
    let deploy = test.account("default", "deploy").await;
    browser.send(&format!("/accounts/{deploy}/link"), "person=%231").await;
    let batch = browser.read(&format!("/accounts/{deploy}")).await.hidden("batch");
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let other = Browser::at(&test);
    other.keep("whose", &test.session("other", Role::Administrator).await);
    assert_eq!(other.read(&format!("/undo?batch={batch}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.send("/undo", &format!("batch={batch}")).await.status, StatusCode::NOT_FOUND);
}
