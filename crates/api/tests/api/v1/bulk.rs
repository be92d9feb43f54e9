//! Many decisions in one request, each for itself.

use domain::events::Event;
use serde_json::{Value, json};
use testkit::TestApp;

use super::{check_refused, numbers};
use crate::history::{self, account, decisions};

async fn bulk(test: &TestApp, key: &str, items: &[Value]) -> Value {
    let reply = test.post(key, "/api/v1/accounts/bulk", &json!({ "items": items }).to_string()).await;
    assert_eq!(reply.status, 200, "{}", reply.json());
    reply.json()
}

/// What became of each item: its status, and the version after it or the code.
fn outcomes(answer: &Value) -> Vec<(i64, i64)> {
    let results = answer["results"].as_array().unwrap();
    let told = |result: &Value| result["version"].as_i64().or(result["code"].as_i64()).unwrap();
    results.iter().map(|result| (result["status"].as_i64().unwrap(), told(result))).collect()
}

/// The events of that batch about any account.
async fn of_batch(test: &TestApp, batch: &Value) -> Vec<Event> {
    let all = history::everything(test, "default").await.into_iter().map(|(_, event)| event);
    all.filter(|event| event.batch.map(|batch| batch.get()) == batch.as_i64()).collect()
}

#[tokio::test]
async fn each_item_has_its_own_outcome_in_its_order_and_each_change_its_own_event() {
    let (test, key) = TestApp::filled().await;
    let [tjones, deploy, bot, weic, root] = [
        account(&test, "tjones").await,
        account(&test, "deploy").await,
        account(&test, "build-bot").await,
        account(&test, "weic").await,
        account(&test, "<root_account>").await,
    ];
    let answer = bulk(
        &test,
        &key,
        &[
            json!({ "op": "link", "account": tjones, "person": 5, "reason": "Tom" }),
            json!({ "op": "mark", "account": deploy, "serviceReason": "Deploys", "owner": 3, "version": 0 }),
            json!({ "op": "unlink", "account": bot }),
            json!({ "op": "link", "account": weic, "person": 999 }),
            json!({ "op": "link", "account": 900, "person": 1 }),
            json!({ "op": "expect", "account": root, "access": "admin", "expected": true, "version": 7 }),
            json!({ "op": "link", "account": deploy, "person": 1 }),
            json!({ "op": "mark", "account": weic, "serviceReason": "x", "owner": 999 }),
            json!({ "op": "expect", "account": root, "access": "admin", "expected": true }),
            json!({ "op": "unmark", "account": deploy, "reason": "A mistake", "version": 1 }),
        ],
    )
    .await;
    insta::assert_json_snapshot!(answer);
    let made: Vec<(i64, String, Option<String>)> = of_batch(&test, &answer["batch"])
        .await
        .into_iter()
        .map(|event| (event.subject.id(), event.kind, event.because))
        .collect();
    let event =
        |account: i64, kind: &str, because: Option<&str>| (account, kind.to_owned(), because.map(str::to_owned));
    assert_eq!(
        made,
        [
            event(tjones, "account.linked", Some("Tom")),
            event(deploy, "account.marked", None),
            event(root, "account.expected", None),
            event(deploy, "account.unmarked", Some("A mistake")),
        ]
    );
    assert!(decisions(&test, "default", weic).await.is_empty());
}

#[tokio::test]
async fn items_about_one_account_see_what_those_before_them_did() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    let answer = bulk(
        &test,
        &key,
        &[
            json!({ "op": "link", "account": tjones, "person": 5, "version": 0 }),
            json!({ "op": "link", "account": tjones, "person": 5, "version": 1 }),
            json!({ "op": "mark", "account": tjones, "serviceReason": "x", "version": 1 }),
            json!({ "op": "link", "account": tjones, "person": 5 }),
            json!({ "op": "unmark", "account": tjones, "version": 1 }),
            json!({ "op": "unmark", "account": tjones }),
            json!({ "op": "link", "account": tjones, "person": 3 }),
        ],
    )
    .await;
    assert_eq!(outcomes(&answer), [(200, 1), (200, 1), (200, 2), (400, 40014), (412, 41202), (200, 3), (200, 4)]);
    let changed: Vec<Option<bool>> =
        answer["results"].as_array().unwrap().iter().map(|result| result["changed"].as_bool()).collect();
    assert_eq!(changed, [Some(true), Some(false), Some(true), None, None, Some(true), Some(true)]);
    let events = of_batch(&test, &answer["batch"]).await;
    assert_eq!(events.iter().map(|event| event.version).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_thousand_items_are_one_batch_and_another_request_is_another() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    let items: Vec<Value> =
        (0..1000).map(|number| json!({ "op": "link", "account": tjones, "person": 1 + number % 2 })).collect();
    let answer = bulk(&test, &key, &items).await;
    assert_eq!(numbers(answer["results"].as_array().unwrap(), "version"), (1..=1000).collect::<Vec<_>>());
    assert_eq!(of_batch(&test, &answer["batch"]).await.len(), 1000);
    let other = bulk(&test, &key, &items[..1]).await;
    assert_ne!(other["batch"], answer["batch"]);
    assert_eq!(of_batch(&test, &other["batch"]).await.len(), 1);
}

#[tokio::test]
async fn one_malformed_item_refuses_the_whole_request() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    let before = history::everything(&test, "default").await;
    let good = json!({ "op": "link", "account": tjones, "person": 5 });
    for (bad, code) in [
        (json!({ "op": "link", "account": tjones }), 40002),
        (json!({ "op": "link", "account": tjones, "person": null }), 40003),
        (json!({ "op": "link", "account": tjones, "person": 5, "version": -1 }), 40003),
        (json!({ "op": "link", "account": tjones, "person": 5, "version": null }), 40003),
        (json!({ "op": "unlink", "account": "1" }), 40003),
        (json!({ "op": "unlink", "account": tjones, "person": 5 }), 40005),
        (json!({ "op": "mark", "account": tjones, "serviceReason": "" }), 40003),
        (json!({ "op": "drop", "account": tjones }), 40003),
        (json!({ "account": tjones }), 40002),
        (json!(null), 40003),
    ] {
        let reply = test.post(&key, "/api/v1/accounts/bulk", &json!({ "items": [good, bad] }).to_string()).await;
        check_refused(&reply, code);
        assert!(reply.json()["detail"].as_str().unwrap().contains("items[1]: "), "{}", reply.json());
    }
    for items in [vec![], vec![good.clone(); 1001]] {
        check_refused(&test.post(&key, "/api/v1/accounts/bulk", &json!({ "items": items }).to_string()).await, 40003);
    }
    assert_eq!(history::everything(&test, "default").await, before);
}
