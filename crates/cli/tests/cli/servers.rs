//! `whose serve`, and the same commands against it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Stdio},
};

use serde_json::Value;

use crate::whose::Whose;

/// A server that is stopped when it is dropped.
pub(crate) struct Server {
    child: Child,
    said: Value,
}

impl Server {
    pub(crate) fn start(whose: &Whose, words: &str) -> Self {
        let words = format!("serve --listen 127.0.0.1:0 --json {words}");
        let mut command = whose.command(&words.split_whitespace().collect::<Vec<_>>());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, said: serde_json::from_str(&line).unwrap() }
    }

    pub(crate) fn says(&self, what: &str) -> &str {
        self.said[what].as_str().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_same_commands_work_against_a_server() {
    let whose = Whose::with_accounts();
    let made: Value =
        serde_json::from_str(&whose.done("keys create --name k --owner ada@example.com --all --json")).unwrap();
    whose.file("key", made["key"].as_str().unwrap());
    let server = Server::start(&whose, "");
    let at = format!("--server {} --key-file key", server.says("url"));
    whose.done(&format!("is ada {at}"));
    whose.done(&format!("is ada {at} --company Default"));
    whose.done(&format!("accounts link build grace@example.com {at}"));
    assert!(whose.done("is build").contains("Ada Lovelace <ada@example.com> (key #"));
    assert!(
        whose.done(&format!("import accounts accounts.csv --connection gh --format csv {at}")).contains("unchanged 4")
    );
    assert_eq!(whose.done(&format!("accounts list --json {at}")), whose.done("accounts list --json"));
    whose.done("companies create acme");
    assert_eq!(whose.words(&format!("is ada {at} --company acme")).code, 7);
    whose.file("key", "whose_nothing");
    assert_eq!(whose.words(&format!("is ada {at}")).code, 7);
    assert_eq!(whose.words(&format!("is ada --server {}", server.says("url"))).code, 7, "a key is wanted");
    assert_eq!(whose.words(&format!("db check {at}")).code, 2);
}

#[test]
fn a_key_that_may_do_little_can_say_so_and_see_the_terms() {
    let whose = Whose::with_accounts();
    let make = ["keys", "create", "--name", "k", "--owner", "ada@example.com", "--json", "--permission"];
    let made: Value = serde_json::from_str(&whose.run(&[&make[..], &["Terms: Accept Terms"]].concat()).out).unwrap();
    whose.file("key", made["key"].as_str().unwrap());
    let server = Server::start(&whose, "");
    whose.done("companies terms --publish");
    let at = format!("--server {} --key-file key", server.says("url"));
    let told = whose.done(&format!("whoami {at}"));
    assert!(told.starts_with("Ada Lovelace <ada@example.com> (key #"), "{told}");
    assert!(told.contains("\n  may Terms: Accept Terms\n  the key, k, works until 20"), "{told}");
    assert!(whose.done(&format!("companies terms {at}")).contains("accepted: 0"));
    assert!(whose.done(&format!("companies features default {at}")).contains("yes  users"));
    whose.done(&format!("companies terms --accept {at}"));
    let refused = whose.words(&format!("accounts list {at}"));
    assert!(refused.code == 7 && refused.err.contains("`whose whoami`"), "{}", refused.err);
}

#[test]
fn a_server_that_is_not_there_is_told_apart() {
    let whose = Whose::new();
    whose.file("key", "whose_nothing");
    assert_eq!(whose.words("is ada --server http://127.0.0.1:9 --key-file key").code, 8);
}

#[test]
fn an_sqlite_file_has_one_server_at_a_time() {
    let whose = Whose::new();
    let _server = Server::start(&whose, "");
    let second = whose.words("serve --listen 127.0.0.1:0");
    assert!(second.code == 1 && second.err.contains("another `whose serve`"), "{}", second.err);
    whose.done("accounts list");
}

#[test]
fn nothing_is_restored_under_a_server() {
    let whose = Whose::new();
    whose.done("accounts list");
    whose.file("a.jsonl", &whose.done("export"));
    let _server = Server::start(&whose, "");
    for command in ["restore", "import"] {
        let refused = whose.words(&format!("db {command} a.jsonl"));
        assert!(refused.code == 1 && refused.err.contains("whose serve"), "{}", refused.err);
    }
    whose.done("db backup b.jsonl");
}

#[test]
fn the_demo_prints_one_line_and_answers_at_its_database() {
    let whose = Whose::new();
    let server = Server::start(&whose, "--demo");
    whose.file("key", server.says("key"));
    let listed = whose.done(&format!("accounts list --json --server {} --key-file key", server.says("url")));
    assert_eq!(listed, whose.done(&format!("accounts list --json --database {}", server.says("database"))));
    let events: Value =
        serde_json::from_str(&whose.done(&format!("events --json --limit 2 --database {}", server.says("database"))))
            .unwrap();
    assert!(events[0]["at"].as_str() <= events[1]["at"].as_str(), "the register begins with its company: {events}");
    assert!(fetched(&format!("{}/docs/", server.says("url"))).contains("\r\nlocation: ../docs\r\n"));
    assert!(!whose.folder().join("whose.db").exists(), "the demo leaves the usual database alone");
}

#[test]
fn the_demo_touches_nothing_that_is_in_use() {
    let whose = Whose::with_accounts();
    let used = whose.words("serve --demo --listen 127.0.0.1:0 --database sqlite:whose.db");
    assert!(used.code == 1 && used.err.contains("empty database"), "{}", used.err);
    assert_eq!(whose.words("serve --demo --listen 0.0.0.0:0").code, 2);
}

/// What a server answers to `GET path`, spoken to in raw bytes.
fn fetched(url: &str) -> String {
    let (authority, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_metrics_count_what_clients_ask_and_decide() {
    let whose = Whose::with_accounts();
    let made: Value =
        serde_json::from_str(&whose.done("keys create --name k --owner ada@example.com --all --json")).unwrap();
    whose.file("key", made["key"].as_str().unwrap());
    let server = Server::start(&whose, "--metrics 127.0.0.1:0");
    let at = format!("--server {} --key-file key", server.says("url"));
    whose.done(&format!("accounts link build grace@example.com {at}"));
    whose.done(&format!("accounts link build grace@example.com {at}"));
    let page = fetched(server.says("metrics"));
    for line in [
        "whose_decisions_total{outcome=\"changed\"} 1",
        "whose_decisions_total{outcome=\"unchanged\"} 1",
        "whose_decision_batch_commands_sum 2",
        "whose_http_requests_total{route=\"/api/v1/accounts/{id}/link\",method=\"PUT\",status=\"200\"} 2",
        "whose_http_requests_in_flight 0",
        "whose_database_up 1",
        "whose_runs{state=\"applied\"} 2",
    ] {
        assert!(page.lines().any(|found| found == line), "{line} is not in\n{page}");
    }
    assert!(fetched(&format!("{}/metrics", server.says("url"))).starts_with("HTTP/1.1 404 "), "not among clients");
}

#[test]
fn pages_stand_beside_the_api_and_each_answers_for_its_own() {
    let whose = Whose::new();
    let server = Server::start(&whose, "");
    let url = server.says("url");
    for (path, status, media) in [
        ("", "303", ""),
        ("accounts", "303", ""),
        ("sign-in", "200", "text/html"),
        ("nothing", "404", "text/html"),
        ("users", "401", "application/json"),
        ("users/x/y", "401", "application/json"),
        ("public/nothing", "401", "application/json"),
        ("api/v1/nothing", "401", "application/problem+json"),
        ("healthz", "200", "application/json"),
        ("docs", "200", "text/html"),
    ] {
        let answer = fetched(&format!("{url}/{path}")).to_lowercase();
        assert!(answer.starts_with(&format!("http/1.1 {status} ")), "{path}: {answer}");
        assert!(media.is_empty() || answer.contains(&format!("content-type: {media}")), "{path}: {answer}");
    }
    assert_eq!(server.said.as_object().unwrap().len(), 2, "with --json there is no link");
}

#[test]
fn members_are_invited_by_links_to_the_server() {
    let whose = Whose::with_accounts();
    let link = whose.done("members invite --name Ada --role reviewer --person ada@example.com");
    assert!(link.starts_with("http://127.0.0.1:8080/sign-in?ticket="), "{link}");
    assert!(whose.words("members role 1 administrator").out.contains("Ada (member #1) is administrator now"));
    assert_eq!(whose.words("members remove 1").code, 1, "the last administrator stays");
    assert_ne!(whose.done("members invite --again 1"), link);
    let listed = whose.done("members list");
    assert!(listed.contains("administrator") && listed.contains("Ada Lovelace <ada@example.com>"), "{listed}");
    assert_eq!(whose.words("members remove 9").code, 5);
    assert_eq!(whose.words("members invite --name x --role owner").code, 2);
}

/// Sends the server a signal.
#[cfg(unix)]
fn signal(server: &Server, name: &str) {
    let sent = std::process::Command::new("kill").args([name, &server.child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[cfg(unix)]
#[test]
fn a_server_that_is_asked_to_end_ends_well() {
    for name in ["-TERM", "-INT", "-HUP"] {
        let whose = Whose::new();
        let mut server = Server::start(&whose, "");
        signal(&server, name);
        assert_eq!(server.child.wait().unwrap().code(), Some(0), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn what_commands_and_servers_leave_behind_is_whole_without_its_log() {
    let whose = Whose::with_accounts();
    let copied = |to: &str| {
        std::fs::copy(whose.folder().join("whose.db"), whose.folder().join(to)).unwrap();
        whose.done(&format!("is build --database sqlite:{to}"))
    };
    whose.done("accounts mark build --reason nightly");
    assert!(copied("first.db").contains("nightly"));
    let made: Value =
        serde_json::from_str(&whose.done("keys create --name k --owner ada@example.com --all --json")).unwrap();
    whose.file("key", made["key"].as_str().unwrap());
    let mut server = Server::start(&whose, "");
    whose.done(&format!("accounts mark build --reason weekly --server {} --key-file key", server.says("url")));
    signal(&server, "-TERM");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    assert!(copied("second.db").contains("weekly"));
}

#[cfg(unix)]
#[test]
fn a_server_that_is_hung_up_on_reads_its_certificate_again() {
    let whose = Whose::with_accounts();
    let made: Value =
        serde_json::from_str(&whose.done("keys create --name k --owner ada@example.com --all --json")).unwrap();
    whose.file("key", made["key"].as_str().unwrap());
    let tls = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src/serve/tests/tls");
    let copy = |from: &str, to: &str| assert!(std::fs::copy(tls.join(from), whose.folder().join(to)).unwrap() > 0);
    copy("test-only.crt.pem", "crt");
    copy("test-only.key.pem", "pem");
    copy("test-only-other.crt.pem", "new");
    let mut server = Server::start(&whose, "--tls-certificate crt --tls-key pem");
    let url = server.says("url").replace("127.0.0.1", "localhost");
    let asked = |ca: &str| whose.words(&format!("is ada --server {url} --key-file key --ca {ca}")).code;
    assert_eq!((asked("crt"), asked("new")), (0, 8));
    copy("test-only-other.crt.pem", "crt");
    copy("test-only-other.key.pem", "pem");
    signal(&server, "-HUP");
    assert!((0..200).any(|_| asked("new") == 0), "the new certificate is used");
    signal(&server, "-TERM");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
