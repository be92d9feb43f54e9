//! Giving an account back to the rules.

use axum::body::Body;
use http::{Method, Request, header};
use serde_json::{Value, json};
use testkit::Reply;

use super::Bench;
use crate::history;

async fn reset(bench: &Bench, account: i64, body: &Value) -> Reply {
    bench.post(&format!("/api/v1/accounts/{account}/reset"), body).await
}

#[tokio::test]
async fn what_a_person_decided_is_forgotten_and_the_rule_decides_at_once() {
    let bench = Bench::new().await;
    bench.link(bench.sally, bench.ana).await;
    let before = bench.state(bench.sally).await;
    bench.test.clock.step(60);
    let answer = reset(&bench, bench.sally, &json!({ "reason": "the rule is right" })).await.json();
    assert_eq!(answer["person"]["email"], "sally.smith@example.com");
    assert_eq!(
        (&answer["decision"]["by"], &answer["decision"]["actor"]["rule"]),
        (&json!("rule"), &json!("exact-address"))
    );
    let events = history::decisions(&bench.test, "default", bench.sally).await;
    let [forgotten, linked] = events.last_chunk().unwrap();
    assert_eq!((forgotten.kind.as_str(), linked.kind.as_str()), ("account.reset", "account.linked"));
    assert_eq!((forgotten.because.as_deref(), forgotten.batch), (Some("the rule is right"), linked.batch));
    bench.undo(answer["batch"].as_i64().unwrap(), &json!({})).await;
    assert_eq!(bench.state(bench.sally).await, before);
}

#[tokio::test]
async fn an_account_without_a_plain_address_is_nobodys_again_and_keeps_what_is_expected() {
    let bench = Bench::new().await;
    bench
        .bulk(&json!([{ "op": "mark", "account": bench.deploy, "serviceReason": "Deploys", "owner": bench.ana },
                      { "op": "expect", "account": bench.deploy, "access": "admin", "expected": true }]))
        .await;
    let answer = reset(&bench, bench.deploy, &json!({})).await.json();
    assert_eq!(
        (&answer["status"], &answer["service"], &answer["decision"]),
        (&json!("unlinked"), &Value::Null, &Value::Null)
    );
    assert!(answer["expected"]["admin"].is_string());
    let again = reset(&bench, bench.deploy, &json!({})).await.json();
    assert_eq!((again.get("batch"), &again["version"]), (None, &answer["version"]));
}

#[tokio::test]
async fn a_dry_run_tells_whose_it_would_be_and_changes_nothing() {
    let bench = Bench::new().await;
    bench.link(bench.sally, bench.ana).await;
    let (state, events) = (bench.state(bench.sally).await, history::length(&bench.test, "default").await);
    let answer = reset(&bench, bench.sally, &json!({ "dryRun": true })).await.json();
    assert_eq!((&answer["person"]["email"], answer.get("batch")), (&json!("sally.smith@example.com"), None));
    assert_eq!((bench.state(bench.sally).await, history::length(&bench.test, "default").await), (state, events));
}

#[tokio::test]
async fn several_resets_can_be_one_batch() {
    let bench = Bench::new().await;
    for account in [bench.tjones, bench.deploy] {
        bench.link(account, bench.ana).await;
    }
    let first = reset(&bench, bench.tjones, &json!({})).await.json();
    let second = reset(&bench, bench.deploy, &json!({ "batch": first["batch"] })).await.json();
    assert_eq!(second["batch"], first["batch"]);
    let undone = bench.undo(first["batch"].as_i64().unwrap(), &json!({})).await;
    assert_eq!(undone["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_reset_is_for_the_version_that_it_names() {
    let bench = Bench::new().await;
    bench.link(bench.sally, bench.ana).await;
    for dry_run in [true, false] {
        for (version, status) in [("\"1\"", 412), ("\"2\"", 200)] {
            let request = Request::builder()
                .method(Method::POST)
                .uri(format!("/api/v1/accounts/{}/reset", bench.sally))
                .header(header::AUTHORIZATION, format!("Bearer {}", bench.key))
                .header(header::CONTENT_TYPE, "application/json")
                .header(header::IF_MATCH, version);
            let body = Body::from(json!({ "dryRun": dry_run }).to_string());
            let reply = bench.test.ask(request.body(body).unwrap()).await;
            assert_eq!(reply.status, status, "{version} {dry_run}: {}", reply.json());
        }
    }
}
