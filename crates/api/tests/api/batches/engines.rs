//! Random batches, undone: before is before, and both engines agree.

use http::Method;
use serde_json::{Value, json};
use testkit::{Database, TestApp};

use crate::{dice::Dice, history};

const ACCOUNTS: u64 = 13;

fn item(dice: &mut Dice) -> Value {
    let (account, person) = (1 + dice.roll(ACCOUNTS), 1 + dice.roll(6));
    match dice.roll(7) {
        0 | 1 => json!({ "op": "link", "account": account, "person": person }),
        2 => json!({ "op": "unlink", "account": account }),
        3 => json!({ "op": "mark", "account": account, "serviceReason": dice.pick(&["a", "b"]), "owner": person }),
        4 => json!({ "op": "mark", "account": account, "serviceReason": "c", "reviewBy": "2026-12-31" }),
        5 => json!({ "op": "unmark", "account": account }),
        _ => {
            let access = dice.pick(&["admin", "database", "write", "push"]);
            json!({ "op": "expect", "account": account, "access": access, "expected": dice.roll(2) == 0 })
        }
    }
}

fn items(dice: &mut Dice) -> Value {
    let many = 1 + dice.roll(8);
    json!({ "items": (0..many).map(|_| item(dice)).collect::<Vec<_>>() })
}

/// All links, apart from their versions.
async fn states(test: &TestApp) -> Vec<Value> {
    let mut all = Vec::new();
    for account in 1..=i64::try_from(ACCOUNTS).unwrap() {
        let mut link = history::link(test, "default", account).await;
        link["version"] = Value::Null;
        all.push(link);
    }
    all
}

#[tokio::test]
async fn whatever_a_batch_did_its_undo_leaves_what_was_before() {
    let (test, key) = TestApp::filled().await;
    for seed in 1..=20 {
        let mut dice = Dice::new(seed);
        test.post(&key, "/api/v1/accounts/bulk", &items(&mut dice).to_string()).await;
        let before = states(&test).await;
        test.clock.step(1);
        let done = test.post(&key, "/api/v1/accounts/bulk", &items(&mut dice).to_string()).await.json();
        let Some(batch) = done["batch"].as_i64() else { continue };
        let after = states(&test).await;
        let undone = test.post(&key, &format!("/api/v1/batches/{batch}/undo"), "{}").await.json();
        assert_eq!(states(&test).await, before, "seed {seed}");
        if let Some(undo) = undone["batch"].as_i64() {
            test.post(&key, &format!("/api/v1/batches/{undo}/undo"), "{}").await;
            assert_eq!(states(&test).await, after, "seed {seed}");
        }
    }
}

/// A request of any kind that batches come from, or that takes one back.
fn request(dice: &mut Dice, batches: &[i64]) -> (String, Value) {
    let any = |dice: &mut Dice| if batches.is_empty() { 1 } else { dice.pick(batches) };
    match dice.roll(8) {
        0 => {
            (format!("/api/v1/accounts/{}/reset", 1 + dice.roll(ACCOUNTS + 2)), json!({ "dryRun": dice.roll(3) == 0 }))
        }
        1 | 2 => (format!("/api/v1/batches/{}/undo", any(dice)), json!({ "dryRun": dice.roll(3) == 0, "reason": "r" })),
        3 => (format!("/api/v1/runs/{}/undo?limit=2", 1 + dice.roll(4)), json!({})),
        4 => {
            let mut items = items(dice);
            items["batch"] = any(dice).into();
            ("/api/v1/accounts/bulk".to_owned(), items)
        }
        _ => ("/api/v1/accounts/bulk".to_owned(), items(dice)),
    }
}

#[tokio::test]
async fn both_engines_undo_and_reset_alike() {
    let Some(server) = testkit::server() else { return };
    let small = TestApp::on(Database::sqlite(), api::Settings::default()).await;
    let large = TestApp::on(Database::postgres(&server).await, api::Settings::default()).await;
    let keys = [small.fill("default").await, large.fill("default").await];
    let (mut dice, mut batches, mut done) = (Dice::new(7), Vec::new(), 0);
    for step in 0..200 {
        small.clock.step(1);
        large.clock.step(1);
        let (path, body) = request(&mut dice, &batches);
        let body = body.to_string().into_bytes();
        let one = small.send(&keys[0], Method::POST, &path, body.clone()).await;
        let other = large.send(&keys[1], Method::POST, &path, body).await;
        assert_eq!(comparable(&one.json()), comparable(&other.json()), "step {step}: {path}");
        batches.extend(one.json()["batch"].as_i64());
        done += usize::from(one.status == 200);
        if let Some(batch) = batches.last() {
            let path = format!("/api/v1/batches/{batch}");
            let (one, other) = (small.get(&keys[0], &path).await.json(), large.get(&keys[1], &path).await.json());
            assert_eq!(comparable(&one), comparable(&other), "step {step}: {path}");
        }
    }
    assert!(done > 150 && batches.len() > 80, "{done} and {}", batches.len());
    assert_eq!(states(&small).await, states(&large).await);
}

/// The answer without what chance gives: the ids of requests.
fn comparable(answer: &Value) -> Value {
    let mut answer = answer.clone();
    for entry in answer["data"].as_array_mut().into_iter().flatten() {
        for event in ["event", "since"] {
            if let Some(event) = entry[event].as_object_mut() {
                event.remove("request");
            }
        }
    }
    answer
}
