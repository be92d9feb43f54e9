//! A register of three companies, ours between two others, with ids and names in between that nobody has.

use std::ops::Range;

use app::{keys::NewKey, members::NewMember};
use domain::{
    Instant,
    connections::Kind,
    ids::Noun,
    members::Role,
    permissions::Permissions,
    runs::{Scope, State},
};
use http::Method;
use serde_json::{Value, json};
use testkit::{TestApp, importing};

/// People of a company, and accounts of each of its connections.
pub(crate) const MANY: usize = 12;
/// How many ids nobody has, before ours and after.
const GAP: usize = 64;

/// A company with everything that one can have.
#[derive(Default)]
pub(crate) struct Tenant {
    /// What all its names begin with.
    pub(crate) called: &'static str,
    pub(crate) key: String,
    pub(crate) infrastructure: Vec<i64>,
    pub(crate) version_control: Vec<i64>,
    /// Accounts of its roster.
    pub(crate) roster: Vec<i64>,
    pub(crate) people: Vec<i64>,
    pub(crate) connections: Vec<i64>,
    /// Runs, of which one is held.
    pub(crate) runs: Vec<i64>,
    /// The run in which the rule linked its infrastructure.
    pub(crate) linked_by: i64,
    /// Batches, the first of several decisions, the others of one.
    pub(crate) batches: Vec<i64>,
    /// How many accounts the held run misses.
    pub(crate) missing: u64,
    /// Keys besides the one that it asks with.
    pub(crate) keys: Vec<i64>,
    pub(crate) members: Vec<i64>,
    /// When something happened to its first account, in microseconds, and the ids of those events.
    pub(crate) happened: Vec<(i64, i64)>,
}

/// Ours, and the others on either side.
pub(crate) struct Register {
    pub(crate) test: TestApp,
    pub(crate) ours: Tenant,
    /// One with smaller ids and names, one with greater.
    pub(crate) others: [Tenant; 2],
    gaps: [i64; 2],
}

impl Register {
    pub(crate) async fn filled() -> Self {
        let test = TestApp::empty().await;
        let before = Tenant::filled(&test, "0b").await;
        let first = gap(&test).await;
        let ours = Tenant::filled(&test, "m").await;
        let second = gap(&test).await;
        let after = Tenant::filled(&test, "zb").await;
        Self { test, ours, others: [before, after], gaps: [first, second] }
    }

    /// Ids that nobody has, of whatever noun: before ours, or after.
    pub(crate) fn nobodys(&self, side: usize) -> Range<i64> {
        self.gaps[side]..self.gaps[side] + GAP as i64
    }
}

/// Leaves out the same ids of every noun; gives the first of them.
async fn gap(test: &TestApp) -> i64 {
    let nouns =
        [Noun::Account, Noun::Person, Noun::Connection, Noun::Key, Noun::Member, Noun::Run, Noun::Event, Noun::Company];
    let mut next = Vec::new();
    for noun in nouns {
        next.push(store::ids::take(test.app.pool(), noun, 1).await.unwrap().end);
    }
    let first = *next.iter().max().unwrap();
    for (noun, next) in nouns.into_iter().zip(next) {
        let more = usize::try_from(first - next).unwrap() + GAP;
        store::ids::take(test.app.pool(), noun, more).await.unwrap();
    }
    first
}

impl Tenant {
    async fn filled(test: &TestApp, called: &'static str) -> Self {
        test.clock.step(60);
        test.app.create_company(&test.local("default").await, called).await.unwrap();
        for (from, kind) in [("hr", Kind::Roster), ("ldap", Kind::Ldap), ("gitlab", Kind::Gitlab)] {
            assert_eq!(import(test, called, (from, kind), MANY).await, 0);
        }
        let ((_, key), (spare, _)) = (new_key(test, called).await, new_key(test, called).await);
        let members = vec![new_member(test, called).await, new_member(test, called).await];
        let missing = import(test, called, ("gitlab", Kind::Gitlab), 1).await;
        assert_eq!(missing, MANY as u64 - 1);
        let mut tenant = Self { called, key, missing, keys: vec![spare], members, ..Self::default() };
        for (list, path) in [
            (&mut tenant.infrastructure, "accounts?family=infrastructure&sort=id"),
            (&mut tenant.version_control, "accounts?family=version_control&sort=id"),
            (&mut tenant.roster, "accounts?family=identity&sort=id"),
            (&mut tenant.people, "people"),
            (&mut tenant.connections, "connections"),
            (&mut tenant.runs, "runs"),
        ] {
            *list = ids(test, &tenant.key, path).await;
        }
        tenant.linked_by = tenant.runs[2];
        tenant.decide(test).await;
        tenant
    }

    /// Decisions of the key's owner, about other accounts than the first of each list.
    async fn decide(&mut self, test: &TestApp) {
        let item = |account| json!({ "op": "expect", "account": account, "access": "admin", "expected": true });
        let items: Vec<Value> = self.infrastructure[2..6].iter().map(item).collect();
        let link = format!("/api/v1/accounts/{}/link", self.infrastructure[1]);
        let mark = format!("/api/v1/accounts/{}/service", self.version_control[1]);
        for (method, path, body) in [
            (Method::POST, "/api/v1/accounts/bulk", json!({ "items": items })),
            (Method::PUT, link.as_str(), json!({ "person": self.people[2] })),
            (Method::PUT, mark.as_str(), json!({ "service": true, "serviceReason": "why" })),
        ] {
            let reply = test.send(&self.key, method, path, body.to_string().into()).await;
            assert_eq!(reply.status, 200, "{}", reply.json());
            self.batches.push(reply.json()["batch"].as_i64().unwrap());
        }
        let events = test.get(&self.key, &format!("/api/v1/accounts/{}/events", self.infrastructure[0])).await.json();
        let happened = |event: &Value| {
            let at = Instant::parse(event["at"].as_str().unwrap()).unwrap();
            (at.micros(), event["id"].as_i64().unwrap())
        };
        self.happened = events["data"].as_array().unwrap().iter().map(happened).collect();
    }
}

/// Imports a whole list of that many, whose addresses are those of people; says how many it misses, where it is held.
async fn import(test: &TestApp, called: &str, (from, kind): (&str, Kind), many: usize) -> u64 {
    let line = |number| format!("{called}-{from}-{number},{called}-user-{number},{called}-{number}@example.com\n");
    let list: String = (0..many).map(line).collect();
    let scope = if kind == Kind::Roster { Scope::People } else { Scope::Accounts };
    let mut import = importing(scope, &format!("{called}-{from}"), "csv");
    import.kind = Some(kind);
    let run = test.import_as(called, import, &format!("id,username,email\n{list}")).await.unwrap();
    if run.state == State::Held { run.manifest.missing } else { 0 }
}

async fn new_key(test: &TestApp, called: &str) -> (i64, String) {
    let owner = format!("{called}-0@example.com");
    let new = NewKey { name: called.to_owned(), owner, permissions: Permissions::all(), expires_at: None };
    let (key, secret) = test.app.create_key(&test.local(called).await, new).await.unwrap();
    (key.id.get(), secret.reveal().to_owned())
}

async fn new_member(test: &TestApp, called: &str) -> i64 {
    let new = NewMember { name: called.to_owned(), role: Role::Administrator, person: None };
    test.app.invite(&test.local(called).await, new).await.unwrap().0.id.get()
}

/// The ids of everything in a list.
async fn ids(test: &TestApp, key: &str, path: &str) -> Vec<i64> {
    let list = test.get(key, &format!("/api/v1/{path}")).await.json();
    assert_eq!(list["next"], Value::Null);
    list["data"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect()
}
