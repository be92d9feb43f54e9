//! Lists that miss too much, and what becomes of the runs that they leave.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use app::{App, Caller, Kind, runs::Import};
use domain::{
    events::{Event, Subject},
    listings::{BadList, Formats, Input, Listing, Reading, SeenAccount, SeenPerson},
    runs::{Run, Scope, State},
};
use store::db::{Work, work};
use testkit::{Files, TestApp};

use crate::{
    lists::{ACCOUNTS, begun, import},
    snapshot::Snapshot,
};

const NO_ACCOUNTS: &str = "id,username,email\n";

/// Another process over the same database, which writes so many times and is killed then.
fn stopped(test: &TestApp, writes: i64) -> App {
    let pool = test.app.pool().ending_after(writes);
    App::new(pool, test.clock.clone(), Arc::new(Files), Arc::new(app::meter::Unmetered))
}

/// What was recorded about a run: each kind with its actor's.
async fn recorded(test: &TestApp, caller: &Caller, run: &Run) -> Vec<(String, &'static str)> {
    let events = test.app.events(caller, store::events::Wanted::default(), 10_000).await.unwrap();
    let of_run = |event: &Event| event.subject == Subject::Run(run.id.get());
    events.into_iter().filter(|(_, event)| of_run(event)).map(|(_, event)| (event.kind, event.actor.kind())).collect()
}

#[tokio::test]
async fn a_held_run_gives_way_to_a_newer_import_and_says_so() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "begun").await;
    let held = test.import_as("begun", import(Scope::Accounts, 3), NO_ACCOUNTS).await.unwrap();
    assert_eq!((held.state, held.finished_at), (State::Held, None));
    let newer = test.import_as("begun", import(Scope::Accounts, 4), ACCOUNTS[2]).await.unwrap();
    assert_eq!((newer.state, newer.manifest.counts.removed), (State::Applied, 2));
    let dropped = test.app.run(&caller, held.id).await.unwrap();
    assert_eq!((dropped.state, dropped.finished_at.is_some()), (State::Dropped, true));
    let expected = [("run.held".to_owned(), "asserted"), ("run.dropped".to_owned(), "register")];
    assert_eq!(recorded(&test, &caller, &held).await, expected);
    let refused = test.app.confirm_run(&caller, held.id, held.manifest.missing).await.unwrap_err();
    assert!(matches!(refused.kind, Kind::Conflict(_)), "{refused:?}");
}

#[tokio::test]
async fn a_whole_list_without_rows_is_held_and_removes_nothing_by_itself() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "begun").await;
    let before = test.app.list_people(&caller, store::people::Wanted::default(), 10, 0).await.unwrap();
    let no_people = [("csv", "id,email\n"), ("json", "[]"), ("personnel", "{\"personnelData\":[]}")];
    for (format, list) in no_people {
        let reading = Reading { format: Some(format.to_owned()), ..Reading::default() };
        let import = Import { reading, ..import(Scope::People, 3) };
        let held = test.import_as("begun", import, list).await.unwrap();
        assert_eq!((held.state, held.manifest.rows, held.manifest.missing), (State::Held, 0, 6), "{format}");
    }
    let held = test.import_as("begun", import(Scope::Accounts, 3), NO_ACCOUNTS).await.unwrap();
    assert_eq!((held.state, held.manifest.rows, held.manifest.missing), (State::Held, 0, 6));
    for count in [0, 5, 7] {
        let refused = test.app.confirm_run(&caller, held.id, count).await.unwrap_err();
        assert_eq!(refused.kind, Kind::Held { missing: 6, present: 6 }, "{count}");
    }
    test.clock.step(3600);
    test.app.resume_runs().await.unwrap();
    assert_eq!(test.app.run(&caller, held.id).await.unwrap().state, State::Held);
    let after = test.app.list_people(&caller, store::people::Wanted::default(), 10, 0).await.unwrap();
    assert_eq!(after.people, before.people);
}

#[tokio::test]
async fn of_rows_that_show_nothing_new_only_the_ids_are_staged() {
    let test = TestApp::empty().await;
    let list = format!("{NO_ACCOUNTS}a1,ada,ada@example.com\na2,bob,bob@example.org\na8,hal,\n");
    for (name, unchanged, new) in [("whole", 1, vec!["a2", "a8"]), ("part", 0, vec!["a1", "a2", "a8"])] {
        let caller = begun(&test, name).await;
        let stopped = stopped(&test, 3);
        let import = Import { complete: name == "whole", ..import(Scope::Accounts, 3) };
        test.import_with(&stopped, name, import, &list).await.unwrap_err();
        let (company, run) = (caller.company.id, test.app.runs(&caller, None, None, 1).await.unwrap()[0].id);
        let read = work(move |tx| -> Work<'_, (u64, Vec<String>), store::Error> {
            Box::pin(async move {
                let rows = store::staged::next(tx, company, run, "", 100).await?;
                let ids = rows.into_iter().map(|row| row.external_id).collect();
                Ok((store::staged::unchanged(tx, company, run).await?, ids))
            })
        });
        let staged = test.app.pool().read(read).await.unwrap();
        assert_eq!((staged.0, staged.1.iter().map(String::as_str).collect()), (unchanged, new), "{name}");
    }
}

#[tokio::test]
async fn the_last_account_of_a_connection_does_not_go_by_itself() {
    let test = TestApp::empty().await;
    let caller = test.local("default").await;
    let one = import(Scope::Accounts, 1);
    test.import_as("default", one.clone(), &format!("{NO_ACCOUNTS}a1,ada,\n")).await.unwrap();
    let held = test.import_as("default", one, NO_ACCOUNTS).await.unwrap();
    assert_eq!((held.state, held.manifest.missing, held.manifest.present), (State::Held, 1, 1));
    let confirmed = Import { confirm: Some(1), ..import(Scope::Accounts, 1) };
    let applied = test.import_as("default", confirmed, NO_ACCOUNTS).await.unwrap();
    assert_eq!((applied.state, applied.manifest.counts.removed), (State::Applied, 1));
    let all = test.app.named_accounts(&caller, "a1").await.unwrap().accounts;
    assert!(all[0].account.removed_at.is_some());
}

#[tokio::test]
async fn of_two_who_confirm_a_held_run_one_does() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "begun").await;
    let held = test.import_as("begun", import(Scope::Accounts, 3), NO_ACCOUNTS).await.unwrap();
    let (one, other) =
        tokio::join!(test.app.confirm_run(&caller, held.id, 6), test.app.confirm_run(&caller, held.id, 6));
    let (done, refused): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
    assert_eq!((done.len(), refused.len()), (1, 1), "{refused:?}");
    assert!(matches!(refused[0].as_ref().unwrap_err().kind, Kind::Conflict(_)), "{refused:?}");
    let confirmed = recorded(&test, &caller, &held).await.into_iter().filter(|(kind, _)| kind == "run.confirmed");
    assert_eq!(confirmed.count(), 1);
}

/// Formats whose lists are good once, and something else when they are read again.
struct Fickle(AtomicBool, &'static str);

impl Formats for Fickle {
    fn accounts(&self, reading: &Reading, input: Input) -> Result<Box<dyn Listing<SeenAccount>>, BadList> {
        let again = self.0.swap(true, Ordering::SeqCst);
        Files.accounts(reading, if again { Box::new(self.1.as_bytes()) } else { input })
    }

    fn people(&self, reading: &Reading, input: Input) -> Result<Box<dyn Listing<SeenPerson>>, BadList> {
        Files.people(reading, input)
    }
}

#[tokio::test]
async fn an_import_that_fails_while_it_is_staged_stores_nothing_and_leaves_its_connection_free() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "begun").await;
    let before = Snapshot::of(&test.app, &caller).await;
    for again in ["id,username,email\na1,ada,ada@example.com\n", "id,username,email\na1,ada,\na4,", ""] {
        let fickle = Arc::new(Fickle(AtomicBool::new(false), again));
        let fickle = App::new(test.app.pool().clone(), test.clock.clone(), fickle, Arc::new(app::meter::Unmetered));
        let failed = test.import_with(&fickle, "begun", import(Scope::Accounts, 3), ACCOUNTS[2]).await.unwrap_err();
        assert!(matches!(failed.kind, Kind::BadList(_) | Kind::Bug), "{failed:?}");
        assert_eq!(Snapshot::of(&test.app, &caller).await, before);
    }
    let again = test.import_as("begun", import(Scope::Accounts, 3), ACCOUNTS[2]).await.unwrap();
    assert_eq!(again.state, State::Applied);
}

#[tokio::test]
async fn an_import_is_refused_while_another_of_its_connection_is_under_way() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "begun").await;
    for (writes, state) in [(3, State::Staging), (5, State::Applying)] {
        let stopped = stopped(&test, writes);
        test.import_with(&stopped, "begun", import(Scope::Accounts, 3), ACCOUNTS[2]).await.unwrap_err();
        let under_way = test.app.runs(&caller, None, None, 1).await.unwrap().remove(0);
        assert_eq!(under_way.state, state);
        for seconds in [0, 59] {
            test.clock.step(seconds);
            test.app.resume_runs().await.unwrap();
            let refused = test.import_as("begun", import(Scope::Accounts, 3), ACCOUNTS[2]).await.unwrap_err();
            assert!(matches!(refused.kind, Kind::UnderWay), "{refused:?}");
            assert_eq!(test.app.run(&caller, under_way.id).await.unwrap(), under_way);
        }
        test.clock.step(2);
        let next = test.import_as("begun", import(Scope::Accounts, 3), ACCOUNTS[2]).await.unwrap();
        assert_eq!(next.state, State::Applied);
    }
}

#[tokio::test]
async fn a_list_that_became_too_old_while_it_waited_is_refused() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "begun").await;
    let stopped = stopped(&test, 5);
    test.import_with(&stopped, "begun", import(Scope::Accounts, 5), ACCOUNTS[2]).await.unwrap_err();
    test.clock.step(61);
    let refused = test.import_as("begun", import(Scope::Accounts, 4), ACCOUNTS[1]).await.unwrap_err();
    assert!(matches!(refused.kind, Kind::Conflict(_)), "{refused:?}");
    let runs = test.app.runs(&caller, None, None, 10).await.unwrap();
    assert_eq!((runs[0].state, runs[0].as_of), (State::Applied, import(Scope::Accounts, 5).observed_at));
    assert_eq!(test.import_as("begun", import(Scope::Accounts, 6), ACCOUNTS[2]).await.unwrap().state, State::Applied);
}
