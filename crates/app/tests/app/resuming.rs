//! Imports that are stopped anywhere, as by a kill, and resumed: they end as if nobody had stopped them.

use std::{collections::HashSet, sync::Arc};

use app::{App, Caller, runs::Portions};
use domain::runs::{Counts, Run, Scope, State};
use store::{
    db::{Work, work},
    staged::Row,
};
use testkit::{Files, TestApp};

use crate::{
    lists::{ACCOUNTS, ROSTERS, begun, import},
    snapshot::Snapshot,
};

/// Few enough rows in a transaction for every phase to have several.
const FEW: Portions = Portions { staged: 4, applied: 3, cleared: 5 };

/// Another process over the same database, which writes so many times and is killed then.
fn process(test: &TestApp, writes: i64) -> App {
    App::in_portions(
        test.app.pool().ending_after(writes),
        test.clock.clone(),
        Arc::new(Files),
        Arc::new(app::meter::Unmetered),
        FEW,
    )
}

async fn newest(test: &TestApp, caller: &Caller) -> Run {
    test.app.runs(caller, None, None, 1).await.unwrap().remove(0)
}

/// Stops the import of a list at every place, resumes it, and stops that too; gives what an undisturbed one counts.
async fn stop_everywhere(scope: Scope, list: &str) -> Counts {
    let test = TestApp::empty().await;
    let caller = begun(&test, "undisturbed").await;
    let counts = test.import_as("undisturbed", import(scope, 3), list).await.unwrap().manifest.counts;
    let undisturbed = Snapshot::of(&test.app, &caller).await;
    for writes in 0.. {
        let company = format!("stopped after {writes}");
        let caller = begun(&test, &company).await;
        let before = (newest(&test, &caller).await.id, Snapshot::of(&test.app, &caller).await);
        let done = test.import_with(&process(&test, writes), &company, import(scope, 3), list).await;
        if done.is_err() {
            test.clock.step(61);
            assert!(process(&test, 2).resume_runs().await.is_ok());
            test.clock.step(61);
            test.app.resume_runs().await.unwrap();
        }
        let mut last = newest(&test, &caller).await;
        if last.id == before.0 || last.state == State::Dropped {
            assert_eq!(Snapshot::of(&test.app, &caller).await, before.1, "{company}: nothing is half applied");
            last = test.import_as(&company, import(scope, 3), list).await.unwrap();
        }
        assert_eq!((last.state, last.manifest.counts), (State::Applied, counts), "{company}");
        assert_eq!(Snapshot::of(&test.app, &caller).await, undisturbed, "{company}");
        if done.is_ok() {
            assert!(writes > 20, "{writes}");
            break;
        }
    }
    counts
}

#[tokio::test]
async fn an_import_of_accounts_that_is_stopped_anywhere_ends_as_if_it_was_not() {
    let counts = stop_everywhere(Scope::Accounts, ACCOUNTS[2]).await;
    let expected = Counts { added: 5, changed: 2, unchanged: 2, returned: 1, removed: 2, linked: 5 };
    assert_eq!(counts, expected);
}

#[tokio::test]
async fn an_import_of_people_that_is_stopped_anywhere_ends_as_if_it_was_not() {
    let counts = stop_everywhere(Scope::People, ROSTERS[2]).await;
    let expected = Counts { added: 3, changed: 2, unchanged: 3, returned: 1, removed: 1, linked: 0 };
    assert_eq!(counts, expected);
}

/// Stages a row that nothing can be made of.
async fn poison(test: &TestApp, run: &Run) {
    let (company, run) = (run.company, run.id);
    let row = Row { external_id: "zzz".to_owned(), digest: String::new(), body: "{".to_owned() };
    let add = work(move |tx| -> Work<'_, (), store::Error> {
        let row = row.clone();
        Box::pin(async move { store::staged::add(tx, company, run, &[row], &HashSet::new()).await })
    });
    test.app.pool().write(add).await.unwrap();
}

#[tokio::test]
async fn a_run_that_cannot_be_resumed_keeps_no_other_from_it() {
    let test = TestApp::empty().await;
    let caller = test.local("default").await;
    for scope in [Scope::Accounts, Scope::People] {
        let list = if scope == Scope::People { ROSTERS[0] } else { ACCOUNTS[0] };
        test.import_with(&process(&test, 12), "default", import(scope, 1), list).await.unwrap_err();
    }
    let runs = test.app.runs(&caller, None, None, 10).await.unwrap();
    assert!(runs.iter().all(|run| run.state == State::Applying), "{runs:?}");
    poison(&test, &runs[1]).await;
    test.clock.step(61);
    test.app.resume_runs().await.unwrap();
    let states: Vec<State> =
        test.app.runs(&caller, None, None, 10).await.unwrap().into_iter().map(|run| run.state).collect();
    assert_eq!(states, [State::Applied, State::Applying]);
}

#[tokio::test]
async fn two_who_go_on_with_one_run_apply_it_once() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "undisturbed").await;
    test.import_as("undisturbed", import(Scope::Accounts, 3), ACCOUNTS[2]).await.unwrap();
    let undisturbed = (newest(&test, &caller).await.manifest.counts, Snapshot::of(&test.app, &caller).await);
    for writes in [10, 14, 18, 22] {
        let company = format!("stopped after {writes}");
        let caller = begun(&test, &company).await;
        let stopped = process(&test, writes);
        test.import_with(&stopped, &company, import(Scope::Accounts, 3), ACCOUNTS[2]).await.unwrap_err();
        test.clock.step(61);
        let (one, other) = (process(&test, i64::MAX), process(&test, i64::MAX));
        let both = tokio::join!(one.resume_runs(), other.resume_runs());
        assert!(both.0.is_ok() && both.1.is_ok());
        test.clock.step(61);
        test.app.resume_runs().await.unwrap();
        let counts = newest(&test, &caller).await.manifest.counts;
        assert_eq!((counts, Snapshot::of(&test.app, &caller).await), undisturbed, "{company}");
    }
}
