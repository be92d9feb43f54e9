//! `whose import drata`: one register brought into another, undisturbed and disturbed.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::Stdio,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use serde_json::{Value, json};
use testkit::Database;

use crate::{
    chaos::{Manner, Proxy},
    servers::Server,
    whose::{Ended, Whose},
};

const INFRASTRUCTURE: &str = "/public/user-identities/infrastructure";
const VERSION_CONTROL: &str = "/public/user-identities/version-control";

/// A register in a database of its own, on the engine under test.
struct Register {
    whose: Whose,
    database: Database,
}

impl Register {
    async fn empty() -> Self {
        Self { whose: Whose::new(), database: Database::new().await }
    }

    /// One with everything that the API can tell.
    async fn filled() -> Self {
        let register = Self::empty().await;
        register.roster("staff", "ROSTER", STAFF);
        register.roster("staff", "ROSTER", &STAFF.replace("E5,eve@example.com,Eve,Five,,,,no,,yes,\n", ""));
        register.roster("okta", "OKTA", "id,email,firstName,lastName,mfa\n00u1,ada@example.com,Ada,Lovelace,no\n");
        let row = |number: usize| {
            let mfa = ["yes", "no", "unknown"][number % 3];
            format!("AIDA{number},user-{number},u{number}@example.com,{mfa},111122223333\n")
        };
        let accounts = format!("id,username,email,mfa,upstream\n{}", (0..120).map(row).collect::<String>());
        register.accounts("aws", "AWS", &accounts);
        let short = accounts.replace(&row(1), "");
        for words in [
            "accounts link user-0 ada@example.com --because handbook",
            "accounts link user-1 bob@example.com",
            "accounts link user-2 gus@example.com",
            "accounts link user-3 ada@example.com",
            "accounts unlink user-3",
            "accounts mark user-4 --reason deploys --owner ada@example.com --as ada@example.com",
            "accounts link user-5 cid@example.com",
            "accounts mark user-5 --reason backup --as gus@example.com",
            "accounts expect user-0 admin",
            "accounts expect user-6 database",
        ] {
            register.done(words);
        }
        register.accounts("aws", "AWS", &short);
        register.accounts("code", "GITHUB", "id,username,email\n1,adal,\n2,build,\n3,bobb,bob@example.com\n");
        register.done("accounts link adal ada@example.com");
        register.done("accounts expect adal write");
        register.done("accounts expect build push");
        register
    }

    fn roster(&self, connection: &str, kind: &str, list: &str) {
        let words = format!(
            "import people - --connection {connection} --kind {kind} --format csv --complete --as-of 2026-06-01"
        );
        self.fed(&words, list);
    }

    fn accounts(&self, connection: &str, kind: &str, list: &str) {
        let words = format!(
            "import accounts - --connection {connection} --kind {kind} --format csv --complete --as-of 2026-06-01"
        );
        self.fed(&words, list);
    }

    fn words(&self, words: &str) -> Ended {
        self.whose.words(&format!("{words} --database {}", self.database.url))
    }

    fn done(&self, words: &str) -> String {
        self.whose.done(&format!("{words} --database {}", self.database.url))
    }

    fn fed(&self, words: &str, list: &str) {
        let ended = self.whose.fed(&format!("{words} --database {}", self.database.url), list);
        assert_eq!(ended.code, 0, "{words}: {}{}", ended.out, ended.err);
    }

    /// Serves it; gives the server and a key that may do everything, in a file of the folder as well.
    fn serve(&self, contract: &str) -> (Server, String) {
        let made = self.done("keys create --name k --owner ada@example.com --all --json");
        let key = serde_json::from_str::<Value>(&made).unwrap()["key"].as_str().unwrap().to_owned();
        (Server::start(&self.whose, &format!("--contract {contract} --database {}", self.database.url)), key)
    }

    /// Brings what is at that URL.
    fn bring(&self, url: &str, key: &str, more: &str) -> Ended {
        self.whose.file("drata.key", key);
        self.words(&format!("import drata --url {url} --key-file drata.key{more}"))
    }

    /// How many events of each kind there are about accounts, decisions and people.
    fn events(&self) -> Value {
        let events: Vec<Value> = serde_json::from_str(&self.done("events --json")).unwrap();
        let mut counts = serde_json::Map::new();
        for kind in events.iter().map(|event| event["kind"].as_str().unwrap()) {
            if kind.starts_with("account.") || kind.starts_with("person.") {
                let count = counts.get(kind).and_then(Value::as_u64).unwrap_or_default() + 1;
                counts.insert(kind.to_owned(), count.into());
            }
        }
        counts.into()
    }
}

const STAFF: &str = "\
id,email,firstName,lastName,jobTitle,startDate,endDate,contractor,managerId,mfa,secondaryEmail
E1,ada@example.com,Ada,Lovelace,CEO,2020-07-06,,no,,yes,ada@example.org
E2,bob@example.com,Bob,Two,Engineer,2021-01-04,2026-01-31,yes,E1,no,
E3,cid@example.com,Cid,Three,,,,no,E1,unknown,
E4,gus@example.com,Gus,Four,,,,no,,yes,
E5,eve@example.com,Eve,Five,,,,no,,yes,
";

/// What a server answers to a request for that path with the key.
fn fetched(server: &Server, key: &str, path: &str) -> Value {
    let authority = server.says("url").strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let head =
        format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

/// Every row of a documented list.
fn listed(server: &Server, key: &str, path: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in 1.. {
        let answer = fetched(server, key, &format!("{path}?sort=IDENTITY_ID&limit=50&page={page}"));
        let data = answer["data"].as_array().unwrap().clone();
        if data.is_empty() {
            break;
        }
        rows.extend(data);
    }
    rows
}

/// A row without what belongs to each register itself: its own numbers, when something came to it, and who set up its
/// connections and when. Everything else must be the same.
fn common(mut row: Value) -> Value {
    let mut without = |place: &str, names: &[&str]| {
        if let Some(fields) = row.pointer_mut(place).and_then(Value::as_object_mut) {
            names.iter().for_each(|name| drop(fields.remove(*name).unwrap()));
        }
    };
    without("", &["id", "createdAt", "updatedAt"]);
    without("/connection", &["id", "connectedAt", "user"]);
    for person in ["/user", "/serviceAccountDesignator"] {
        without(person, &["id", "createdAt", "updatedAt"]);
        for entry in 0..3 {
            without(&format!("{person}/identities/{entry}"), &["id", "connectedAt"]);
            without(&format!("{person}/identities/{entry}/connection"), &["id", "connectedAt"]);
        }
    }
    if let Some(entry) = row.pointer_mut("/user/entryId") {
        entry.take();
    }
    if let Some(entry) = row.pointer_mut("/serviceAccountDesignator/entryId") {
        entry.take();
    }
    row
}

/// Both lists of identities as both registers have them.
fn check_copy(source: (&Server, &str), copy: &Register, contract: &str) {
    let (server, key) = copy.serve(contract);
    for (path, rows) in [(INFRASTRUCTURE, 120), (VERSION_CONTROL, 3)] {
        let there: Vec<Value> = listed(source.0, source.1, path).into_iter().map(common).collect();
        let here: Vec<Value> = listed(&server, &key, path).into_iter().map(common).collect();
        assert_eq!(there.len(), rows);
        for (there, here) in there.iter().zip(&here) {
            assert_eq!(there.to_string(), here.to_string());
        }
        assert_eq!(here.len(), rows);
    }
}

#[tokio::test]
async fn a_copy_answers_as_the_register_does_in_both_generations_of_the_api() {
    let source = Register::filled().await;
    for contract in ["2025-01", "2026-04"] {
        let (server, key) = source.serve(contract);
        let copy = Register::empty().await;
        let brought = copy.bring(server.says("url"), &key, "");
        assert_eq!(brought.code, 0, "{}{}", brought.out, brought.err);
        assert!(brought.out.contains("undo what was stated with: whose undo "), "{}", brought.out);
        let told = copy.done("is user-0");
        assert!(told.contains("belongs to Ada Lovelace") && told.contains("because: from Drata"), "{told}");
        assert!(copy.done("people show bob@example.com").contains("has left"));
        assert!(copy.done("people show eve@example.com").contains("has left"));
        let events = copy.events();
        let again = copy.bring(&format!("{}/public", server.says("url")), &key, "");
        assert!(again.code == 0 && again.out.contains("stated those about 0 accounts"), "{}{}", again.out, again.err);
        assert_eq!(copy.events(), events, "the same again is no news");
        check_copy((&server, &key), &copy, contract);
    }
}

#[tokio::test]
async fn a_rehearsal_tells_what_would_come_and_changes_nothing() {
    let source = Register::filled().await;
    let (server, key) = source.serve("2025-01");
    let copy = Register::empty().await;
    let tried = copy.bring(server.says("url"), &key, " --dry-run");
    assert_eq!(tried.code, 0, "{}{}", tried.out, tried.err);
    for words in [
        "read 6 roster entries, 123 accounts and 4 connections",
        "it would be: added 120",
        "it would state those about 9 accounts",
        "nothing was changed",
    ] {
        assert!(tried.out.contains(words), "{words}: {}", tried.out);
    }
    assert_eq!((copy.done("connections list --json"), copy.events()), ("[]\n".to_owned(), json!({})));
    let brought = copy.bring(server.says("url"), &key, " --json");
    let told: Value = serde_json::from_str(&brought.out).unwrap();
    assert_eq!((&told["stated"], &told["leftAlone"]), (&json!(9), &json!([])));
    let undone = copy.done(&format!("undo {}", told["batch"]));
    assert!(undone.contains("restored 9 accounts"), "{undone}");
}

#[tokio::test]
async fn what_a_person_decided_in_the_copy_stays_and_is_named() {
    let source = Register::filled().await;
    let (server, key) = source.serve("2025-01");
    let copy = Register::empty().await;
    copy.bring(server.says("url"), &key, "");
    copy.done("accounts link user-0 cid@example.com");
    copy.done("accounts expect user-2 admin");
    source.done("accounts link user-0 gus@example.com");
    source.done("accounts link user-2 cid@example.com");
    source.done("accounts link user-7 cid@example.com");
    let brought = copy.bring(server.says("url"), &key, "");
    assert_eq!(brought.code, 9, "{}{}", brought.out, brought.err);
    for account in ["user-0", "user-2"] {
        let line = format!("left alone: {account} on aws: a person decided otherwise here");
        assert!(brought.out.contains(&line), "{}", brought.out);
    }
    assert!(copy.done("is user-0").contains("Cid") && copy.done("is user-7").contains("Cid"));
    copy.done("accounts reset user-0 user-2");
    assert_eq!(copy.bring(server.says("url"), &key, "").code, 0);
    assert!(copy.done("is user-0").contains("Gus") && copy.done("is user-2").contains("Cid"));
}

#[tokio::test]
async fn what_networks_and_servers_do_to_answers_leaves_the_same_copy() {
    let source = Register::filled().await;
    let (server, key) = source.serve("2025-01");
    let quiet = Register::empty().await;
    assert_eq!(quiet.bring(server.says("url"), &key, "").code, 0);
    let troubles = [
        Manner::Drop,
        Manner::Slow,
        Manner::TooMany,
        Manner::Pass,
        Manner::Unavailable,
        Manner::Truncated,
        Manner::Slow,
    ];
    let again = AtomicBool::new(false);
    let proxy = Proxy::before(server.says("url"), move |number, line| {
        let second = line.contains("infrastructure") && line.contains("page=2");
        if second && !again.swap(true, Ordering::SeqCst) {
            Manner::PageAgain
        } else {
            troubles[number % troubles.len()]
        }
    });
    let copy = Register::empty().await;
    let brought = copy.bring(&proxy.url, &key, "");
    assert_eq!(brought.code, 0, "{}{}", brought.out, brought.err);
    assert_eq!(copy.events(), quiet.events());
    check_copy((&server, &key), &copy, "2025-01");
    let asked = proxy.asked.lock().unwrap().clone();
    assert!(asked.iter().all(|line| line.starts_with("GET ")), "it only reads: {asked:?}");
}

#[tokio::test]
async fn a_server_that_never_answers_well_is_given_up_and_nothing_is_changed() {
    let source = Register::filled().await;
    let (server, key) = source.serve("2025-01");
    let proxy = Proxy::before(server.says("url"), |_, line| {
        if line.contains("version-control") { Manner::TooMany } else { Manner::Pass }
    });
    let copy = Register::empty().await;
    let brought = copy.bring(&proxy.url, &key, "");
    assert!(brought.code == 8 && brought.err.contains("the server answers 429"), "{}{}", brought.out, brought.err);
    assert_eq!(proxy.asked.lock().unwrap().iter().filter(|line| line.contains("version-control")).count(), 8);
    assert_eq!(copy.done("connections list --json"), "[]\n");
    assert_eq!(copy.bring(server.says("url"), "whose_nothing", "").code, 7);
}

/// Brings the source into a copy behind a server, and kills the command once the copy has done what that request asks for.
async fn killed_at(source: (&Server, &str), what: &'static str, nth: usize) -> Register {
    let copy = Register::empty().await;
    copy.roster("own", "ROSTER", "id,email\nO1,ada@example.com\n");
    let (server, key) = copy.serve("2025-01");
    copy.whose.file("own.key", &key);
    copy.whose.file("drata.key", source.1);
    let met = AtomicUsize::new(0);
    let proxy = Proxy::before(server.says("url"), move |_, line| {
        let now = line.starts_with("POST ") && line.contains(what) && met.fetch_add(1, Ordering::SeqCst) == nth;
        if now { Manner::Lost } else { Manner::Pass }
    });
    let words = format!("import drata --url {} --key-file drata.key --server {}", source.0.says("url"), proxy.url);
    let mut command = copy.whose.command(&words.split(' ').collect::<Vec<_>>());
    command.env("WHOSE__KEY_FILE", "own.key").stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    proxy.lost.recv().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let mut command = copy.whose.command(&words.replace(&proxy.url, server.says("url")).split(' ').collect::<Vec<_>>());
    let ended: Ended = command.env("WHOSE__KEY_FILE", "own.key").output().unwrap().into();
    assert_eq!(ended.code, 0, "{what} {nth}: {}{}", ended.out, ended.err);
    drop(server);
    copy
}

#[tokio::test]
async fn a_command_that_was_killed_is_repeated_and_nothing_is_brought_twice() {
    let source = Register::filled().await;
    let (server, key) = source.serve("2025-01");
    let mut events = Vec::new();
    for (what, nth) in [("/imports/people", 0), ("/imports/accounts", 0), ("/imports/accounts", 1), ("/statements", 0)]
    {
        let copy = killed_at((&server, &key), what, nth).await;
        copy.done("db check");
        events.push(copy.events());
        check_accounts(&source, &copy);
    }
    assert!(events.iter().all(|counts| *counts == events[0]), "{events:#?}");
}

/// Whose each account is, in both.
fn check_accounts(source: &Register, copy: &Register) {
    let decided = |register: &Register| -> Vec<String> {
        let all: Vec<Value> = serde_json::from_str(&register.done("accounts list --json")).unwrap();
        let of = |account: &Value| {
            let told = ["externalId", "connectedAt", "unlinkedAt", "removedAt", "expected"]
                .map(|name| account[name].to_string());
            format!("{} {} {}", told.join(" "), account["person"]["email"], account["service"]["reason"])
        };
        let kept = all.iter().filter(|account| account["family"] != "identity");
        let mut decided: Vec<String> = kept.map(of).collect();
        decided.sort();
        decided
    };
    assert_eq!(decided(source), decided(copy));
}

#[tokio::test]
async fn a_list_that_is_not_in_the_plan_there_is_named_and_nobody_counts_as_gone() {
    let source = Register::filled().await;
    let (server, key) = source.serve("2025-01");
    let copy = Register::empty().await;
    assert_eq!(copy.bring(server.says("url"), &key, "").code, 0);
    drop(server);
    source.done("companies features default --take user-identities.version-control --take users");
    let ((server, key), events) = (source.serve("2025-01"), copy.events());
    let brought = copy.bring(server.says("url"), &key, "");
    assert_eq!(brought.code, 9, "{}{}", brought.out, brought.err);
    assert!(brought.out.contains("/user-identities/version-control is not in the plan there"), "{}", brought.out);
    assert_eq!(copy.events(), events);
}
