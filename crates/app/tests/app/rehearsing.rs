//! Rehearsals: what they foretell is what the import then does, and they do nothing.

use app::{Kind, runs::Import};
use domain::runs::{Counts, Run, Scope, State};
use testkit::{TestApp, importing};

use crate::{
    lists::{ACCOUNTS, ROSTERS, begun, import},
    snapshot::Snapshot,
};

async fn rehearsed(test: &TestApp, company: &str, import: Import, list: &str) -> Run {
    let caller = test.local(company).await;
    let before = Snapshot::of(&test.app, &caller).await;
    let run = test.import_as(company, Import { dry_run: true, ..import }, list).await.unwrap();
    assert_eq!(Snapshot::of(&test.app, &caller).await, before);
    assert_eq!(run.id.get(), 0);
    run
}

#[tokio::test]
async fn what_a_rehearsal_foretells_is_what_the_import_then_does() {
    let test = TestApp::empty().await;
    let mut linked = Vec::new();
    for (scope, lists) in [(Scope::People, ROSTERS), (Scope::Accounts, ACCOUNTS)] {
        for (day, list) in (1..).zip(lists) {
            for link in [false, true] {
                let import = Import { link, ..import(scope, day) };
                let foretold = rehearsed(&test, "default", import.clone(), list).await.manifest;
                assert_eq!(foretold, test.import_as("default", import, list).await.unwrap().manifest);
                linked.push(foretold.counts.linked);
            }
        }
    }
    assert_eq!(linked, [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4]);
}

#[tokio::test]
async fn a_rehearsal_leaves_what_a_person_decided() {
    let test = TestApp::empty().await;
    begun(&test, "begun").await;
    let foretold = rehearsed(&test, "begun", import(Scope::Accounts, 3), ACCOUNTS[2]).await.manifest.counts;
    let expected = Counts { added: 5, changed: 2, unchanged: 2, returned: 1, removed: 2, linked: 5 };
    assert_eq!(foretold, expected);
}

#[tokio::test]
async fn a_rehearsal_is_held_where_the_import_would_be() {
    let test = TestApp::empty().await;
    begun(&test, "begun").await;
    let none = "id,username,email\n";
    let with = |confirm| Import { confirm, ..import(Scope::Accounts, 3) };
    for (confirm, state) in [(None, State::Held), (Some(5), State::Held), (Some(6), State::Staging)] {
        let run = rehearsed(&test, "begun", with(confirm), none).await;
        assert_eq!((run.state, run.manifest.missing, run.manifest.present), (state, 6, 6), "{confirm:?}");
        let done = test.import_as("begun", with(confirm), none).await.unwrap();
        assert_eq!(done.state == State::Held, state == State::Held, "{confirm:?}");
    }
}

#[tokio::test]
async fn a_rehearsal_refuses_what_the_import_would_refuse() {
    let test = TestApp::empty().await;
    for dry_run in [true, false] {
        let unkind = Import { dry_run, ..importing(Scope::Accounts, "new", "csv") };
        let refused = test.import_as("default", unkind, ACCOUNTS[0]).await.unwrap_err();
        assert!(matches!(refused.kind, Kind::Invalid(_)), "{refused:?}");
    }
}
