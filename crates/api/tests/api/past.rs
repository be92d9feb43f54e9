//! The register as it was: what is answered for a moment is what was answered then.

use std::collections::BTreeSet;

use app::links::Command;
use domain::{
    findings::Rule,
    ids::PersonId,
    links::{Access, Change, Patch},
    runs::Scope,
};
use serde_json::Value;
use testkit::{TestApp, importing};

use crate::dice::Dice;

/// Everything that can be asked about a past register.
const ASKED: [&str; 12] = [
    "/api/v1/accounts?sort=id",
    "/api/v1/accounts?sort=id&unlinked=true",
    "/api/v1/accounts?sort=id&service=true&removed=false",
    "/api/v1/accounts?sort=id&unowned=true",
    "/api/v1/accounts?sort=id&removed=true",
    "/api/v1/accounts?sort=id&leaver=true",
    "/api/v1/accounts?sort=id&person=3",
    "/api/v1/accounts?sort=id&q=SALLY&family=infrastructure",
    "/api/v1/accounts?sort=id&leaver=false&limit=2",
    "/api/v1/is?account=wei.chen%40example.com",
    "/api/v1/people?left=true",
    "/api/v1/people?q=khan",
];

/// Everything that can be asked about what was wrong.
const FINDINGS: [&str; 6] = [
    "/api/v1/findings?limit=7",
    "/api/v1/findings?rule=handed-over&rule=several-accounts",
    "/api/v1/findings?rule=leaver&verdict=open",
    "/api/v1/findings?person=3",
    "/api/v1/findings?q=SALLY&family=infrastructure&limit=1",
    "/api/v1/findings/counts?",
];

/// A roster, a credential report and a list of members in which things come and go.
fn lists(dice: &mut Dice) -> (String, String, String) {
    let coin = |dice: &mut Dice, line: &str| dice.roll(3) > 0 || line.starts_with("p1,") || line.contains(":root");
    let some = |text: &str, dice: &mut Dice| -> String {
        let mut lines = text.lines();
        let head = lines.next().unwrap().to_owned();
        lines.filter(|line| coin(dice, line)).fold(head, |list, line| format!("{list}\n{line}")) + "\n"
    };
    let roster = some(testkit::samples::ROSTER, dice).replace("Designer", dice.pick(&["Designer", "Lead", "Head"]));
    let report = some(testkit::samples::AWS, dice);
    let members = some(testkit::samples::GITHUB, dice).replace("role", "role,access.push,enabled");
    let members = members
        .replace("admin\n", "admin,yes,\n")
        .replace("member", dice.pick(&["member,yes,", "member,no,yes", "member,,no"]));
    (roster, report.replace("N/A,false,true", dice.pick(&["N/A,false,true", "N/A,true,true"])), members)
}

async fn decide(test: &TestApp, dice: &mut Dice) {
    let caller = test.local("default").await;
    let wanted = store::lists::Wanted::default();
    let page = store::lists::Page {
        sort: store::lists::Sort::Id,
        descending: false,
        from: store::lists::From::Skip(0),
        limit: 100,
    };
    let all = test.app.list_accounts(&caller, wanted, page, false).await.unwrap().answer.accounts;
    for _ in 0..6 {
        let stored = &all[usize::try_from(dice.roll(all.len() as u64)).unwrap()];
        if stored.account.family == domain::connections::Family::Identity {
            continue;
        }
        let person = PersonId::new(i64::try_from(1 + dice.roll(5)).unwrap());
        let change = match dice.roll(6) {
            0..=2 => Change::Link(person),
            3 => Change::Unlink,
            4 => Change::Mark {
                reason: "Builds".to_owned(),
                owner: Patch::Set((dice.roll(3) > 0).then_some(person)),
                review_by: Patch::Set(Some(dice.pick(&["2026-11-10", "2026-11-20", "2027-01-01"]).to_owned())),
            },
            _ => Change::Expect { access: dice.pick(&[Access::Admin, Access::Push]), on: dice.roll(2) == 0 },
        };
        let account = stored.account.id;
        test.clock.step(60);
        let command = Command { account, family: None, change, because: None, version: None, batch: None };
        test.app.decide(&caller, vec![command]).await;
    }
}

async fn import(test: &TestApp, (scope, connection, format): (Scope, &str, &str), text: &str) {
    let mut import = importing(scope, connection, format);
    import.observed_at = Some(test.app.now().plus_seconds(-3600));
    import.confirm = Some(0);
    let run = test.import_as("default", import.clone(), text).await.unwrap();
    if run.state == domain::runs::State::Held {
        let caller = test.local("default").await;
        let run = test.app.confirm_run(&caller, run.id, run.manifest.missing).await.unwrap();
        while test.app.run(&caller, run.id).await.unwrap().state != domain::runs::State::Applied {
            tokio::task::yield_now().await;
        }
    }
}

async fn set(test: &TestApp, key: &str, dice: &mut Dice) {
    let (zone, sla) = (dice.pick(&["UTC", "Europe/Berlin", "Asia/Tokyo"]), dice.roll(3));
    let body = serde_json::json!({ "timeZone": zone, "offboardingSla": sla, "staleAfter": 1 + dice.roll(4) });
    let reply = test.put(key, "/api/v1/companies/default/settings", &body.to_string()).await;
    assert_eq!(reply.status, 200, "{}", reply.json());
}

/// Answers to all of these, whole.
async fn answers(test: &TestApp, key: &str, all: &[&str], moment: &str) -> Vec<Value> {
    let mut answers = Vec::new();
    for asked in all {
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        loop {
            let reply = test.get(key, &format!("{asked}{moment}{cursor}")).await;
            assert_eq!(reply.status, 200, "{asked}{moment}: {}", reply.json());
            let page = reply.json();
            rows.extend(page["data"].as_array().cloned().unwrap_or_else(|| vec![page.clone()]));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        answers.push(Value::from(rows));
    }
    answers
}

/// Gives all that was answered at first.
async fn a_life_is_remembered(seed: u64, asked: &[&str]) -> Vec<Value> {
    let (test, key) = TestApp::filled().await;
    let mut dice = Dice::new(seed);
    let mut remembered = Vec::new();
    for _ in 0..8 {
        test.clock.step(86_400 * 3);
        let (roster, report, members) = lists(&mut dice);
        import(&test, (Scope::People, "roster", "csv"), &roster).await;
        import(&test, (Scope::Accounts, "aws", "aws-credential-report"), &report).await;
        import(&test, (Scope::Accounts, "github", "csv"), &members).await;
        decide(&test, &mut dice).await;
        set(&test, &key, &mut dice).await;
        test.clock.step(86_400);
        remembered.push((test.app.now().to_string(), answers(&test, &key, asked, "").await));
    }
    for (then, answered) in &remembered {
        for moment in [format!("&asKnown={then}"), format!("&asOf={then}"), format!("&asOf={then}&asKnown={then}")] {
            let now = answers(&test, &key, asked, &moment).await;
            for ((asked, was), is) in asked.iter().zip(answered).zip(now) {
                assert_eq!(*was, is, "seed {seed}: {asked}{moment}");
            }
        }
    }
    let lists: Vec<&str> =
        asked.iter().copied().filter(|asked| asked.contains("sort=id") || asked.contains("limit=")).collect();
    let before: Vec<Value> = answers(&test, &key, &lists, "&asOf=2019-01-01").await;
    assert!(before.iter().all(|rows| rows.as_array().unwrap().is_empty()), "{before:?}");
    remembered.into_iter().flat_map(|(_, answers)| answers).collect()
}

#[tokio::test]
async fn the_register_as_it_was_is_what_was_answered_then() {
    for seed in 1..=3 {
        a_life_is_remembered(seed, &ASKED).await;
    }
}

#[tokio::test]
async fn what_was_wrong_is_what_was_found_then() {
    let mut found = BTreeSet::new();
    for seed in 4..=6 {
        for rows in a_life_is_remembered(seed, &FINDINGS).await {
            let rules = rows.as_array().unwrap().iter().filter(|row| row["verdict"] == "open");
            found.extend(rules.map(|row| row["rule"].as_str().unwrap().to_owned()));
        }
    }
    let all: BTreeSet<String> = Rule::ALL.into_iter().map(|rule| rule.name().to_owned()).collect();
    assert_eq!(found, all, "something of everything was wrong");
}

#[tokio::test]
async fn what_was_true_and_what_was_known_differ_by_when_a_list_was_imported() {
    let (test, key) = TestApp::filled().await;
    test.clock.step(86_400 * 10);
    let now = test.app.now();
    let asked = now.plus_seconds(-86_400 * 5);
    let mut import = importing(Scope::Accounts, "aws", "aws-credential-report");
    import.observed_at = Some(asked);
    let without: Vec<&str> = testkit::samples::AWS.lines().filter(|line| !line.starts_with("tjones")).collect();
    test.import_as("default", import, &(without.join("\n") + "\n")).await.unwrap();
    test.clock.step(86_400 * 5);
    let id = test.account("default", "tjones").await;
    let removed = |moment: String| {
        let (test, key) = (&test, &key);
        async move { test.get(key, &format!("/api/v1/accounts/{id}?{moment}")).await.json()["removedAt"].clone() }
    };
    let between = now.plus_seconds(-86_400 * 2);
    assert!(removed(format!("asOf={between}")).await.is_string(), "it was gone then");
    assert!(removed(format!("asKnown={between}")).await.is_null(), "and nobody knew");
    assert!(removed(format!("asOf={}", asked.plus_seconds(-60))).await.is_null());
    assert!(removed(format!("asKnown={now}")).await.is_string());
}

#[tokio::test]
async fn a_past_is_asked_for_by_day_or_instant_in_the_order_of_ids_and_is_not_to_come() {
    let (test, key) = TestApp::filled().await;
    for bad in ["asOf=yesterday", "asKnown=2026-13-01", "asOf=2026-11-03", "asOf=2026-01-01&sort=username"] {
        let reply = test.get(&key, &format!("/api/v1/accounts?{bad}")).await;
        assert_eq!(reply.status, 400, "{bad}");
    }
    assert_eq!(test.get(&key, "/api/v1/accounts?asOf=2026-11-02").await.status, 200);
    assert_eq!(test.get(&key, "/api/v1/accounts/1?asOf=2026-11-01").await.status, 404);
}
