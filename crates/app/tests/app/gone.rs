//! Accounts and people that a list still holds and says are gone.

use domain::{
    Instant,
    people::Left,
    runs::{Counts, Run, Scope},
};
use testkit::{TestApp, importing};

fn identity(id: &str, user: &str, gone: &str) -> String {
    let at = |text: &str| if text.is_empty() { "null".to_owned() } else { format!("\"{text}\"") };
    format!(
        "{{\"identityId\":\"{id}\",\"username\":\"{user}\",\"user\":{{\"id\":1,\"email\":\"{user}\"}},\
         \"connection\":{{\"id\":\"3\"}},\"disconnectedAt\":{},\"lastCheckedAt\":\"2026-10-01 00:00:00\"}}\n",
        at(gone)
    )
}

/// Two of them, of which the second is gone since then, if ever.
fn list(gone: &str) -> String {
    identity("1", "ada@example.com", "") + &identity("2", "bob@example.com", gone)
}

/// Imports a list as it was foretold, and gives what it did.
async fn imported(test: &TestApp, scope: Scope, list: &str) -> Counts {
    let kind = (scope == Scope::Accounts).then_some(domain::connections::Kind::Aws);
    let import = app::runs::Import { kind, ..importing(scope, "drata", "drata") };
    let import = app::runs::Import { link: false, connection: format!("{scope:?}"), ..import };
    let rehearsal = app::runs::Import { dry_run: true, ..import.clone() };
    let foretold: Run = test.import_as("default", rehearsal, list).await.unwrap();
    let done = test.import_as("default", import, list).await.unwrap();
    assert_eq!(foretold.manifest, done.manifest);
    done.manifest.counts
}

/// How many events there are about accounts, of each kind.
async fn events(test: &TestApp, kind: &str) -> usize {
    let caller = test.local("default").await;
    let wanted = store::events::Wanted { kind: Some(kind.to_owned()), ..Default::default() };
    test.app.events(&caller, wanted, 1000).await.unwrap().len()
}

#[tokio::test]
async fn what_a_list_says_is_gone_is_gone_since_then_and_may_come_back() {
    let test = TestApp::empty().await;
    let (gone, none) = (list("2026-09-01 10:00:00"), Counts::default());
    assert_eq!(imported(&test, Scope::Accounts, &gone).await, Counts { added: 2, ..none });
    assert_eq!(imported(&test, Scope::Accounts, &gone).await, Counts { unchanged: 2, ..none });
    assert_eq!(imported(&test, Scope::Accounts, &list("")).await, Counts { unchanged: 1, returned: 1, ..none });
    assert_eq!(imported(&test, Scope::Accounts, &gone).await, Counts { unchanged: 1, removed: 1, ..none });
    let bob = test.account("default", "2").await;
    let caller = test.local("default").await;
    let account = test.app.account(&caller, bob).await.unwrap().accounts.remove(0).account;
    assert_eq!(account.removed_at, Instant::parse("2026-09-01T10:00:00Z"));
    assert_eq!((account.version, events(&test, "account.removed").await), (3, 1));
    assert_eq!((events(&test, "account.returned").await, events(&test, "account.changed").await), (1, 0));
}

#[tokio::test]
async fn whoever_a_roster_says_is_gone_from_it_has_left() {
    let test = TestApp::empty().await;
    let gone = list("2026-09-01 10:00:00");
    imported(&test, Scope::People, &gone).await;
    assert_eq!(imported(&test, Scope::People, &gone).await, Counts { unchanged: 2, ..Counts::default() });
    let caller = test.local("default").await;
    let people = test.app.list_people(&caller, store::people::Wanted::default(), 10, 0).await.unwrap().people;
    let left: Vec<Option<Left>> = people.into_iter().map(|profile| profile.person.left).collect();
    let at = Instant::parse("2026-09-01T10:00:00Z");
    assert_eq!(left, [None, Some(Left { at, after: None, inferred: true })]);
}
