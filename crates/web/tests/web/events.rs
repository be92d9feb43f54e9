//! What happened, and the way back.

use domain::members::Role;
use http::StatusCode;
use testkit::{TestApp, importing};

use crate::browser::Browser;

fn told(text: &str) -> usize {
    text.matches("<p class=\"told\">").count()
}

async fn decided() -> (TestApp, Browser) {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Reviewer).await;
    let account = test.account("default", "tjones").await;
    test.clock.step(24 * 3600);
    browser.keep("whose", &test.session("default", Role::Reviewer).await);
    browser.send(&format!("/accounts/{account}/link"), "person=tom.jones%40example.com&because=They+said+so").await;
    (test, browser)
}

#[tokio::test]
async fn events_are_told_newest_first_in_words_with_what_they_are_about() {
    let (_test, browser) = decided().await;
    let text = browser.read("/events").await.text;
    let first = text.split("<p class=\"told\">").nth(1).unwrap();
    for part in ["tjones</a>: Linked to", "Tom Jones", "They said so", "The reviewer", "its batch"] {
        assert!(first.contains(part), "{part}: {first}");
    }
    for part in
        ["A member signed in", "Seen on a roster for the first time", "An import was applied", "href=\"/people/"]
    {
        assert!(text.contains(part), "{part}");
    }
}

#[tokio::test]
async fn the_list_is_of_what_its_address_says() {
    let (_test, browser) = decided().await;
    for (query, many) in [
        ("?kind=account.linked&by=people", 1),
        ("?kind=account.linked&by=rules", 3),
        ("?kind=person.added", 5),
        ("?account=tjones", 2),
        ("?account=tjones&by=imports", 1),
        ("?since=2026-11-03&kind=account.linked", 1),
        ("?until=2026-11-02&account=tjones", 1),
        ("?who=sally.smith%40example.com&kind=account.linked", 0),
    ] {
        let seen = browser.read(&format!("/events{query}")).await;
        assert_eq!((seen.status, told(&seen.text)), (StatusCode::OK, many), "{query}");
    }
    let tom = browser.read("/events?person=tom.jones%40example.com&kind=account.linked&by=people").await.text;
    assert!(told(&tom) == 1 && tom.contains("tjones"));
    for (query, why) in
        [("?account=zzz", "No account has this"), ("?person=zzz", "Nobody in the register"), ("?who=zzz", "Nobody")]
    {
        assert!(browser.read(&format!("/events{query}")).await.text.contains(why), "{query}");
    }
    assert_eq!(browser.read("/events?kind=x&by=x&since=x&until=x&batch=x&earlier=x").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_was_decided_is_undone_from_its_batch() {
    let (test, browser) = decided().await;
    let text = browser.read("/events?account=tjones").await.text;
    let batch = text.split("/events?batch=").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/events?batch={batch}");
    assert!(browser.read(&path).await.text.contains("Undo all of it"));
    let sent = browser.send("/events/undo", &format!("batch={batch}")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let after = browser.read(sent.location()).await.text;
    assert!(after.contains("One account is as it was before.") && after.contains("A decision was undone"));
    let again = browser.send("/events/undo", &format!("batch={batch}")).await;
    assert!(browser.read(again.location()).await.text.contains("somebody decided since"));
    assert_eq!(browser.send("/events/undo", "batch=999999").await.status, StatusCode::NOT_FOUND);
    let auditor = Browser::signed_in(&test, Role::Auditor).await;
    assert!(!auditor.read(&path).await.text.contains("Undo all of it"));
    assert_eq!(auditor.send("/events/undo", &format!("batch={batch}")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn pages_go_back_in_time_over_every_event_once() {
    let test = TestApp::empty().await;
    let rows: String = (0..120).map(|n| format!("{n},user{n}\n")).collect();
    let mut import = importing(domain::runs::Scope::Accounts, "ldap", "csv");
    import.kind = Some(domain::connections::Kind::Ldap);
    test.import_as("default", import, &format!("id,username\n{rows}")).await.unwrap();
    let browser = Browser::signed_in(&test, Role::Auditor).await;
    let (mut path, mut seen) = ("/events?kind=account.added".to_owned(), Vec::new());
    loop {
        let text = browser.read(&path).await.text;
        seen.extend(text.split("<p class=\"told\">").skip(1).map(|row| row.split("</a>").next().unwrap().to_owned()));
        let Some((before, _)) = text.split_once(">Earlier</a>") else { break };
        path = before
            .rsplit_once("href=\"")
            .unwrap()
            .1
            .split('"')
            .next()
            .unwrap()
            .replace("&#38;", "&")
            .replace("&amp;", "&");
    }
    assert_eq!(seen.len(), 120);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 120);
}

#[tokio::test]
async fn another_companys_events_are_not_told() {
    let (test, _) = decided().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let other = Browser::at(&test);
    other.keep("whose", &test.session("other", Role::Administrator).await);
    let text = other.read("/events").await.text;
    assert!(!text.contains("tjones") && !text.contains("Tom Jones"));
    assert!(other.read("/events?account=tjones").await.text.contains("No account has this"));
    assert_eq!(other.send("/events/undo", "batch=1").await.status, StatusCode::NOT_FOUND);
}
