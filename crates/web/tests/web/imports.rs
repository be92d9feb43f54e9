//! Imports: a list is brought, looked at, and then applied or rejected.

use domain::members::Role;
use http::{Method, StatusCode};
use testkit::{TestApp, samples};

use crate::browser::{Browser, Seen};

const WIKI: [(&str, &str); 3] = [("name", "wiki"), ("kind", "OTHER"), ("link", "1")];

async fn administrator() -> (TestApp, Browser) {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Administrator).await;
    (test, browser)
}

/// Brings a list, and reads the page that it leads to.
async fn brought(browser: &Browser, fields: &[(&str, &str)], list: &str) -> (String, Seen) {
    let sent = browser.upload("/imports/new", fields, ("wiki.csv", list)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    (sent.location().to_owned(), browser.read(sent.location()).await)
}

/// The page once the run has ended.
async fn ended(browser: &Browser, path: &str) -> String {
    loop {
        let text = browser.read(path).await.text;
        if !text.contains("hx-trigger=\"every 2s\"") {
            return text;
        }
        assert!(text.contains("http-equiv=\"refresh\""), "without a script it looks again too");
        tokio::task::yield_now().await;
    }
}

/// What a page counts under that word.
fn count(text: &str, word: &str) -> u64 {
    let (_, rest) = text.split_once(&format!("<dt>{word}</dt><dd>")).unwrap();
    rest.split('<').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn what_a_list_would_do_is_seen_before_it_does() {
    let (test, browser) = administrator().await;
    let list = format!("id,username,email,badge\n1,sally,{},x\n2,nobody,,y\n", samples::OWNER);
    let (path, seen) = brought(&browser, &WIKI, &list).await;
    for part in ["What it would do", "sally", "wiki.csv", "waits for approval", "Nothing is applied yet", "badge"] {
        assert!(seen.text.contains(part), "{part}");
    }
    assert_eq!((count(&seen.text, "new"), count(&seen.text, "linked by address")), (2, 1));
    assert!(browser.read("/accounts?connection=4").await.text.contains("No account is like this"));
    let sent = browser.send(&format!("{path}/confirm"), &format!("missing={}", seen.hidden("missing"))).await;
    assert_eq!(sent.location(), path, "{}", sent.text);
    let applied = ended(&browser, &path).await;
    assert!(applied.contains("What it did") && applied.contains(">applied</span>"));
    assert_eq!((count(&applied, "new"), count(&applied, "linked by address")), (2, 1));
    let changed = list.replace("nobody", "somebody");
    let (_, again) = brought(&browser, &[("connection", "4"), ("link", "1")], &changed).await;
    assert_eq!((count(&again.text, "changed"), count(&again.text, "as before")), (1, 1));
    assert!(again.text.contains("somebody") && again.text.contains("data-label=\"Other than before\">name"));
    assert!(browser.read("/imports?connection=4").await.text.contains("2 new, 1 linked"));
    assert_eq!(test.app.connections(&test.local("default").await).await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_list_that_misses_too_many_is_applied_once_their_number_is_typed() {
    let (_test, browser) = administrator().await;
    let github = samples::GITHUB.lines().next().unwrap();
    let list = format!("{github}\n");
    let (path, seen) = brought(&browser, &[("connection", "3"), ("complete", "1"), ("format", "csv")], &list).await;
    assert!(seen.text.contains("3 of 3 are missing") && seen.text.contains("Missing from the list"));
    assert_eq!(count(&seen.text, "gone"), 3);
    for typed in ["", "missing=2", "missing=x"] {
        let refused = browser.send(&format!("{path}/confirm"), typed).await;
        assert!(refused.status == StatusCode::BAD_REQUEST && refused.text.contains("Nothing was done"), "{typed}");
    }
    assert_eq!(browser.send(&format!("{path}/confirm"), "missing=3").await.location(), path);
    assert_eq!(count(&ended(&browser, &path).await, "gone"), 3);
    let again = browser.send(&format!("{path}/confirm"), "missing=3").await;
    assert!(again.status == StatusCode::BAD_REQUEST && again.text.contains("The run is not held"));
}

#[tokio::test]
async fn a_rejected_list_does_nothing_and_leaves_its_connection_free() {
    let (test, browser) = administrator().await;
    let (path, _) = brought(&browser, &WIKI, "id,username\n1,ada\n").await;
    assert_eq!(browser.send(&format!("{path}/reject"), "").await.location(), path);
    let rejected = browser.read(&path).await.text;
    assert!(rejected.contains("Rejected: nothing of the list") && rejected.contains(">not applied</span>"));
    for form in ["reject", "confirm"] {
        let again = browser.send(&format!("{path}/{form}"), "missing=0").await;
        assert_eq!(again.status, StatusCode::BAD_REQUEST, "{form}");
    }
    let caller = test.local("default").await;
    let events = test.app.events(&caller, store::events::Wanted::default(), 100_000).await.unwrap();
    let (_, dropped) = events.iter().find(|(_, event)| event.kind == "run.dropped").unwrap();
    assert!(matches!(dropped.actor, domain::actors::Actor::Session { .. }));
    brought(&browser, &[("connection", "4")], "id,username\n2,bob\n").await;
}

#[tokio::test]
async fn a_list_that_is_not_what_it_should_be_is_refused_with_line_and_column() {
    let (test, browser) = administrator().await;
    let good = "id,username\n1,ada\n";
    for (fields, list, why) in [
        (&WIKI[..], "id,username,email\n1,ada,ada@example.com\n2,bob\n", "Line 3"),
        (&WIKI[..], "id,username\n1,ada\n1,bob\n", "Line 3"),
        (&WIKI[..], "", "Choose a file"),
        (&[("kind", "OTHER")], good, "Choose a connection"),
        (&[("connection", "99")], good, "Choose a connection"),
        (&[("name", "wiki"), ("kind", "")], good, "Kind must be given"),
        (&[("name", "wiki"), ("kind", "OTHER"), ("asOf", "soon")], good, "The day must be one"),
        (&[("name", "wiki"), ("kind", "OTHER"), ("map", "email")], good, "FIELD=COLUMN"),
        (&[("name", "wiki"), ("kind", "OTHER"), ("asOf", "2030-01-01")], good, "must not be in the future"),
        (&[("connection", "1")], good, "must not be one of people"),
    ] {
        let refused = browser.upload("/imports/new", fields, ("wiki.csv", list)).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{why}");
        assert!(refused.text.contains(why) && refused.text.contains("Nothing was stored"), "{why}");
        assert!(!list.contains("ada") || !refused.text.contains(">ada"), "what the file says is not repeated");
    }
    assert_eq!(test.app.connections(&test.local("default").await).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_file_without_the_token_of_the_session_first_is_not_read() {
    let (test, browser) = administrator().await;
    let token = browser.read("/settings").await.hidden("token");
    let part =
        |name: &str, value: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let list =
        "--x\r\nContent-Disposition: form-data; name=\"list\"; filename=\"a\"\r\n\r\nid,username\n1,ada\n\r\n--x--\r\n";
    let named = format!("{}{}", part("name", "wiki"), part("kind", "OTHER"));
    for body in [
        format!("{named}{}{list}", part("token", &token)),
        format!("{}{named}{list}", part("token", "x")),
        format!("{named}{list}"),
    ] {
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "multipart/form-data; boundary=x")];
        let seen = browser.ask(Method::POST, "/imports/new", &headers, &body).await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(test.app.connections(&test.local("default").await).await.unwrap().len(), 3);
}

#[tokio::test]
async fn an_empty_register_says_how_to_get_each_list() {
    let test = TestApp::empty().await;
    let browser = Browser::signed_in(&test, Role::Administrator).await;
    for path in ["/imports", "/imports/new"] {
        let text = browser.read(path).await.text;
        assert!(text.contains("glab api --paginate") && text.contains("Okta"), "{path}");
    }
}

#[tokio::test]
async fn whoever_imports_nothing_sees_runs_and_decides_nothing() {
    let (test, browser) = administrator().await;
    let (path, _) = brought(&browser, &WIKI, "id,username\n1,ada\n").await;
    let viewer = Browser::signed_in(&test, Role::Viewer).await;
    let seen = viewer.read(&path).await.text;
    assert!(seen.contains("An administrator approves or rejects it") && !seen.contains("/confirm\""));
    assert!(!viewer.read("/imports").await.text.contains("/imports/new"));
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let other = Browser::at(&test);
    other.keep("whose", &test.session("other", Role::Administrator).await);
    assert_eq!(other.read(&path).await.status, StatusCode::NOT_FOUND);
    for form in ["confirm", "reject"] {
        let sent = other.send(&format!("{path}/{form}"), "missing=0").await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{form}");
    }
}
