//! What is wrong with the sample register, and how it is asked for.

use std::collections::BTreeMap;

use app::links::Command;
use domain::{
    findings::Rule,
    ids::{AccountId, PersonId},
    links::{Access, Change, Patch},
};
use http::Method;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::history::{account, person};

const PATH: &str = "/api/v1/findings";

/// The sample register after a few decisions.
async fn decided() -> (TestApp, String) {
    let (test, key) = TestApp::filled().await;
    let omar = PersonId::new(person(&test, "default", "omar.khan@example.com").await);
    let tom = PersonId::new(person(&test, "default", "tom.jones@example.com").await);
    let mark = |owner: Option<PersonId>, day: &str| Change::Mark {
        reason: "Builds".to_owned(),
        owner: Patch::Set(owner),
        review_by: Patch::Set(Some(day.to_owned())),
    };
    let admin = Change::Expect { access: Access::Admin, on: true };
    for (name, change) in [
        ("weic", Change::Link(omar)),
        ("tjones", Change::Link(omar)),
        ("tjones", Change::Link(tom)),
        ("tjones", admin),
        ("deploy", mark(Some(omar), "2026-11-01")),
        ("build-bot", mark(None, "2026-11-02")),
    ] {
        test.clock.step(60);
        decide(&test, name, change).await;
    }
    (test, key)
}

async fn decide(test: &TestApp, name: &str, change: Change) {
    let account = AccountId::new(account(test, name).await);
    let caller = test.local("default").await;
    let command = Command { account, family: None, change, because: None, version: None, batch: None };
    for decided in test.app.decide(&caller, vec![command]).await {
        decided.unwrap();
    }
}

/// All findings of a query, page by page.
async fn all(test: &TestApp, key: &str, query: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let reply = test.get(key, &format!("{PATH}?{query}{cursor}")).await;
        assert_eq!(reply.status, 200, "{query}: {}", reply.json());
        let page = reply.json();
        rows.extend(page["data"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { return rows };
        cursor = format!("&cursor={next}");
    }
}

fn line(row: &Value) -> String {
    let about = row["account"]["username"].as_str().or(row["connection"]["name"].as_str()).unwrap();
    let verdict = row["notEvaluableBecause"].as_str().unwrap_or("open");
    format!("{} {about}: {} ({verdict})", row["rule"].as_str().unwrap(), row["why"].as_str().unwrap())
}

#[tokio::test]
async fn what_is_wrong_with_the_samples_is_told() {
    let (test, key) = decided().await;
    let open: Vec<String> = all(&test, &key, "verdict=open").await.iter().map(line).collect();
    assert_eq!(
        open,
        [
            "unexpected-access <root_account>: it has admin access that nobody meant it to have (open)",
            "unlinked <root_account>: nobody has said whose it is (open)",
            "owner-left deploy: its owner Omar Khan left on 2025-06-30 (open)",
            "review-overdue deploy: it was to be looked at again by 2026-11-01 (open)",
            "handed-over tjones: people linked it to Omar Khan, Tom Jones, one after the other (open)",
            "no-mfa wei.chen@example.com: it has no second factor (open)",
            "leaver weic: Omar Khan left on 2025-06-30; the account is live (open)",
            "unowned build-bot: it is a service account for which nobody answers (open)",
        ]
    );
    let unknown: Vec<String> = all(&test, &key, "verdict=not-evaluable&connection=2").await.iter().map(line).collect();
    assert_eq!(
        unknown[..2],
        [
            "stale-connection aws: no whole list of it says when the provider was asked: not collected (not collected)",
            "unexpected-access deploy: whether it has admin or database access is unknown: not collected (not collected)",
        ]
    );
    let both = all(&test, &key, "").await.len();
    assert_eq!(both, open.len() + all(&test, &key, "verdict=not-evaluable").await.len());
}

#[tokio::test]
async fn a_finding_says_why_since_when_by_which_facts_and_what_it_bears_on() {
    let (test, key) = decided().await;
    let found = all(&test, &key, "rule=leaver").await;
    let connected = found[0]["facts"][2]["value"].clone();
    let id = account(&test, "weic").await;
    let github = json!({ "id": 3, "name": "github", "kind": "GITHUB" });
    assert_eq!(
        found,
        [json!({
            "rule": "leaver",
            "verdict": "open",
            "notEvaluableBecause": null,
            "account": { "id": id, "externalId": "102", "username": "weic", "connection": github },
            "connection": github,
            "person": { "id": 2, "email": "omar.khan@example.com", "firstName": "Omar", "lastName": "Khan", "left": true },
            "since": "2025-06-30T00:00:00.000000Z",
            "sinceAfter": null,
            "due": "2025-07-02T00:00:00.000000Z",
            "hoursPastDue": 11_721,
            "why": "Omar Khan left on 2025-06-30; the account is live",
            "facts": [
                { "name": "leftAt", "value": "2025-06-30T00:00:00.000000Z", "unknown": null, "call": "file:csv" },
                { "name": "enabled", "value": null, "unknown": "not collected", "call": "file:csv" },
                { "name": "connectedAt", "value": connected, "unknown": null, "call": null },
            ],
            "controls": [
                { "standard": "SOC 2", "id": "CC6.2" },
                { "standard": "SOC 2", "id": "CC6.3" },
                { "standard": "ISO 27001", "id": "A.5.16" },
                { "standard": "ISO 27001", "id": "A.5.18" },
                { "standard": "PCI DSS", "id": "8.2.5" },
                { "standard": "NIST 800-53", "id": "AC-2" },
                { "standard": "NIST 800-53", "id": "PS-4" },
            ],
        })]
    );
}

#[tokio::test]
async fn pages_of_any_size_hold_the_same_findings_in_the_same_order() {
    let (test, key) = decided().await;
    let whole = all(&test, &key, "").await;
    for limit in [1, 2, 3, 7, 1000] {
        assert_eq!(all(&test, &key, &format!("limit={limit}")).await, whole, "{limit}");
    }
    let cut = test.get(&key, &format!("{PATH}?limit=2")).await.json();
    assert_eq!((cut["data"].as_array().unwrap().len(), &cut["next"]), (2, &json!("0.2")));
}

#[tokio::test]
async fn what_is_asked_for_is_what_the_whole_has_of_it() {
    let (test, key) = decided().await;
    let whole = all(&test, &key, "").await;
    let of = |test: &dyn Fn(&Value) -> bool| -> Vec<Value> { whole.iter().filter(|row| test(row)).cloned().collect() };
    for rule in Rule::ALL.map(Rule::name) {
        assert_eq!(all(&test, &key, &format!("rule={rule}")).await, of(&|row| row["rule"] == rule), "{rule}");
    }
    let service = ["unowned", "owner-left", "review-overdue"];
    let asked = all(&test, &key, "rule=unowned&rule=owner-left&rule=review-overdue").await;
    assert_eq!(asked, of(&|row| service.contains(&row["rule"].as_str().unwrap())));
    let bears = |row: &Value, id: &str| row["controls"].as_array().unwrap().iter().any(|control| control["id"] == id);
    assert_eq!(all(&test, &key, "control=A.5.18").await, of(&|row| bears(row, "A.5.18")));
    let parts = of(&|row| ["7.2.5", "7.2.5.1"].iter().any(|id| bears(row, id)));
    assert_eq!(all(&test, &key, "control=7.2.5").await, parts);
    assert_eq!(all(&test, &key, "control=7.2.5&rule=unowned&rule=leaver").await, of(&|row| row["rule"] == "unowned"));
    assert!(all(&test, &key, "control=7.2.5&rule=leaver").await.is_empty());
    assert_eq!(all(&test, &key, "connection=3").await, of(&|row| row["connection"]["id"] == 3));
    assert_eq!(all(&test, &key, "family=identity").await, of(&|row| row["connection"]["kind"] == "ROSTER"));
    let named = all(&test, &key, "q=WEIC").await;
    assert_eq!(named, of(&|row| row["account"]["username"] == "weic"));
    assert_eq!(all(&test, &key, "q=GITHUB").await.len(), 1, "the connection's own");
    let omars: Vec<String> = all(&test, &key, "person=2&verdict=open").await.iter().map(line).collect();
    assert_eq!(omars.len(), 3, "those of his account, and of that for which he answers: {omars:?}");
    assert!(all(&test, &key, "person=9000000000").await.is_empty());
}

#[tokio::test]
async fn counts_are_those_of_the_list() {
    let (test, key) = decided().await;
    let point = test.get(&key, &format!("{PATH}/counts")).await.json()["points"][0].clone();
    let mut listed: BTreeMap<(String, i64), (u64, u64)> = BTreeMap::new();
    for row in all(&test, &key, "").await {
        let key = (row["rule"].as_str().unwrap().to_owned(), row["connection"]["id"].as_i64().unwrap());
        let count = listed.entry(key).or_default();
        if row["verdict"] == "open" { count.0 += 1 } else { count.1 += 1 }
    }
    let counts = point["counts"].as_array().unwrap();
    assert_eq!(counts.len(), listed.len());
    for count in counts {
        let key = (count["rule"].as_str().unwrap().to_owned(), count["connection"]["id"].as_i64().unwrap());
        let (open, unknown) = listed[&key];
        assert_eq!((&count["open"], &count["notEvaluable"]), (&json!(open), &json!(unknown)), "{key:?}");
        let because = if unknown == 0 { json!({}) } else { json!({ "not collected": unknown }) };
        assert_eq!(count["because"], because, "{key:?}");
    }
    assert_eq!(point["open"], json!(listed.values().map(|count| count.0).sum::<u64>()));
    assert_eq!(point["notEvaluable"], json!(listed.values().map(|count| count.1).sum::<u64>()));
}

#[tokio::test]
async fn counts_over_time_are_those_that_were_known_at_each_instant() {
    let (test, key) = decided().await;
    let mut then = Vec::new();
    for name in ["<root_account>", "sallys", "weic"] {
        then.push((test.app.now(), test.get(&key, &format!("{PATH}/counts")).await.json()["points"][0].clone()));
        test.clock.step(86_400 * 7 - 60);
        let mark = Change::Mark { reason: "x".to_owned(), owner: Patch::Keep, review_by: Patch::Keep };
        decide(&test, name, mark).await;
        test.clock.step(60);
    }
    let span = format!("from={}&to={}&every=week", then[0].0, then[2].0);
    let series = test.get(&key, &format!("{PATH}/counts?{span}")).await.json();
    let known: Vec<&Value> = then.iter().map(|(_, point)| point).collect();
    assert_eq!(series["points"].as_array().unwrap().iter().collect::<Vec<_>>(), known);
    let before = test.get(&key, &format!("{PATH}/counts?from=2026-10-30&to=2026-10-31&every=day&rule=unlinked")).await;
    let open: Vec<Value> =
        before.json()["points"].as_array().unwrap().iter().map(|point| point["open"].clone()).collect();
    assert_eq!(open, [0, 0], "nothing was known then");
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused() {
    let (test, key) = decided().await;
    for query in [
        "?rule=Leaver",
        "?rule=leaver&rule=",
        "?control=CC9",
        "?control=cc6.2",
        "?verdict=closed",
        "?verdict=open&verdict=open",
        "?cursor=leaver",
        "?cursor=1.0",
        "?limit=1001",
        "?person=0",
        "?family=none",
        "?asOf=2027-01-01",
        "/counts?every=week",
        "/counts?from=2026-10-01",
        "/counts?to=2026-10-01",
        "/counts?from=2026-10-01&every=year",
        "/counts?from=2026-10-01&every=day&asKnown=2026-10-01",
        "/counts?from=2026-08-01&to=2026-10-01&every=day",
        "/counts?from=2026-10-02&to=2026-10-01&every=day",
        "/counts?from=2026-10-02&to=2027-01-01&every=month",
    ] {
        let reply = test.get(&key, &format!("{PATH}{query}")).await;
        assert_eq!(reply.status, 400, "{query}: {}", reply.json());
        assert_eq!(reply.headers["content-type"], "application/problem+json", "{query}");
    }
    let days = test.get(&key, &format!("{PATH}/counts?from=2026-09-04&every=day")).await;
    assert_eq!(days.json()["points"].as_array().unwrap().len(), 59);
}

#[tokio::test]
async fn settings_say_what_is_late_and_an_older_register_has_its_own() {
    let (test, key) = decided().await;
    let due = |query: &'static str| {
        let (test, key) = (&test, &key);
        async move { all(test, key, query).await[0]["due"].clone() }
    };
    let noon = test.app.now().to_string();
    test.clock.step(60);
    let set = r#"{"timeZone": "Asia/Tokyo", "offboardingSla": 5}"#;
    assert_eq!(test.put(&key, "/api/v1/companies/default/settings", set).await.status, 200);
    assert_eq!(due("rule=leaver").await, "2025-07-07T15:00:00.000000Z");
    let known = all(&test, &key, &format!("rule=leaver&asKnown={noon}")).await;
    assert_eq!(known[0]["due"], "2025-07-02T00:00:00.000000Z");
}

#[tokio::test]
async fn a_link_that_was_undone_hands_nothing_over() {
    let (test, key) = decided().await;
    let of_weic = || async { all(&test, &key, "rule=handed-over&q=weic").await.len() };
    let (weic, tom) = (account(&test, "weic").await, person(&test, "default", "tom.jones@example.com").await);
    let linked = test.put(&key, &format!("/api/v1/accounts/{weic}/link"), &format!(r#"{{"person": {tom}}}"#)).await;
    assert_eq!((linked.status.as_u16(), of_weic().await), (200, 1));
    let undo = format!("/api/v1/batches/{}/undo", linked.json()["batch"]);
    let undone = test.send(&key, Method::POST, &undo, "{}".into()).await;
    assert_eq!((undone.status.as_u16(), of_weic().await), (200, 0), "{}", undone.json());
}

#[tokio::test]
async fn no_company_sees_what_is_wrong_with_another() {
    let (test, _) = decided().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let key = test.fill("other").await;
    let lines: Vec<String> = all(&test, &key, "verdict=open").await.iter().map(line).collect();
    assert!(lines.iter().all(|line| !line.contains("Omar")), "{lines:?}");
    for query in ["connection=2", "person=2"] {
        assert!(all(&test, &key, query).await.is_empty(), "{query}");
    }
}
