//! Lists that somebody looks at before they are applied.

use app::{
    App, Kind,
    runs::{Spooling, What},
};
use domain::runs::{Counts, Run, Scope, State};
use testkit::TestApp;

use crate::{
    lists::{ACCOUNTS, begun, import},
    snapshot::Snapshot,
};

async fn proposed(test: &TestApp, company: &str, list: &str) -> app::Result<Run> {
    let kept = Spooling::begin().await.unwrap().write(list.to_owned()).await.unwrap().end();
    test.app.propose(&test.local(company).await, import(Scope::Accounts, 3), kept.list.clone()).await
}

async fn ended(app: &App, caller: &app::Caller, run: &Run) -> Run {
    loop {
        let now = app.run(caller, run.id).await.unwrap();
        if now.state != State::Applying {
            return now;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_proposed_list_does_once_it_is_confirmed_what_it_foretold() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "begun").await;
    let run = proposed(&test, "begun", ACCOUNTS[2]).await.unwrap();
    let forecast = Counts { added: 5, changed: 2, unchanged: 2, returned: 1, removed: 2, linked: 5 };
    assert_eq!((run.state, run.manifest.forecast, run.manifest.missing), (State::Held, Some(forecast), 2));
    let rows = test.app.proposed(&caller, run.id, "", 100).await.unwrap();
    let told =
        |what| rows.iter().filter(|row| row.what == what).map(|row| row.external_id.as_str()).collect::<Vec<_>>();
    assert_eq!(told(What::Added), ["b1", "b2", "b3", "b4", "b5"]);
    assert_eq!((told(What::Changed), told(What::Returned)), (vec!["a4", "a6"], vec!["a8"]));
    // The list's own column is a fact besides.
    assert_eq!(rows[0].differs, ["address", "email"]);
    assert_eq!(test.app.proposed(&caller, run.id, "b3", 1).await.unwrap()[0].external_id, "b4");
    let missing = test.app.missing(&caller, run.id, "", 100).await.unwrap();
    assert_eq!(missing.iter().map(|account| account.external_id.as_str()).collect::<Vec<_>>(), ["a2", "a3"]);
    test.app.confirm_run(&caller, run.id, 2).await.unwrap();
    let applied = ended(&test.app, &caller, &run).await;
    assert_eq!((applied.state, applied.manifest.counts), (State::Applied, forecast));
}

#[tokio::test]
async fn a_rejected_list_leaves_everything_as_it_was() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "begun").await;
    let run = proposed(&test, "begun", ACCOUNTS[2]).await.unwrap();
    let rejected = test.app.reject_run(&caller, run.id).await.unwrap();
    assert!(rejected.state == State::Dropped && rejected.finished_at.is_some());
    assert!(test.app.proposed(&caller, run.id, "", 100).await.unwrap().is_empty());
    for refused in [test.app.reject_run(&caller, run.id).await, test.app.confirm_run(&caller, run.id, 2).await] {
        assert!(matches!(refused.unwrap_err().kind, Kind::Conflict(_)));
    }
    let before = Snapshot::of(&test.app, &caller).await;
    let bad = proposed(&test, "begun", "id,username,email\na1,ada\n").await.unwrap_err();
    assert!(matches!(bad.kind, Kind::BadList(_)));
    assert_eq!(Snapshot::of(&test.app, &caller).await, before);
    assert_eq!(test.import_as("begun", import(Scope::Accounts, 3), ACCOUNTS[2]).await.unwrap().state, State::Applied);
}

#[tokio::test]
async fn who_may_not_import_proposes_and_rejects_nothing() {
    let test = TestApp::empty().await;
    let caller = begun(&test, "begun").await;
    let run = proposed(&test, "begun", ACCOUNTS[2]).await.unwrap();
    let permissions = caller.permissions.without(domain::permissions::Permission::ImportAccounts);
    let other = app::Caller { permissions, ..caller };
    assert_eq!(test.app.reject_run(&other, run.id).await.unwrap_err().kind, Kind::Forbidden);
    let stranger = test.local("default").await;
    assert!(matches!(test.app.reject_run(&stranger, run.id).await.unwrap_err().kind, Kind::Missing(_)));
    assert!(matches!(test.app.proposed(&stranger, run.id, "", 1).await.unwrap_err().kind, Kind::Missing(_)));
    assert!(matches!(test.app.missing(&stranger, run.id, "", 1).await.unwrap_err().kind, Kind::Missing(_)));
}
