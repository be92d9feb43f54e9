//! The register as a file: it comes back the same, on either engine, or not at all.

use std::{
    fs::{self, File},
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicI64, Ordering},
};

use app::{
    App, Kind,
    copies::{self, Restoring},
    links::Command,
};
use domain::{
    Instant,
    actors::Actor,
    events::Event,
    ids::{AccountId, PersonId},
    links::{Change, Link},
};
use serde_json::{Value, json};
use store::{
    Pool, checks,
    db::{Statement, Work, work},
    migrations,
};
use testkit::{Database, TestApp};

const NOW: &str = "2026-11-03T09:00:00Z";

/// Files of a test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    async fn export(&self, pool: &Pool, name: &str) -> PathBuf {
        let path = self.path(name);
        copies::export(pool, File::create(&path).unwrap()).await.unwrap();
        path
    }
}

async fn empty(database: &Database) -> Pool {
    let pool = database.open().await;
    migrations::migrate(&pool, Instant::parse(NOW).unwrap()).await.unwrap();
    pool
}

/// A register over what a restore or an import has left.
fn over(pool: Pool, test: &TestApp) -> App {
    App::new(pool, test.clock.clone(), std::sync::Arc::new(testkit::Files), std::sync::Arc::new(app::meter::Unmetered))
}

/// Two companies, with decisions, a key, a marked account and an import that waits.
async fn lived() -> TestApp {
    let (test, _) = TestApp::filled().await;
    let caller = test.local("default").await;
    test.app.create_company(&caller, "Ünïcode \"quoted\" \u{1F600}\u{7f}\u{1}").await.unwrap();
    for (name, change) in [
        ("tjones", Change::Link(PersonId::new(5))),
        (
            "deploy",
            Change::Mark {
                reason: "it\ndeploys".to_owned(),
                owner: domain::links::Patch::Keep,
                review_by: domain::links::Patch::Keep,
            },
        ),
    ] {
        let account = test.account("default", name).await;
        decide(&test.app, &test, account, change).await;
    }
    test.app.publish_terms(&caller).await.unwrap();
    test
}

async fn decide(app: &App, test: &TestApp, account: AccountId, change: Change) {
    let command =
        Command { account, family: None, change, because: Some("because".to_owned()), version: None, batch: None };
    let decided = app.decide(&test.local("default").await, vec![command]).await;
    decided.into_iter().for_each(|decided| drop(decided.unwrap()));
}

#[tokio::test]
async fn an_import_gives_the_same_export_byte_for_byte_across_engines() {
    let (test, folder) = (lived().await, Folder::new());
    let first = fs::read(folder.export(test.app.pool(), "first").await).unwrap();
    assert!(first.iter().filter(|byte| **byte == b'\n').count() > 100, "there is something in it");
    for database in [Database::sqlite(), Database::new().await, Database::sqlite()] {
        let pool = empty(&database).await;
        copies::import(&pool, &folder.path("first")).await.unwrap();
        let again = folder.export(&pool, "again").await;
        assert!(fs::read(again).unwrap() == first, "{}", database.url);
    }
}

#[tokio::test]
async fn an_export_says_what_it_holds_and_no_key() {
    let (test, folder) = (lived().await, Folder::new());
    let (_, secret) = test.key("default", domain::permissions::Permissions::all()).await;
    let path = folder.export(test.app.pool(), "a").await;
    let held = copies::read(&path).unwrap();
    assert_eq!((held.of("companies"), held.of("people"), held.of("keys")), (2, 5, 2));
    assert!(held.newest >= Some(test.app.now()));
    let text = fs::read_to_string(path).unwrap();
    assert_eq!(held.sha256, app::digests::sha256(&text));
    assert!(!text.contains(&secret) && text.contains(&app::digests::sha256(&secret)));
}

/// What a file gets that was spoiled: at which line it is refused.
fn refused(folder: &Folder, bytes: &[u8]) -> u64 {
    let path = folder.path("spoiled");
    fs::write(&path, bytes).unwrap();
    match copies::read(&path).unwrap_err().kind {
        Kind::BadList(bad) => bad.line.unwrap(),
        _ => 0,
    }
}

#[tokio::test]
async fn a_file_that_was_cut_anywhere_is_refused() {
    let (test, folder) = (lived().await, Folder::new());
    let whole = fs::read(folder.export(test.app.pool(), "a").await).unwrap();
    let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    for at in (0..whole.len()).step_by(whole.len() / 200).chain([whole.len() - 1]) {
        assert_eq!(refused(&folder, &whole[..at]), lines(&whole[..at]) + 1, "cut at {at}");
    }
    assert_eq!(refused(&folder, &[&whole[..], b"\n"].concat()), lines(&whole) + 1);
}

#[tokio::test]
async fn a_file_with_any_other_byte_is_refused_at_its_line_or_at_the_end_of_its_table() {
    let (test, folder) = (lived().await, Folder::new());
    let whole = fs::read(folder.export(test.app.pool(), "a").await).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 300) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let line = whole[..at].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        let rest = String::from_utf8_lossy(&whole[at..]).into_owned();
        let table = rest.split('\n').skip(1).position(|line| line.starts_with(r#"{"end":"#)).unwrap_or(0) as u64 + 1;
        let told = refused(&folder, &bytes);
        assert!((line..=line + table).contains(&told), "byte {at} of line {line}, told as {told}");
    }
}

#[tokio::test]
async fn rows_that_are_left_out_doubled_or_swapped_are_missed() {
    let (test, folder) = (lived().await, Folder::new());
    let text = fs::read_to_string(folder.export(test.app.pool(), "a").await).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.starts_with(r#"{"table":"links""#)).unwrap();
    let end = lines.iter().position(|line| line.starts_with(r#"{"end":"links""#)).unwrap() as u64;
    let spoiled = |lines: Vec<&str>| refused(&folder, format!("{}\n", lines.join("\n")).as_bytes());
    let (mut without, mut twice, mut swapped) = (lines.clone(), lines.clone(), lines.clone());
    without.remove(at);
    twice.insert(at, lines[at]);
    swapped.swap(at, at + 1);
    assert_eq!((spoiled(without), spoiled(twice), spoiled(swapped)), (end, end + 2, end + 1));
    assert_eq!(refused(&folder, b"id,email\n"), 1);
    assert_eq!(refused(&folder, text.replace(r#""schema":"#, r#""schema":99"#).as_bytes()), 1);
}

async fn counts(pool: &Pool) -> (bool, i64) {
    let read = work(|tx| -> Work<'_, (bool, i64), store::Error> {
        Box::pin(async move { Ok((checks::is_empty(tx).await?, checks::events(tx).await?)) })
    });
    pool.read(read).await.unwrap()
}

#[tokio::test]
async fn nothing_is_half_imported_and_nothing_in_use_is_overwritten() {
    let (test, folder) = (lived().await, Folder::new());
    let path = folder.export(test.app.pool(), "a").await;
    let refused = copies::import(test.app.pool(), &path).await.unwrap_err();
    assert!(matches!(refused.kind, Kind::Conflict(_)), "{refused}");
    let before = fs::read(&path).unwrap();
    assert!(fs::read(folder.export(test.app.pool(), "b").await).unwrap() == before);

    let database = Database::new().await;
    let pool = empty(&database).await;
    let lacking = work(|tx| -> Work<'_, u64, store::Error> {
        Box::pin(tx.execute(Statement::new("DELETE FROM leaves WHERE leaf = 3", [])))
    });
    test.app.number_events().await.unwrap();
    test.app.pool().write(lacking).await.unwrap();
    let lacking = folder.export(test.app.pool(), "lacking").await;
    let refused = copies::import(&pool, &lacking).await.unwrap_err();
    assert!(refused.to_string().contains("not numbered one by one"), "{refused}");
    assert_eq!(counts(&pool).await, (true, 0));
    copies::import(&pool, &path).await.unwrap();
}

#[tokio::test]
async fn a_register_that_only_has_its_first_company_is_empty() {
    let (test, folder) = (lived().await, Folder::new());
    let path = folder.export(test.app.pool(), "a").await;
    let fresh = TestApp::empty().await;
    copies::import(fresh.app.pool(), &path).await.unwrap();
    assert!(fs::read(folder.export(fresh.app.pool(), "b").await).unwrap() == fs::read(path).unwrap());
}

#[tokio::test]
async fn a_restored_register_says_so_in_every_company_and_goes_on() {
    let (test, folder) = (lived().await, Folder::new());
    let path = folder.export(test.app.pool(), "a").await;
    let held = copies::read(&path).unwrap();
    let database = Database::new().await;
    let pool = empty(&database).await;
    let by = Actor::Asserted { person: None, os: "root@test".to_owned() };
    let restoring = Restoring { path, held: held.clone(), by, now: Instant::parse(NOW).unwrap() };
    copies::restore(&pool, restoring).await.unwrap();
    let app = over(pool.clone(), &test);
    for company in ["default", "Ünïcode \"quoted\" \u{1F600}\u{7f}\u{1}"] {
        let caller = test.local(company).await;
        let events = app.events(&caller, store::events::Wanted::default(), 10_000).await.unwrap();
        let (number, last) = events.last().unwrap();
        assert_eq!((last.kind.as_str(), *number), ("company.restored", events.len() as i64));
        let body: Value = serde_json::from_str(&last.body).unwrap();
        assert_eq!(body, json!({ "newest": held.newest.unwrap().to_string(), "sha256": held.sha256 }));
    }
    let read = work(|tx| -> Work<'_, _, store::Error> { Box::pin(checks::restored(tx)) });
    let restored = pool.read(read).await.unwrap();
    assert_eq!((restored.len(), restored[0].newest, &restored[0].sha256), (1, held.newest, &held.sha256));

    // What is made now has an id that nothing of the lost days can have had.
    let account = test.account("default", "102").await;
    decide(&app, &test, account, Change::Link(PersonId::new(3))).await;
    let all = app.events(&test.local("default").await, store::events::Wanted::default(), 10_000).await.unwrap();
    assert!(all.last().unwrap().1.id.get() > 10_000_000);
}

/// The last decision about each account is what its link is.
async fn replayed(app: &App, test: &TestApp, events: &[(i64, Event)]) {
    let caller = test.local("default").await;
    let mut last = std::collections::BTreeMap::new();
    for (_, event) in events {
        if let domain::events::Subject::Link(account) = event.subject {
            let body: Value = serde_json::from_str(&event.body).unwrap();
            let before = last.insert(account, body["after"].clone());
            let none = serde_json::to_value(Link::none(AccountId::new(account))).unwrap();
            assert_eq!(body["before"], before.unwrap_or(none), "account {account}");
        }
    }
    for (account, after) in last {
        let stored = app.account(&caller, AccountId::new(account)).await.unwrap().accounts.remove(0);
        assert_eq!(serde_json::to_value(&stored.link).unwrap(), after, "account {account}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_under_writes_is_the_register_as_it_was_at_one_moment() {
    let (test, folder) = (lived().await, Folder::new());
    let (done, turns) = (AtomicBool::new(false), AtomicI64::new(0));
    let accounts = [
        test.account("default", "101").await,
        test.account("default", "102").await,
        test.account("default", "tjones").await,
    ];
    let deciding = async {
        while !done.load(Ordering::SeqCst) {
            let person = PersonId::new(1 + turns.load(Ordering::SeqCst) % 3);
            let all = accounts.map(|account| decide(&test.app, &test, account, Change::Link(person)));
            futures_util::future::join_all(all).await;
            test.app.number_events().await.unwrap();
            turns.fetch_add(1, Ordering::SeqCst);
        }
    };
    let backing_up = async {
        let mut all = Vec::new();
        for number in 0..8 {
            let before = turns.load(Ordering::SeqCst);
            all.push(folder.export(test.app.pool(), &number.to_string()).await);
            while turns.load(Ordering::SeqCst) == before {
                tokio::task::yield_now().await;
            }
        }
        done.store(true, Ordering::SeqCst);
        all
    };
    let (_, backups) = tokio::join!(deciding, backing_up);
    let whole = test.app.events(&test.local("default").await, store::events::Wanted::default(), 100_000).await.unwrap();
    let mut lengths = Vec::new();
    for backup in backups {
        let database = Database::new().await;
        let pool = empty(&database).await;
        copies::import(&pool, &backup).await.unwrap();
        let app = over(pool, &test);
        let events = app.events(&test.local("default").await, store::events::Wanted::default(), 100_000).await.unwrap();
        assert!((1..).zip(&events).all(|(number, (leaf, _))| *leaf == number), "numbers are dense from 1");
        assert!(events.iter().zip(&whole).all(|((_, one), (_, other))| one.id == other.id), "it is a beginning");
        replayed(&app, &test, &events).await;
        lengths.push(events.len());
    }
    assert!(lengths.is_sorted() && lengths.first() < lengths.last(), "there were decisions between them: {lengths:?}");
}
