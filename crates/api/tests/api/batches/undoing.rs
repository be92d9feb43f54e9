//! Undoing: everything as it was before, apart from what somebody decided since.

use domain::runs::Scope;
use serde_json::{Value, json};
use testkit::{TestApp, importing, samples};

use super::Bench;
use crate::history;

fn outcomes(undone: &Value) -> Vec<&str> {
    undone["data"].as_array().unwrap().iter().map(|entry| entry["outcome"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_undone_batch_has_never_been_but_for_its_events() {
    let bench = Bench::new().await;
    bench.link(bench.tjones, bench.ana).await;
    let accounts = [bench.sally, bench.tjones, bench.deploy];
    let before = [bench.state(accounts[0]).await, bench.state(accounts[1]).await, bench.state(accounts[2]).await];
    bench.test.clock.step(60);
    let batch = bench
        .bulk(&json!([{ "op": "mark", "account": bench.sally, "serviceReason": "Deploys", "owner": bench.ana },
                      { "op": "link", "account": bench.tjones, "person": bench.tom },
                      { "op": "expect", "account": bench.tjones, "access": "admin", "expected": true },
                      { "op": "mark", "account": bench.deploy, "serviceReason": "x", "reviewBy": "2026-12-31" },
                      { "op": "unmark", "account": bench.deploy }]))
        .await;
    let undone = bench.undo(batch, &json!({ "reason": "the wrong list" })).await;
    assert_eq!(outcomes(&undone), ["restored"; 3]);
    for (account, before) in accounts.into_iter().zip(&before) {
        assert_eq!(bench.state(account).await, *before);
        let event = history::decisions(&bench.test, "default", account).await.pop().unwrap();
        assert_eq!(
            (event.kind.as_str(), event.batch.map(|batch| batch.get())),
            ("account.restored", undone["batch"].as_i64())
        );
        assert_eq!(event.because, Some(format!("undo of batch {batch}: the wrong list")));
    }
    let again = bench.undo(undone["batch"].as_i64().unwrap(), &json!({})).await;
    assert_eq!(outcomes(&again), ["restored"; 3]);
    let present = |entry: &Value| entry["present"]["person"]["id"].as_i64();
    assert!(again["data"].as_array().unwrap().iter().any(|entry| present(entry) == Some(bench.tom)));
}

#[tokio::test]
async fn what_was_decided_since_is_skipped_and_named() {
    let bench = Bench::new().await;
    let batch = bench
        .bulk(&json!([{ "op": "link", "account": bench.tjones, "person": bench.tom },
                      { "op": "link", "account": bench.deploy, "person": bench.tom }]))
        .await;
    let since = bench.link(bench.deploy, bench.ana).await.json();
    let left = bench.state(bench.deploy).await;
    for body in [json!({ "dryRun": true }), json!({})] {
        let undone = bench.undo(batch, &body).await;
        assert_eq!(outcomes(&undone), ["skipped", "restored"]);
        let (event, decision) = (&undone["data"][0]["since"], &since["decision"]);
        assert_eq!((&event["id"], &event["batch"]), (&decision["event"], &since["batch"]));
        assert_eq!(undone["data"][0]["present"]["person"]["email"], "ana.garcia@example.com");
    }
    assert_eq!(bench.state(bench.deploy).await, left);
    assert_eq!(outcomes(&bench.undo(batch, &json!({})).await), ["skipped"; 2], "the other is undone already");
}

#[tokio::test]
async fn what_was_decided_in_between_is_not_lost() {
    let bench = Bench::new().await;
    let batch = bench.bulk(&json!([{ "op": "link", "account": bench.tjones, "person": bench.tom }])).await;
    bench.link(bench.tjones, bench.ana).await;
    let more = json!({ "items": [{ "op": "unlink", "account": bench.tjones }], "batch": batch });
    bench.post("/api/v1/accounts/bulk", &more).await;
    let undone = bench.undo(batch, &json!({})).await;
    assert_eq!((outcomes(&undone), &undone["batch"]), (vec!["skipped"], &Value::Null));
    assert_eq!(undone["data"][0]["since"]["kind"], "account.linked");
}

#[tokio::test]
async fn a_dry_run_tells_what_would_happen_and_changes_nothing() {
    let bench = Bench::new().await;
    let batch = bench.link(bench.tjones, bench.tom).await.json()["batch"].as_i64().unwrap();
    let (state, events) = (bench.state(bench.tjones).await, history::length(&bench.test, "default").await);
    let undone = bench.undo(batch, &json!({ "dryRun": true })).await;
    assert_eq!((outcomes(&undone), &undone["batch"]), (vec!["restored"], &Value::Null));
    assert_eq!(undone["data"][0]["before"]["status"], "unlinked");
    assert_eq!((bench.state(bench.tjones).await, history::length(&bench.test, "default").await), (state, events));
}

#[tokio::test]
async fn a_long_batch_is_undone_part_by_part_as_one() {
    let bench = Bench::new().await;
    let items: Vec<Value> = [bench.sally, bench.tjones, bench.deploy]
        .iter()
        .map(|id| json!({ "op": "link", "account": id, "person": bench.ana }))
        .collect();
    let batch = bench.bulk(&json!(items)).await;
    let (mut path, mut body, mut parts) = (format!("/api/v1/batches/{batch}/undo?limit=2"), json!({}), Vec::new());
    loop {
        let part = bench.post(&path, &body).await.json();
        parts.push(part["data"].as_array().unwrap().len());
        body = json!({ "batch": part["batch"] });
        let Some(next) = part["next"].as_str() else { break };
        path = format!("/api/v1/batches/{batch}/undo?limit=2&cursor={next}");
    }
    assert_eq!(parts, [2, 1]);
    assert_eq!(bench.undo(body["batch"].as_i64().unwrap(), &json!({})).await["data"].as_array().unwrap().len(), 3);
}

/// Imports the AWS accounts once more; gives the run.
async fn import_again(test: &TestApp) -> i64 {
    let import = importing(Scope::Accounts, "aws", "aws-credential-report");
    test.import_as("default", import, samples::AWS).await.unwrap().id.get()
}

#[tokio::test]
async fn what_a_rule_linked_in_a_run_is_undone_for_good() {
    let bench = Bench::new().await;
    let runs = bench.test.get(&bench.key, "/api/v1/runs").await.json();
    let aws = runs["data"].as_array().unwrap().iter().find(|run| run["connection"]["name"] == "aws").unwrap();
    let undone =
        bench.post(&format!("/api/v1/runs/{}/undo", aws["id"]), &json!({ "reason": "an old address" })).await.json();
    assert_eq!(outcomes(&undone), ["restored"; 2], "{undone}");
    assert_eq!(undone["data"][0]["present"]["decidedBy"], "human");
    import_again(&bench.test).await;
    let link = history::link(&bench.test, "default", bench.sally).await;
    assert_eq!((&link["person"], &link["decidedBy"]), (&Value::Null, &json!("human")));
    bench.undo(undone["batch"].as_i64().unwrap(), &json!({})).await;
    assert_eq!(history::link(&bench.test, "default", bench.sally).await["decidedBy"], "rule");
}

#[tokio::test]
async fn a_rule_links_what_a_person_had_unlinked_only_by_mistake() {
    let bench = Bench::new().await;
    let before = bench.state(bench.sally).await;
    let unlinked =
        bench.test.put(&bench.key, &format!("/api/v1/accounts/{}/link", bench.sally), r#"{"person":null}"#).await;
    bench.undo(unlinked.json()["batch"].as_i64().unwrap(), &json!({})).await;
    assert_eq!((bench.state(bench.sally).await, &before["decidedBy"]), (before.clone(), &json!("rule")));
}

#[tokio::test]
async fn a_run_without_a_rule_s_link_has_nothing_to_undo() {
    let bench = Bench::new().await;
    let run = import_again(&bench.test).await;
    let undone = bench.post(&format!("/api/v1/runs/{run}/undo"), &json!({})).await.json();
    assert_eq!((&undone["data"], &undone["batch"]), (&json!([]), &Value::Null));
}
