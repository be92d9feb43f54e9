//! What the register recorded, read behind the API's back.

use domain::{
    Instant,
    events::{Event, Subject},
    ids::{AccountId, PersonId},
};
use serde_json::Value;
use testkit::TestApp;

/// Every event of a company, with its number.
pub(crate) async fn everything(test: &TestApp, company: &str) -> Vec<(i64, Event)> {
    let caller = test.local(company).await;
    test.app.events(&caller, store::events::Wanted::default(), 100_000).await.unwrap()
}

/// How many events a company has.
pub(crate) async fn length(test: &TestApp, company: &str) -> usize {
    everything(test, company).await.len()
}

/// The decisions about an account, oldest first.
pub(crate) async fn decisions(test: &TestApp, company: &str, account: i64) -> Vec<Event> {
    let caller = test.local(company).await;
    let start = (Instant::from_micros(i64::MIN), 0);
    let mut events = test.app.account_events(&caller, account, start, 100_000).await.unwrap();
    events.retain(|event| matches!(event.subject, Subject::Link(_)));
    events
}

/// The states before and after a decision.
pub(crate) fn states(event: &Event) -> (Value, Value) {
    let body: Value = serde_json::from_str(&event.body).unwrap();
    (body["before"].clone(), body["after"].clone())
}

/// The id of the account with that name or external id.
pub(crate) async fn account(test: &TestApp, name: &str) -> i64 {
    test.account("default", name).await.get()
}

/// The id of the person with that address.
pub(crate) async fn person(test: &TestApp, company: &str, email: &str) -> i64 {
    let caller = test.local(company).await;
    test.app.person_at(&caller, email).await.unwrap().people[0].person.id.get()
}

/// The link of an account as it is stored.
pub(crate) async fn link(test: &TestApp, company: &str, account: i64) -> Value {
    let caller = test.local(company).await;
    let answer = test.app.account(&caller, AccountId::new(account)).await.unwrap();
    serde_json::to_value(&answer.accounts[0].link).unwrap()
}

/// The id of nobody, in any company of a test.
pub(crate) const NOBODY: PersonId = PersonId::new(9_000_000_000);
