//! Decisions in the middle of which the database goes away.

use std::sync::Arc;

use app::{App, Kind, links::Command};
use domain::{ids::AccountId, links::Change};
use testkit::{Files, TestApp};

/// A process that takes an id, commits the decision, and is then without a database.
fn without_a_database_after_the_commit(test: &TestApp) -> App {
    App::new(test.app.pool().ending_after(2), test.clock.clone(), Arc::new(Files), Arc::new(app::meter::Unmetered))
}

async fn account(test: &TestApp) -> AccountId {
    let caller = test.local("default").await;
    test.app.named_accounts(&caller, "deploy").await.unwrap().accounts[0].account.id
}

#[tokio::test]
async fn a_decision_that_is_committed_and_cannot_be_shown_is_unknown_and_finds_itself_done_when_it_is_repeated() {
    let (test, _) = TestApp::filled().await;
    let caller = test.local("default").await;
    let person =
        test.app.list_people(&caller, store::people::Wanted::default(), 1, 0).await.unwrap().people[0].person.id;
    let change = Change::Link(person);
    let command =
        Command { account: account(&test).await, family: None, change, because: None, version: None, batch: None };
    let failed = without_a_database_after_the_commit(&test).decide(&caller, vec![command.clone()]).await.remove(0);
    assert_eq!(failed.unwrap_err().kind, Kind::OutcomeUnknown);
    let repeated = test.app.decide(&caller, vec![command]).await.remove(0).unwrap();
    assert_eq!((repeated.stored.link.person, repeated.stored.link.version, repeated.batch), (Some(person), 1, None));
}
