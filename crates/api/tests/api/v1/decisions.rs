//! Decisions about one account: link, unlink, mark, unmark, expect, each for a version or for any.

use http::header;
use serde_json::{Value, json};
use testkit::TestApp;

use super::{check_refused, put_if, without_events};
use crate::history::{self, account, decisions};

const TOM: &str = r#"{"person": 5}"#;
const NOBODY: &str = r#"{"person": null}"#;

/// A register, a key, and the path of `tjones`, about which nothing is decided.
async fn undecided() -> (TestApp, String, i64, String) {
    let (test, key) = TestApp::filled().await;
    let tjones = account(&test, "tjones").await;
    (test, key, tjones, format!("/api/v1/accounts/{tjones}"))
}

/// Decides, which must be done, and gives the account as it is afterwards, without the batch that a change is.
async fn decide(test: &TestApp, key: &str, path: &str, body: &str) -> Value {
    test.clock.step(60);
    let reply = test.put(key, path, body).await;
    assert_eq!(reply.status, 200, "{body}: {}", reply.json());
    let mut account = reply.json();
    account.as_object_mut().unwrap().remove("batch");
    assert_eq!(reply.headers[header::ETAG], format!("\"{}\"", account["version"]));
    account
}

#[tokio::test]
async fn a_link_is_shown_with_who_decided_it_and_why() {
    let (test, key, _, path) = undecided().await;
    let linked = decide(&test, &key, &format!("{path}/link"), r#"{"person": 5, "reason": "He said so."}"#).await;
    insta::assert_json_snapshot!(without_events(linked.clone()));
    let mut read = test.get(&key, &path).await.json();
    read.as_object_mut().unwrap().remove("facts");
    assert_eq!(read, linked);
}

#[tokio::test]
async fn linking_and_unlinking_keep_their_dates_and_the_same_again_changes_nothing() {
    let (test, key, tjones, path) = undecided().await;
    let link = format!("{path}/link");
    let linked = decide(&test, &key, &link, TOM).await;
    assert_eq!(decide(&test, &key, &link, TOM).await, linked);
    let unlinked = decide(&test, &key, &link, r#"{"person": null, "reason": " "}"#).await;
    assert_eq!((&unlinked["person"], &unlinked["status"]), (&Value::Null, &"unlinked".into()));
    assert_eq!(unlinked["connectedAt"], linked["connectedAt"]);
    assert_eq!(unlinked["unlinkedAt"], "2026-11-02T09:03:00.000000Z");
    assert_eq!(unlinked["decision"]["because"], Value::Null);
    assert_eq!(decide(&test, &key, &link, NOBODY).await, unlinked);
    let other = decide(&test, &key, &link, r#"{"person": 3}"#).await;
    assert_eq!((&other["unlinkedAt"], &other["version"]), (&Value::Null, &3.into()));
    assert_eq!(decisions(&test, "default", tjones).await.len(), 3);
}

#[tokio::test]
async fn a_mark_names_its_owner_and_remembers_whose_the_account_was() {
    let (test, key, tjones, path) = undecided().await;
    decide(&test, &key, &format!("{path}/link"), TOM).await;
    let mark = format!("{path}/service");
    let body =
        r#"{"service": true, "serviceReason": "Backs up", "owner": 3, "reviewBy": "2027-01-31", "reason": "Audit"}"#;
    let marked = decide(&test, &key, &mark, body).await;
    insta::assert_json_snapshot!(without_events(marked.clone()));
    let again = decide(&test, &key, &mark, r#"{"service": true, "serviceReason": "Restores"}"#).await;
    let service = |account: &Value, name: &str| account["service"][name].clone();
    assert_eq!(service(&again, "reason"), "Restores");
    for kept in ["at", "owner", "reviewBy", "designator"] {
        assert_eq!(service(&again, kept), service(&marked, kept), "{kept}");
    }
    let cleared = r#"{"service": true, "serviceReason": "Restores", "owner": null, "reviewBy": null}"#;
    let cleared = decide(&test, &key, &mark, cleared).await;
    assert_eq!(service(&cleared, "owner"), Value::Null);
    assert_eq!((service(&cleared, "reviewBy"), service(&cleared, "unowned")), (Value::Null, true.into()));
    let unmarked = decide(&test, &key, &mark, r#"{"service": false, "reason": "Gone"}"#).await;
    assert_eq!((&unmarked["service"], &unmarked["status"]), (&Value::Null, &"unlinked".into()));
    let because: Vec<Option<String>> =
        decisions(&test, "default", tjones).await.into_iter().map(|event| event.because).collect();
    assert_eq!(because, [None, Some("Audit".to_owned()), None, None, Some("Gone".to_owned())]);
}

#[tokio::test]
async fn each_access_is_expected_by_itself_since_it_was_first_said() {
    let (test, key, tjones, path) = undecided().await;
    let expect = format!("{path}/expected");
    for access in ["admin", "database", "write", "push"] {
        let on = format!(r#"{{"access": "{access}", "expected": true}}"#);
        let first = decide(&test, &key, &expect, &on).await;
        let set: Vec<&String> =
            first["expected"].as_object().unwrap().iter().filter(|one| !one.1.is_null()).map(|one| one.0).collect();
        assert_eq!(set, [access]);
        assert_eq!(decide(&test, &key, &expect, &on).await, first);
        let off = format!(r#"{{"access": "{access}", "expected": false, "reason": "No more"}}"#);
        assert_eq!(decide(&test, &key, &expect, &off).await["expected"][access], Value::Null);
    }
    let events = decisions(&test, "default", tjones).await;
    assert_eq!(events.len(), 8);
    assert_eq!(test.get(&key, &path).await.json()["decision"], Value::Null, "nobody said whose it is");
}

#[tokio::test]
async fn a_decision_for_a_version_is_made_only_while_it_is_the_last() {
    let (test, key, tjones, path) = undecided().await;
    let link = format!("{path}/link");
    let first = put_if(&test, &key, (&link, "\"0\""), TOM).await;
    assert_eq!((first.status.as_u16(), &first.headers[header::ETAG]), (200, &"\"1\"".parse().unwrap()));
    let before = history::everything(&test, "default").await;
    for version in ["\"0\"", "\"2\"", "1", "W/\"1\"", "\"1\", \"2\"", "\"x\"", ""] {
        for (what, body) in [
            ("link", NOBODY),
            ("link", r#"{"person": 999}"#),
            ("service", r#"{"service": true, "serviceReason": "x"}"#),
            ("service", r#"{"service": false}"#),
            ("expected", r#"{"access": "push", "expected": true}"#),
        ] {
            check_refused(&put_if(&test, &key, (&format!("{path}/{what}"), version), body).await, 41202);
        }
    }
    check_refused(&put_if(&test, &key, ("/api/v1/accounts/900/link", "\"0\""), TOM).await, 40402);
    check_refused(&put_if(&test, &key, (&link, "\"1\""), r#"{"person": 999}"#).await, 40403);
    check_refused(&put_if(&test, &key, (&link, "\"0\""), "{}").await, 40002);
    assert_eq!(history::everything(&test, "default").await, before);
    for version in ["\"1\"", "*"] {
        assert_eq!(put_if(&test, &key, (&link, version), TOM).await.headers[header::ETAG], "\"1\"");
    }
    assert_eq!(put_if(&test, &key, (&link, "*"), NOBODY).await.headers[header::ETAG], "\"2\"");
    assert_eq!(put_if(&test, &key, (&link, "\"2\""), TOM).await.headers[header::ETAG], "\"3\"");
    assert_eq!(decisions(&test, "default", tjones).await.len(), 3);
}

#[tokio::test]
async fn of_many_decisions_for_one_version_one_is_made() {
    let (test, key, tjones, path) = undecided().await;
    let link = format!("{path}/link");
    let ask = |person: i64| {
        let (test, key, link) = (&test, &key, &link);
        async move { put_if(test, key, (link, "\"0\""), &json!({ "person": person }).to_string()).await.status.as_u16() }
    };
    let (a, b, c, d) = tokio::join!(ask(1), ask(2), ask(3), ask(4));
    let mut statuses = [a, b, c, d];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412]);
    assert_eq!(decisions(&test, "default", tjones).await.len(), 1);
}

#[tokio::test]
async fn a_service_account_is_not_linked_and_the_refusal_says_what_to_do() {
    let (test, key, tjones, path) = undecided().await;
    decide(&test, &key, &format!("{path}/service"), r#"{"service": true, "serviceReason": "x"}"#).await;
    let refused = test.put(&key, &format!("{path}/link"), TOM).await;
    check_refused(&refused, 40014);
    insta::assert_json_snapshot!(refused.json());
    assert_eq!(decisions(&test, "default", tjones).await.len(), 1);
}

#[tokio::test]
async fn bodies_of_decisions_that_break_a_rule_are_refused_and_decide_nothing() {
    let (test, key, _, path) = undecided().await;
    let before = history::length(&test, "default").await;
    for (what, body, code) in [
        ("link", "{}", 40002),
        ("link", r#"{"person": 0}"#, 40003),
        ("link", r#"{"person": "5"}"#, 40003),
        ("link", r#"{"person": 5, "reason": null}"#, 40003),
        ("link", r#"{"person": 5, "reason": "a\u0000"}"#, 40003),
        ("link", r#"{"person": 5, "userId": 5}"#, 40005),
        ("link", r#"{"person": 5, "person": 5}"#, 40006),
        ("link", "[]", 40008),
        ("link", r#"{"person": 999}"#, 40403),
        ("service", r#"{"serviceReason": "x"}"#, 40002),
        ("service", r#"{"service": true}"#, 40002),
        ("service", r#"{"service": true, "serviceReason": " "}"#, 40003),
        ("service", r#"{"service": true, "serviceReason": "x", "owner": 0}"#, 40003),
        ("service", r#"{"service": true, "serviceReason": "x", "owner": 999}"#, 40403),
        ("service", r#"{"service": true, "serviceReason": "x", "reviewBy": "2027-02-29"}"#, 40003),
        ("service", r#"{"service": true, "serviceReason": "x", "reviewBy": "2027-01-01T00:00:00Z"}"#, 40003),
        ("service", r#"{"service": false, "serviceReason": "x"}"#, 40005),
        ("service", r#"{"service": "false"}"#, 40003),
        ("expected", r#"{"access": "admin"}"#, 40002),
        ("expected", r#"{"access": "root", "expected": true}"#, 40003),
        ("expected", r#"{"access": "admin", "expected": null}"#, 40003),
    ] {
        let reply = test.put(&key, &format!("{path}/{what}"), body).await;
        assert_eq!(reply.code(), code, "{body}: {}", reply.json());
        check_refused(&reply, code);
    }
    assert_eq!(history::length(&test, "default").await, before);
}
