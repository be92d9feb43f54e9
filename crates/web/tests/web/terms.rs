//! While new terms wait, pages say so and lead to where they are accepted.

use domain::members::Role;
use http::StatusCode;
use testkit::TestApp;
use web::routes::{self, Asks, Verb};

use crate::browser::Browser;

#[tokio::test]
async fn while_terms_wait_pages_lead_to_the_settings() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Administrator).await;
    test.app.publish_terms(&test.local("default").await).await.unwrap();
    for route in routes::all().filter(|route| route.verb == Verb::Read && matches!(route.asks, Asks::May(_))) {
        let seen = browser.read(&route.path.replace("{id}", "1")).await;
        assert_eq!(seen.status, StatusCode::PRECONDITION_FAILED, "{}", route.path);
        assert!(seen.text.contains("href=\"/settings\""));
    }
    assert_eq!(browser.read("/settings").await.status, StatusCode::OK);
}
