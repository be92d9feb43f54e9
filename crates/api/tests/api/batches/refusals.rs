//! What is refused, in which order, and what nobody learns about another company.

use domain::permissions::{Permission, Permissions};
use http::StatusCode;
use serde_json::{Value, json};

use super::Bench;

/// The company `other`, with a batch of its own: the batch's id, and a key.
async fn stranger(bench: &Bench) -> (i64, String) {
    bench.test.app.create_company(&bench.test.local("default").await, "other").await.unwrap();
    let key = bench.test.fill("other").await;
    let account = bench.test.account("other", "deploy").await.get();
    let items = json!({ "items": [{ "op": "mark", "account": account, "serviceReason": "Deploys" }] });
    let reply = bench.test.post(&key, "/api/v1/accounts/bulk", &items.to_string()).await;
    (reply.json()["batch"].as_i64().unwrap(), key)
}

#[tokio::test]
async fn another_company_s_batch_has_never_existed() {
    let bench = Bench::new().await;
    let (batch, _) = stranger(&bench).await;
    let never = 9_000_000_000_i64;
    for (method, path) in
        [("GET", "/api/v1/batches/ID"), ("POST", "/api/v1/batches/ID/undo"), ("POST", "/api/v1/runs/ID/undo")]
    {
        let ask = async |id: i64| {
            let path = path.replace("ID", &id.to_string());
            let body = if method == "GET" { Vec::new() } else { b"{}".to_vec() };
            let reply = bench.test.send(&bench.key, method.parse().unwrap(), &path, body).await;
            (reply.status, reply.bytes)
        };
        assert_eq!(ask(batch).await, ask(never).await, "{path}");
        assert_eq!(ask(never).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let on = async |batch: i64| {
        let items = json!([{ "op": "link", "account": bench.tjones, "person": bench.tom }]);
        let reply = bench.post("/api/v1/accounts/bulk", &json!({ "items": items, "batch": batch })).await;
        (reply.status, reply.bytes)
    };
    assert_eq!(on(batch).await, on(never).await);
    assert_eq!(bench.state(bench.tjones).await["person"], Value::Null);
}

#[tokio::test]
async fn nobody_goes_on_with_a_batch_that_somebody_else_began() {
    let bench = Bench::new().await;
    let batch = bench.bulk(&json!([{ "op": "link", "account": bench.tjones, "person": bench.tom }])).await;
    let alone = bench.link(bench.tjones, bench.ana).await.json()["batch"].as_i64().unwrap();
    let (_, other) = bench.test.key("default", Permissions::all()).await;
    let on = |batch: i64| json!({ "items": [{ "op": "unlink", "account": bench.tjones }], "batch": batch }).to_string();
    assert_eq!(bench.test.post(&other, "/api/v1/accounts/bulk", &on(batch)).await.code(), 40003);
    assert_eq!(
        bench.test.post(&bench.key, "/api/v1/accounts/bulk", &on(alone)).await.code(),
        40402,
        "it was made alone"
    );
    assert_eq!(bench.state(bench.tjones).await["person"], bench.ana);
}

#[tokio::test]
async fn an_event_of_a_batch_or_of_facts_is_no_batch() {
    let bench = Bench::new().await;
    let batch = bench.bulk(&json!([{ "op": "link", "account": bench.tjones, "person": bench.tom }])).await;
    let events = bench.test.get(&bench.key, "/api/v1/events?limit=1000").await.json();
    let none =
        events["data"].as_array().unwrap().iter().filter(|event| event["batch"] == batch || event["batch"].is_null());
    let ids: Vec<i64> = none.map(|event| event["id"].as_i64().unwrap()).collect();
    assert!(ids.len() > 10);
    for id in ids {
        assert_eq!(bench.post(&format!("/api/v1/batches/{id}/undo"), &json!({})).await.code(), 40402, "{id}");
    }
}

#[tokio::test]
async fn refusals_come_in_the_order_of_every_operation() {
    let bench = Bench::new().await;
    let weak = bench.test.key_without("default", Permission::DecideAccounts).await;
    for (path, of) in [("/api/v1/batches/", "/undo"), ("/api/v1/runs/", "/undo"), ("/api/v1/accounts/", "/reset")] {
        let ask = async |key: &str, id: &str, query: &str, body: &str| {
            bench.test.post(key, &format!("{path}{id}{of}{query}"), body).await.code()
        };
        assert_eq!(ask("whose_none", "0", "?limit=0", "[]").await, 40101, "{path}");
        assert_eq!(ask(&weak, "0", "?limit=0", "[]").await, 40301, "{path}");
        assert_eq!(ask(&bench.key, "0", "?limit=0", "[]").await, 40004, "{path}");
        assert_eq!(ask(&bench.key, "9000000", "", "[]").await, 40008, "{path}");
        assert_eq!(ask(&bench.key, "9000000", "", r#"{"dryRun":1}"#).await, 40003, "{path}");
        assert_eq!(ask(&bench.key, "9000000", "", r#"{"batch":null}"#).await, 40003, "{path}");
        assert_eq!(ask(&bench.key, "9000000", "", r#"{"reason":"a\u0000"}"#).await, 40003, "{path}");
        assert_eq!(ask(&bench.key, "9000000", "", r#"{"confirm":true}"#).await, 40005, "{path}");
        assert_eq!(ask(&bench.key, "9000000", "", "{}").await, 40402, "{path}");
        if of == "/undo" {
            assert_eq!(ask(&bench.key, "9000000", "?limit=0", "[]").await, 40013, "{path}");
        }
    }
}

#[tokio::test]
async fn a_reset_under_a_batch_that_is_none_changes_nothing() {
    let bench = Bench::new().await;
    bench.link(bench.sally, bench.ana).await;
    let reply = bench.post(&format!("/api/v1/accounts/{}/reset", bench.sally), &json!({ "batch": 9_000_000 })).await;
    assert_eq!(reply.code(), 40402);
    assert_eq!(bench.state(bench.sally).await["person"], bench.ana);
}
