//! The register in numbers.

use app::{
    Kind,
    links::Command,
    overviews::{Answers, WEEKS},
};
use domain::{
    findings::Rule,
    ids::PersonId,
    links::{Change, Patch},
    permissions::{Permission, Permissions},
    runs::Scope,
};
use testkit::TestApp;

use crate::lists::{ACCOUNTS, begun, import};

/// More accounts than any test has.
const ALL_AT_ONCE: i64 = 1_000_000;
const WEEK: i64 = 7 * 86_400;

async fn decide(test: &TestApp, name: &str, change: Change) {
    let caller = test.local("acme").await;
    let account = test.account("acme", name).await;
    let command = Command { account, family: None, change, because: None, version: None, batch: None };
    test.app.decide(&caller, vec![command]).await.remove(0).unwrap();
}

fn answers(person: u64, service: u64, nobody: u64, gone: u64) -> Answers {
    Answers { person, service, nobody, gone }
}

#[tokio::test]
async fn accounts_are_counted_by_whose_they_are_now_and_at_the_end_of_each_week() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "acme").await;
    test.clock.step(60 + 2 * WEEK);
    let mark = Change::Mark { reason: "Deploys".to_owned(), owner: Patch::Keep, review_by: Patch::Keep };
    decide(&test, "a3", mark).await;
    decide(&test, "a4", Change::Link(PersonId::new(1))).await;
    test.clock.step(WEEK);
    test.import_as("acme", import(Scope::Accounts, 30), ACCOUNTS[2]).await.unwrap();
    let overview = test.app.overview(&caller, ALL_AT_ONCE).await.unwrap().overview.unwrap();
    let weeks: Vec<Answers> = overview.weeks.iter().map(|(_, answers)| *answers).collect();
    assert_eq!(weeks.len(), WEEKS + 1);
    assert_eq!(weeks[..WEEKS - 3], [Answers::default(); WEEKS - 3]);
    let first = answers(2, 0, 4, 1);
    assert_eq!(weeks[WEEKS - 3..WEEKS], [first, first, answers(3, 1, 2, 1)]);
    assert_eq!(overview.answers.len(), 1);
    assert_eq!(overview.answers[0].1, weeks[WEEKS]);
    assert_eq!((weeks[WEEKS].here(), weeks[WEEKS].gone), (10, 2));
    assert_eq!(overview.findings.open(Rule::Unlinked), weeks[WEEKS].nobody);
}

#[tokio::test]
async fn a_large_register_is_counted_beside_the_request() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "acme").await;
    let first = test.app.overview(&caller, 0).await.unwrap();
    assert!(first.overview.is_none() && first.percent.is_some());
    let counted = loop {
        if let Some(overview) = test.app.overview(&caller, 0).await.unwrap().overview {
            break overview;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(counted.answers[0].1, answers(2, 0, 4, 1));
}

#[tokio::test]
async fn numbers_are_told_to_those_alone_who_may_read_accounts_and_of_their_company() {
    let test = TestApp::empty().await;
    begun(&test, "acme").await;
    let mut caller = test.local("default").await;
    let other = test.app.overview(&caller, ALL_AT_ONCE).await.unwrap().overview.unwrap();
    assert!(other.answers.is_empty() && other.findings.counts.is_empty());
    assert_eq!(test.app.held_imports(&caller).await.unwrap(), 0);
    caller.permissions = Permissions::all().without(Permission::ReadAccounts);
    let refused = test.app.overview(&caller, ALL_AT_ONCE).await;
    assert_eq!(refused.unwrap_err().kind, Kind::Forbidden);
    assert_eq!(test.app.held_imports(&caller).await.unwrap_err().kind, Kind::Forbidden);
}
