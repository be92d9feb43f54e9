//! What another register decided, stated with its dates.

use domain::permissions::Permission;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::history::account;

/// A statement that this person's account is theirs since then.
fn linked(account: i64, person: i64, since: &str) -> Value {
    json!({ "account": account, "person": person, "connectedAt": since, "unlinkedAt": null, "service": null })
}

async fn state(test: &TestApp, key: &str, items: &[Value]) -> Value {
    let body = json!({ "source": "Drata", "items": items });
    let reply = test.post(key, "/api/v1/accounts/statements", &body.to_string()).await;
    assert_eq!(reply.status, 200, "{}", reply.json());
    reply.json()
}

async fn shown(test: &TestApp, key: &str, account: i64, query: &str) -> Value {
    test.get(key, &format!("/api/v1/accounts/{account}{query}")).await.json()
}

#[tokio::test]
async fn what_is_stated_keeps_its_dates_and_tells_where_it_is_from() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    let mut statement = linked(tjones, 5, "2024-05-01T10:00:00.000042Z");
    statement["expected"] = json!({ "admin": "2025-01-01T00:00:00Z", "database": null });
    let answer = state(&test, &key, &[statement.clone()]).await;
    assert_eq!(answer["results"][0]["changed"], true);
    let account = shown(&test, &key, tjones, "").await;
    assert_eq!(account["person"]["id"], 5);
    assert_eq!(account["connectedAt"], "2024-05-01T10:00:00.000042Z");
    assert_eq!(account["expected"]["admin"], "2025-01-01T00:00:00.000000Z");
    let decision = &account["decision"];
    assert_eq!((&decision["by"], &decision["kind"]), (&json!("source"), &json!("account.stated")));
    assert_eq!((&decision["because"], &decision["at"]), (&json!("from Drata"), &json!("2026-11-02T09:00:00.000000Z")));
    let again = state(&test, &key, &[statement]).await;
    assert_eq!((&again["batch"], &again["results"][0]["changed"]), (&Value::Null, &json!(false)));
}

#[tokio::test]
async fn what_was_stated_counts_as_true_since_its_newest_date_and_as_known_since_it_came() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    test.clock.step(3600);
    state(&test, &key, &[linked(tjones, 5, "2026-11-02T09:20:00Z")]).await;
    let person = async |query: &str| shown(&test, &key, tjones, query).await["person"]["id"].clone();
    assert_eq!(person("?asOf=2026-11-02T09:30:00Z").await, 5);
    assert_eq!(person("?asOf=2026-11-02T09:10:00Z").await, Value::Null);
    assert_eq!(person("?asKnown=2026-11-02T09:30:00Z").await, Value::Null);
}

#[tokio::test]
async fn what_a_person_decided_here_stays_until_the_account_is_reset() {
    let (test, key) = TestApp::filled().await;
    let [tjones, deploy] = [account(&test, "tjones").await, account(&test, "deploy").await];
    let path = |what: &str, of: i64| format!("/api/v1/accounts/{of}/{what}");
    state(&test, &key, &[linked(tjones, 5, "2024-05-01T10:00:00Z"), linked(deploy, 3, "2024-05-01T10:00:00Z")]).await;
    test.put(&key, &path("link", tjones), r#"{"person":1}"#).await;
    test.put(&key, &path("expected", deploy), r#"{"access":"admin","expected":true}"#).await;
    let moved = [linked(tjones, 4, "2025-05-01T10:00:00Z"), linked(deploy, 4, "2025-05-01T10:00:00Z")];
    let refused = state(&test, &key, &moved).await;
    for result in refused["results"].as_array().unwrap() {
        assert_eq!((&result["status"], &result["code"]), (&json!(400), &json!(40003)));
        assert!(result["detail"].as_str().unwrap().contains("a person decided otherwise here"), "{result}");
    }
    assert_eq!(refused["batch"], Value::Null);
    assert_eq!(shown(&test, &key, deploy, "").await["person"]["id"], 3);
    for account in [tjones, deploy] {
        test.post(&key, &path("reset", account), "{}").await;
    }
    state(&test, &key, &moved).await;
    assert_eq!(shown(&test, &key, tjones, "").await["person"]["id"], 4);
    assert_eq!(shown(&test, &key, deploy, "").await["connectedAt"], "2025-05-01T10:00:00.000000Z");
}

#[tokio::test]
async fn statements_are_undone_as_one_batch_and_do_not_come_back_by_themselves() {
    let (test, key) = TestApp::filled().await;
    let [tjones, deploy] = [account(&test, "tjones").await, account(&test, "deploy").await];
    let statements = [linked(tjones, 5, "2024-05-01T10:00:00Z"), linked(deploy, 3, "2024-05-01T10:00:00Z")];
    let batch = state(&test, &key, &statements).await["batch"].clone();
    let undone = test.post(&key, &format!("/api/v1/batches/{batch}/undo"), "{}").await.json();
    assert_eq!(undone["data"].as_array().unwrap().len(), 2, "{undone}");
    let account = shown(&test, &key, tjones, "").await;
    assert_eq!((&account["status"], &account["decision"]["by"]), (&json!("unlinked"), &json!("human")));
    assert_eq!(state(&test, &key, &statements).await["results"][0]["status"], 400);
}

#[tokio::test]
async fn stating_needs_its_own_permission_and_no_other() {
    let (test, _) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    let body = json!({ "source": "Drata", "items": [linked(tjones, 5, "2024-05-01T10:00:00Z")] }).to_string();
    let without = test.key_without("default", Permission::StateDecisions).await;
    assert_eq!(test.post(&without, "/api/v1/accounts/statements", &body).await.status, 403);
    let only = test.key("default", [Permission::StateDecisions].into_iter().collect()).await.1;
    assert_eq!(test.post(&only, "/api/v1/accounts/statements", &body).await.status, 200);
    let link = json!({ "items": [{ "op": "unlink", "account": tjones }] }).to_string();
    assert_eq!(test.post(&only, "/api/v1/accounts/bulk", &link).await.status, 403);
}

#[tokio::test]
async fn the_future_and_strangers_cannot_be_stated() {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    let answer = state(
        &test,
        &key,
        &[
            linked(tjones, 5, "2030-01-01T00:00:00Z"),
            linked(tjones, 999, "2024-01-01T00:00:00Z"),
            linked(999, 1, "2024-01-01T00:00:00Z"),
        ],
    )
    .await;
    let codes: Vec<&Value> = answer["results"].as_array().unwrap().iter().map(|result| &result["code"]).collect();
    assert_eq!(codes, [&json!(40003), &json!(40403), &json!(40402)]);
}
