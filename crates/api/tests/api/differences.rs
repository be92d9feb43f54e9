//! Differences between two moments.

use domain::{links::Access, runs::Scope};
use serde_json::{Value, json};
use testkit::{TestApp, importing, samples};

/// All differences from a moment on, by account or person, as their changes.
async fn differences(test: &TestApp, key: &str, query: &str) -> Vec<(String, Vec<String>)> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let reply = test.get(key, &format!("/api/v1/differences?{query}{cursor}")).await;
        assert_eq!(reply.status, 200, "{}", reply.json());
        let page = reply.json();
        for row in page["data"].as_array().unwrap() {
            let what = row["account"]["username"].as_str().or(row["person"]["email"].as_str()).unwrap();
            let changes = row["changes"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned());
            all.push((what.to_owned(), changes.collect()));
        }
        let Some(next) = page["next"].as_str() else { return all };
        cursor = format!("&cursor={next}");
    }
}

fn has(all: &[(String, Vec<String>)], what: &str) -> Vec<String> {
    all.iter().filter(|(name, _)| name == what).flat_map(|(_, changes)| changes.clone()).collect()
}

/// Some weeks in which something of everything happens; gives the instants at which each began.
async fn weeks(test: &TestApp, key: &str) -> [String; 3] {
    test.clock.step(60);
    let first = test.app.now().to_string();
    test.clock.step(86_400 * 7);
    let gcp = |admin: bool| {
        let row = json!({ "id": "g1", "username": "tom", "email": "tom.jones@example.com", "access.admin": admin });
        format!("{row}\n")
    };
    let mut import = importing(Scope::Accounts, "gcp", "jsonl");
    import.kind = Some(domain::connections::Kind::Gcp);
    test.import_as("default", import.clone(), &gcp(false)).await.unwrap();
    for (name, what, body) in [
        ("deploy", "service", json!({ "service": true, "serviceReason": "Deploys", "owner": 3 })),
        ("tjones", "link", json!({ "person": 5 })),
        ("arn:aws:iam::111122223333:user/wei", "link", json!({ "person": null })),
        ("101", "expected", json!({ "access": "write", "expected": true })),
    ] {
        let id = test.account("default", name).await;
        test.clock.step(60);
        assert_eq!(test.put(key, &format!("/api/v1/accounts/{id}/{what}"), &body.to_string()).await.status, 200);
    }
    let second = test.app.now().to_string();
    test.clock.step(86_400 * 7);
    test.import_as("default", import, &gcp(true)).await.unwrap();
    let roster = samples::ROSTER.replace(
        "p5,tom.jones@example.com,Tom,Jones,Support,2024-02-01,,",
        "p6,new@example.com,Ina,Neu,Support,2026-11-01,,",
    );
    test.import("default", Scope::People, "roster", "csv", &roster).await.unwrap();
    let report: Vec<&str> = samples::AWS.lines().filter(|line| !line.starts_with("wei")).collect();
    test.import("default", Scope::Accounts, "aws", "aws-credential-report", &(report.join("\n") + "\n")).await.unwrap();
    test.clock.step(86_400);
    [first, second, test.app.now().to_string()]
}

#[tokio::test]
async fn what_became_of_accounts_and_people_is_told_between_any_two_moments() {
    let (test, key) = TestApp::filled().await;
    let [first, second, third] = weeks(&test, &key).await;
    let early = differences(&test, &key, &format!("from={first}&to={second}")).await;
    assert_eq!(has(&early, "deploy"), ["marked"]);
    assert_eq!(has(&early, "tjones"), ["linked"]);
    assert_eq!(has(&early, "wei.chen@example.com"), ["unlinked"]);
    assert_eq!(has(&early, "sallys"), ["expected-write"]);
    assert_eq!(has(&early, "tom"), ["added", "linked"]);
    assert_eq!(early.len(), 5, "{early:?}");
    let late = differences(&test, &key, &format!("from={second}&to={third}")).await;
    assert_eq!(has(&late, "tom"), [format!("gained-{}", Access::Admin.name())]);
    assert_eq!(has(&late, "tom.jones@example.com"), ["removed", "left"]);
    assert_eq!(has(&late, "new@example.com"), ["added", "linked", "joined"]);
    assert_eq!(has(&late, "wei.chen@example.com"), ["removed"]);
    let whole = differences(&test, &key, &format!("from={first}&to={third}&limit=2")).await;
    assert_eq!(has(&whole, "tom"), ["added", "linked", "gained-admin"]);
    assert_eq!(has(&whole, "wei.chen@example.com"), ["removed", "unlinked"]);
    let known = differences(&test, &key, &format!("from={first}&to={third}&asKnown={second}")).await;
    assert_eq!(known, early, "later lists were not known yet");
    let connections = test.get(&key, "/api/v1/connections").await.json();
    let gcp = connections["data"].as_array().unwrap().iter().find(|one| one["name"] == "gcp").unwrap()["id"].clone();
    let gcp = differences(&test, &key, &format!("from={first}&to={third}&connection={gcp}")).await;
    assert_eq!(gcp, [("tom".to_owned(), ["added", "linked", "gained-admin"].map(str::to_owned).to_vec())]);
}

#[tokio::test]
async fn nothing_differs_from_itself_and_what_changed_back_did_not_change() {
    let (test, key) = TestApp::filled().await;
    let [first, second, third] = weeks(&test, &key).await;
    for same in [&first, &second, &third] {
        assert_eq!(differences(&test, &key, &format!("from={same}&to={same}")).await, []);
    }
    let id = test.account("default", "deploy").await;
    let path = format!("/api/v1/accounts/{id}/expected");
    for expected in [true, false] {
        test.clock.step(60);
        test.put(&key, &path, &json!({ "access": "admin", "expected": expected }).to_string()).await;
    }
    test.clock.step(60);
    assert_eq!(differences(&test, &key, &format!("from={third}")).await, []);
}

#[tokio::test]
async fn a_stretch_is_given_forwards_and_ends_by_now() {
    let (test, key) = TestApp::filled().await;
    for bad in
        ["", "from=2026-11-01&to=2026-10-01", "from=2026-10-01&to=2027-01-01", "from=x", "from=2026-10-01&cursor=a.0"]
    {
        let reply = test.get(&key, &format!("/api/v1/differences?{bad}")).await;
        assert_eq!((reply.status.as_u16(), reply.json()["status"].clone()), (400, Value::from(400)), "{bad}");
    }
}
