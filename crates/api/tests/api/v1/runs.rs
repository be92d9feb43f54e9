//! Imports and runs: how far they are, what they did, and letting a held one go on.

use domain::permissions::Permission;
use http::header;
use serde_json::{Value, json};
use testkit::{Reply, TestApp};

use super::{check_refused, numbers, page, send_list, whole};
use crate::history;

/// A list of that many accounts.
fn list(many: usize) -> String {
    (0..many).fold("id,username\n".to_owned(), |list, number| format!("{list}{number},user-{number}\n"))
}

async fn import(test: &TestApp, key: &str, more: &str, list: &str) -> Reply {
    send_list(test, key, &format!("/api/v1/imports/accounts?connection=ldap&format=csv&kind=LDAP{more}"), list).await
}

/// The run once it is applied, which happens beside the requests.
async fn applied(test: &TestApp, key: &str, run: &Value) -> Value {
    loop {
        let now = test.get(key, &format!("/api/v1/runs/{run}")).await.json();
        if now["state"] == "applied" {
            return now;
        }
        assert_eq!(now["state"], "applying", "{now}");
        tokio::task::yield_now().await;
    }
}

async fn confirm(test: &TestApp, key: &str, run: &Value, missing: u64) -> Reply {
    test.post(key, &format!("/api/v1/runs/{run}/confirm"), &json!({ "missing": missing }).to_string()).await
}

/// A register in which a run of 20 accounts was applied, and one that misses 15 of them is held.
async fn held() -> (TestApp, String, Value) {
    let (test, key) = TestApp::filled().await;
    let run = import(&test, &key, "", &list(20)).await.json();
    applied(&test, &key, &run["id"]).await;
    let held = import(&test, &key, "&complete=true", &list(5)).await;
    assert_eq!((held.status.as_u16(), &held.json()["state"]), (200, &"held".into()));
    let id = held.json()["id"].clone();
    (test, key, id)
}

#[tokio::test]
async fn an_import_is_accepted_and_told_of_until_it_is_applied() {
    let (test, key) = TestApp::filled().await;
    let accepted = import(&test, &key, "&name=ldap.csv", &list(20)).await;
    assert_eq!((accepted.status.as_u16(), &accepted.json()["state"]), (202, &"applying".into()));
    let mut run = applied(&test, &key, &accepted.json()["id"]).await;
    assert!(run["manifest"]["importer"].as_str().unwrap().starts_with("whose "));
    run["manifest"]["importer"] = Value::Null;
    insta::assert_json_snapshot!(run);
    assert_eq!(page(&test, &key, "/api/v1/accounts?q=user-").await.0.len(), 20);
}

#[tokio::test]
async fn a_rehearsal_tells_what_would_happen_and_is_not_kept() {
    let (test, key, _) = held().await;
    let before = (history::everything(&test, "default").await, whole(&test, &key, "/api/v1/runs?").await);
    let rehearsed = import(&test, &key, "&dryRun=true&complete=true", &list(25)).await;
    assert_eq!(rehearsed.status, 200);
    let run = rehearsed.json();
    assert_eq!((&run["id"], &run["dryRun"], &run["applied"]), (&Value::Null, &true.into(), &0.into()));
    assert_eq!(run["manifest"]["counts"]["added"], 5);
    let other = send_list(
        &test,
        &key,
        "/api/v1/imports/people?connection=new&format=csv&dryRun=true",
        "id,email\n1,a@example.com\n",
    );
    assert_eq!(other.await.json()["connection"], Value::Null);
    assert_eq!((history::everything(&test, "default").await, whole(&test, &key, "/api/v1/runs?").await), before);
}

#[tokio::test]
async fn a_held_run_goes_on_once_somebody_names_how_many_will_go() {
    let (test, key, run) = held().await;
    let gone = async || page(&test, &key, "/api/v1/accounts?removed=true").await.0.len();
    assert_eq!(gone().await, 0);
    for count in [0, 14, 16] {
        let refused = confirm(&test, &key, &run, count).await;
        check_refused(&refused, 40015);
        assert!(refused.json()["detail"].as_str().unwrap().contains("15 of 20"), "{}", refused.json());
    }
    check_refused(
        &confirm(&test, &test.key_without("default", Permission::ImportAccounts).await, &run, 15).await,
        40301,
    );
    assert_eq!(
        (gone().await, &test.get(&key, &format!("/api/v1/runs/{run}")).await.json()["state"]),
        (0, &"held".into())
    );
    let confirmed = confirm(&test, &key, &run, 15).await;
    assert_eq!((confirmed.status.as_u16(), &confirmed.json()["state"]), (202, &"applying".into()));
    assert_eq!(applied(&test, &key, &run).await["manifest"]["counts"]["removed"], 15);
    assert_eq!(gone().await, 15);
    check_refused(&confirm(&test, &key, &run, 15).await, 40003);
    let events = whole(&test, &key, "/api/v1/events?limit=1000").await;
    let of_run = events.iter().filter(|event| event["subject"] == json!({ "kind": "run", "id": run }));
    let told: Vec<(&str, &str)> =
        of_run.map(|event| (event["kind"].as_str().unwrap(), event["actor"]["kind"].as_str().unwrap())).collect();
    assert_eq!(told, [("run.held", "key"), ("run.confirmed", "key"), ("run.applied", "key")]);
}

#[tokio::test]
async fn of_two_who_confirm_a_held_run_at_once_the_second_is_refused() {
    for _ in 0..5 {
        let (test, key, run) = held().await;
        let both = tokio::join!(confirm(&test, &key, &run, 15), confirm(&test, &key, &run, 15));
        let (done, refused) = if both.0.status == 202 { both } else { (both.1, both.0) };
        assert_eq!((done.status.as_u16(), &done.json()["state"]), (202, &"applying".into()));
        check_refused(&refused, 40003);
        assert_eq!(applied(&test, &key, &run).await["manifest"]["counts"]["removed"], 15);
    }
}

#[tokio::test]
async fn a_newer_list_takes_the_place_of_a_held_run() {
    let (test, key, held) = held().await;
    let newer = import(&test, &key, "&complete=true", &list(18)).await.json();
    applied(&test, &key, &newer["id"]).await;
    assert_eq!(test.get(&key, &format!("/api/v1/runs/{held}")).await.json()["state"], "dropped");
    check_refused(&confirm(&test, &key, &held, 15).await, 40003);
    assert_eq!(page(&test, &key, "/api/v1/accounts?removed=true").await.0.len(), 2);
}

#[tokio::test]
async fn runs_are_listed_newest_first_once_each() {
    let (test, key, held) = held().await;
    let all = numbers(&whole(&test, &key, "/api/v1/runs?").await, "id");
    assert_eq!(all, [5, 4, 3, 2, 1]);
    for limit in 1..=5 {
        assert_eq!(numbers(&whole(&test, &key, &format!("/api/v1/runs?limit={limit}")).await, "id"), all);
    }
    assert_eq!(numbers(&whole(&test, &key, "/api/v1/runs?connection=4&limit=1").await, "id"), [5, 4]);
    assert_eq!(whole(&test, &key, "/api/v1/runs?connection=99").await.len(), 0);
    assert_eq!(held, 5);
    for query in ["cursor=0", "cursor=x", "limit=1001", "connection=0"] {
        check_refused(&test.get(&key, &format!("/api/v1/runs?{query}")).await, 40013);
    }
}

#[tokio::test]
async fn a_list_that_is_refused_leaves_nothing_behind() {
    let (test, key, _) = held().await;
    let before = (
        history::everything(&test, "default").await,
        whole(&test, &key, "/api/v1/runs?").await,
        whole(&test, &key, "/api/v1/connections?").await,
    );
    for (path, list, detail) in [
        ("accounts?connection=new&format=csv&kind=GCP", "id,username\n1,a\n1,b\n", "line 3"),
        ("accounts?connection=new&format=csv", "id\n1\n", "kind must be given"),
        ("accounts?connection=new&format=csv&kind=OKTA", "id\n1\n", "kind must not be one of people"),
        ("accounts?connection=ldap&format=csv&kind=GCP", "id\n1\n", "kind must be LDAP"),
        ("accounts?connection=new&format=nothing&kind=GCP", "id\n1\n", "no such format is known"),
        ("accounts?connection=ldap&format=csv&asOf=2030-01-01", "id\n1\n", "asOf must not be in the future"),
        ("people?connection=ldap&format=csv", "id,email\n1,a@example.com\n", "kind must be one of people"),
    ] {
        let reply = send_list(&test, &key, &format!("/api/v1/imports/{path}"), list).await;
        check_refused(&reply, 40003);
        assert!(reply.json()["detail"].as_str().unwrap().contains(detail), "{path}: {}", reply.json());
        assert_eq!(reply.headers.get(header::RETRY_AFTER), None);
    }
    let after = (
        history::everything(&test, "default").await,
        whole(&test, &key, "/api/v1/runs?").await,
        whole(&test, &key, "/api/v1/connections?").await,
    );
    assert_eq!(after, before);
}
