//! Who asks.

use domain::permissions::{Permission, Permissions};
use serde_json::json;
use testkit::{TestApp, samples};

#[tokio::test]
async fn a_key_is_told_its_company_its_owner_and_what_it_may_do() {
    let (test, key) = TestApp::filled().await;
    let told = test.get(&key, "/api/v1/whoami").await.json();
    assert_eq!((&told["company"]["id"], &told["company"]["name"]), (&1.into(), &"default".into()));
    assert_eq!((&told["actor"]["kind"], &told["actor"]["key"]), (&"key".into(), &1.into()));
    assert_eq!(told["actor"]["person"]["email"], samples::OWNER);
    assert_eq!(told["permissions"], json!(Permission::ALL.map(Permission::name)));
    let (_, one) = test.key("default", [Permission::ReadEvents].into_iter().collect()).await;
    let told = test.get(&one, "/api/v1/whoami").await.json();
    assert_eq!(told["permissions"], json!(["Events: Read Events"]));
    let (_, none) = test.key("default", Permissions::default()).await;
    assert_eq!(test.get(&none, "/api/v1/whoami").await.json()["permissions"], json!([]));
}

#[tokio::test]
async fn a_key_of_another_company_speaks_for_that_one() {
    let test = TestApp::empty().await;
    test.app.create_company(&test.local("default").await, "acme").await.unwrap();
    let key = test.fill("acme").await;
    let told = test.get(&key, "/api/v1/whoami").await.json();
    assert_eq!(told["company"]["name"], "acme");
    assert!(!told["permissions"].to_string().contains("Manage Companies"));
}
