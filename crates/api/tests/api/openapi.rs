//! The OpenAPI document, as somebody uses it who tries the API by hand.

use api::operations::{self, Takes};
use serde_json::Value;
use testkit::TestApp;

#[tokio::test]
async fn every_body_has_an_example_that_is_read_without_complaint() {
    let (test, key) = TestApp::filled().await;
    let document: Value = serde_json::from_str(&api::openapi::document()).unwrap();
    let mut tried = 0;
    // Which runs are held only the register knows.
    let all = operations::all().filter(|operation| operation.id != "confirmRun");
    for operation in all.filter(|operation| matches!(operation.takes, Takes::Json(_))) {
        let method = operation.method.as_str().to_lowercase();
        let content = &document["paths"][operation.path][method]["requestBody"]["content"]["application/json"];
        let path = operation.path.replace("{id}", "1").replace("{name}", "default");
        let reply = test.send(&key, operation.method.clone(), &path, content["example"].to_string().into()).await;
        // There may be no such record, and a rule may be in its way; the body is what it should be.
        assert!(!(40001..=40010).contains(&reply.code()), "{}: {}", operation.id, reply.json());
        tried += 1;
    }
    assert_eq!(tried, 22);
}
