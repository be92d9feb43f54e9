//! Batches: what was decided together is shown, undone, and gone on with.

mod engines;
mod refusals;
mod resets;
mod undoing;

use serde_json::{Value, json};
use testkit::{Reply, TestApp};

use crate::history;

/// A register with ids that tests decide about.
pub(crate) struct Bench {
    pub(crate) test: TestApp,
    pub(crate) key: String,
    /// Linked to Sally by rule.
    pub(crate) sally: i64,
    pub(crate) tjones: i64,
    /// Its id is below that of `tjones`.
    pub(crate) deploy: i64,
    pub(crate) tom: i64,
    pub(crate) ana: i64,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let (test, key) = TestApp::filled().await;
        let [sally, tjones, deploy] = [
            history::account(&test, "arn:aws:iam::111122223333:user/sally").await,
            history::account(&test, "tjones").await,
            history::account(&test, "deploy").await,
        ];
        let tom = history::person(&test, "default", "tom.jones@example.com").await;
        let ana = history::person(&test, "default", "ana.garcia@example.com").await;
        Self { test, key, sally, tjones, deploy, tom, ana }
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.test.post(&self.key, path, &body.to_string()).await
    }

    /// Decides in bulk; gives the batch.
    pub(crate) async fn bulk(&self, items: &Value) -> i64 {
        let answer = self.post("/api/v1/accounts/bulk", &json!({ "items": items })).await.json();
        assert!(answer["batch"].is_number(), "nothing changed: {answer}");
        answer["batch"].as_i64().unwrap()
    }

    pub(crate) async fn link(&self, account: i64, person: i64) -> Reply {
        let path = format!("/api/v1/accounts/{account}/link");
        self.test.put(&self.key, &path, &json!({ "person": person }).to_string()).await
    }

    pub(crate) async fn undo(&self, batch: i64, body: &Value) -> Value {
        let reply = self.post(&format!("/api/v1/batches/{batch}/undo"), body).await;
        assert_eq!(reply.status, 200, "{}", reply.json());
        reply.json()
    }

    /// Everything that was decided about the account, apart from the version.
    pub(crate) async fn state(&self, account: i64) -> Value {
        let mut link = history::link(&self.test, "default", account).await;
        link["version"] = Value::Null;
        link
    }
}

#[tokio::test]
async fn every_decision_says_by_which_batch_it_can_be_undone() {
    let bench = Bench::new().await;
    let alone = bench.link(bench.tjones, bench.tom).await.json();
    let event = history::decisions(&bench.test, "default", bench.tjones).await.pop().unwrap();
    assert_eq!((alone["batch"].as_i64(), event.batch), (Some(event.id.get()), None));
    assert!(bench.link(bench.tjones, bench.tom).await.json().get("batch").is_none(), "nothing changed");
    let both = json!([{ "op": "link", "account": bench.tjones, "person": bench.ana },
                      { "op": "mark", "account": bench.deploy, "serviceReason": "Deploys" }]);
    let batch = bench.bulk(&both).await;
    let again = bench.post("/api/v1/accounts/bulk", &json!({ "items": both })).await.json();
    assert_eq!((&again["batch"], &again["results"][0]["changed"]), (&json!(null), &json!(false)));
    let events = bench.test.get(&bench.key, "/api/v1/events?limit=1000").await.json();
    let of = |batch: i64| {
        let events = events["data"].as_array().unwrap().iter();
        events.filter(move |event| event["batch"] == batch).map(|event| event["kind"].as_str().unwrap())
    };
    assert_eq!(of(event.id.get()).collect::<Vec<_>>(), ["account.linked"]);
    assert_eq!(of(batch).collect::<Vec<_>>(), ["account.linked", "account.marked"]);
    let facts = events["data"].as_array().unwrap().iter().filter(|event| event["subject"]["kind"] != "link");
    assert!(facts.clone().count() > 5 && facts.clone().all(|event| event["batch"].is_null()));
}

#[tokio::test]
async fn a_batch_is_shown_account_by_account() {
    let bench = Bench::new().await;
    let batch = bench
        .bulk(&json!([{ "op": "link", "account": bench.tjones, "person": bench.tom, "reason": "asked him" },
                      { "op": "unlink", "account": bench.tjones },
                      { "op": "link", "account": bench.deploy, "person": bench.ana }]))
        .await;
    bench.link(bench.deploy, bench.tom).await;
    let shown = bench.test.get(&bench.key, &format!("/api/v1/batches/{batch}")).await.json();
    let [deploy, tjones] = [&shown["data"][0], &shown["data"][1]];
    assert_eq!((shown["data"].as_array().unwrap().len(), &shown["next"]), (2, &Value::Null));
    assert_eq!((&tjones["before"]["status"], &tjones["after"]["status"]), (&json!("unlinked"), &json!("unlinked")));
    assert_eq!((&tjones["before"]["version"], &tjones["after"]["version"]), (&json!(0), &json!(2)));
    assert_eq!((&tjones["event"]["kind"], &tjones["since"]), (&json!("account.unlinked"), &Value::Null));
    assert_eq!(tjones["event"]["actor"]["person"]["email"], "sally.smith@example.com");
    assert_eq!(deploy["after"]["person"]["email"], "ana.garcia@example.com");
    assert_eq!(deploy["present"]["person"]["email"], "tom.jones@example.com");
    assert_eq!(
        (&deploy["since"]["kind"], &deploy["account"]["username"]),
        (&json!("account.linked"), &json!("deploy"))
    );
    let first = bench.test.get(&bench.key, &format!("/api/v1/batches/{batch}?limit=1")).await.json();
    assert_eq!((first["data"].as_array().unwrap().len(), &first["next"]), (1, &json!(bench.deploy.to_string())));
    let path = format!("/api/v1/batches/{batch}?limit=1&cursor={}", bench.deploy);
    assert_eq!(bench.test.get(&bench.key, &path).await.json()["data"][0], *tjones);
}

#[tokio::test]
async fn a_batch_can_be_gone_on_with() {
    let bench = Bench::new().await;
    let batch = bench.bulk(&json!([{ "op": "link", "account": bench.tjones, "person": bench.tom }])).await;
    let more = json!({ "items": [{ "op": "unlink", "account": bench.sally }], "batch": batch });
    assert_eq!(bench.post("/api/v1/accounts/bulk", &more).await.json()["batch"], batch);
    let undone = bench.undo(batch, &json!({})).await;
    assert_eq!(undone["data"].as_array().unwrap().len(), 2);
}
