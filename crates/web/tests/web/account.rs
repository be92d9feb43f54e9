//! One account: its facts, its history, its past, and the forms that decide about it.

use domain::members::Role;
use http::StatusCode;
use testkit::{TestApp, samples};

use crate::browser::{Browser, Seen};

async fn opened(name: &str, role: Role) -> (TestApp, Browser, String) {
    let (test, _) = TestApp::filled().await;
    let path = format!("/accounts/{}", test.account("default", name).await);
    let browser = Browser::signed_in(&test, role).await;
    (test, browser, path)
}

/// Sends a form and reads the page that it leads to.
async fn done(browser: &Browser, path: &str, form: &str, fields: &str) -> Seen {
    let sent = browser.send(&format!("{path}/{form}"), fields).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, path), "{form}: {}", sent.text);
    browser.read(path).await
}

#[tokio::test]
async fn an_account_shows_every_fact_with_its_source_and_why_what_is_unknown_is() {
    let (_test, browser, path) = opened("deploy", Role::Viewer).await;
    let text = browser.read(&path).await.text;
    for part in ["iam:GetCredentialReport", "access_key_1_last_used_region", "eu-central-1", "no console access"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.contains("Your role does not show what happened"));
    assert!(!text.contains("action=\"/accounts/") || !text.contains("/link\""), "a viewer decides nothing");
}

#[tokio::test]
async fn an_account_is_linked_with_a_reason_and_the_link_is_undone() {
    let (test, browser, path) = opened("tjones", Role::Reviewer).await;
    let linked = done(&browser, &path, "link", "person=tom.jones%40example.com&because=They+said+so&version=0").await;
    assert!(linked.text.contains("The account is linked.") && linked.text.contains("They said so"));
    assert!(linked.text.contains("Linked to") && linked.text.contains("The reviewer"));
    let batch = linked.hidden("batch");
    assert!(!browser.read(&path).await.text.contains("The account is linked."), "it is said once");
    let sent = browser.send("/undo", &format!("batch={batch}&to={path}")).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, path.as_str()));
    let undone = browser.read(&path).await;
    assert!(undone.text.contains("It is as it was before."));
    let account = test.account("default", "tjones").await;
    let stored = test.app.account(&test.local("default").await, account).await.unwrap();
    assert_eq!(stored.accounts[0].link.person, None);
}

#[tokio::test]
async fn people_are_named_by_address_number_or_name() {
    let (_test, browser, path) = opened("tjones", Role::Reviewer).await;
    for (named, shown) in [
        ("%233", "Wei Chen"),
        ("Tom+Jones", "Tom Jones"),
        ("garcia", "Ana Garcia"),
        (" sally.smith%40example.com ", "Sally Smith"),
    ] {
        let page = done(&browser, &path, "link", &format!("person={named}")).await;
        let (_, answer) = page.text.split_once("class=\"answer\"").unwrap();
        assert!(answer.split("</p>").next().unwrap().contains(shown), "{named}");
    }
    for (named, why) in [
        ("nobody%40example.com", "this address"),
        ("zzz", "this name"),
        ("example.com", "Several people"),
        ("", "Say whose it is"),
        ("%2399", "number"),
    ] {
        let refused = browser.send(&format!("{path}/link"), &format!("person={named}&because=kept")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{named}");
        assert!(refused.text.contains(why) && refused.text.contains("value=\"kept\""), "{named}");
    }
}

#[tokio::test]
async fn a_decision_on_an_older_page_is_refused_in_words() {
    let (_test, browser, path) = opened("tjones", Role::Reviewer).await;
    done(&browser, &path, "link", "person=%235&version=0").await;
    let stale = browser.send(&format!("{path}/unlink"), "version=0").await;
    assert_eq!(stale.status, StatusCode::BAD_REQUEST);
    assert!(stale.text.contains("was changed since it was read"));
    assert!(done(&browser, &path, "unlink", "version=1").await.text.contains("nobody yet"));
}

#[tokio::test]
async fn a_service_account_is_marked_with_its_owner_and_cleared() {
    let (_test, browser, path) = opened("deploy", Role::Reviewer).await;
    let fields = format!("purpose=Deploys&owner={}&review=2027-12-31", samples::OWNER);
    let marked = done(&browser, &path, "mark", &fields).await;
    for part in ["Deploys", "2027-12-31", "owned by", "Sally Smith"] {
        assert!(marked.text.contains(part), "{part}");
    }
    let refused = browser.send(&format!("{path}/link"), "person=%231").await;
    assert!(refused.status == StatusCode::BAD_REQUEST && refused.text.contains("clear its service-account mark first"));
    for fields in ["purpose=+", "purpose=x&owner=nobody%40example.com", "purpose=x&review=soon"] {
        assert_eq!(browser.send(&format!("{path}/mark"), fields).await.status, StatusCode::BAD_REQUEST, "{fields}");
    }
    assert!(done(&browser, &path, "unmark", "").await.text.contains("nobody yet"));
}

#[tokio::test]
async fn what_an_account_is_meant_to_do_is_said_and_cleared() {
    let (_test, browser, path) = opened("deploy", Role::Administrator).await;
    let meant = done(&browser, &path, "expect", "access=admin&on=1").await;
    assert!(meant.text.contains("since <time") && meant.text.contains("Meant to administer"));
    let cleared = done(&browser, &path, "expect", "access=admin").await.text;
    assert!(!cleared.contains("since <time") && cleared.contains("Not meant to administer any more"));
    assert_eq!(browser.send(&format!("{path}/expect"), "access=everything").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_account_is_shown_as_it_was_and_decides_nothing_there() {
    let (test, browser, path) = opened("tjones", Role::Reviewer).await;
    test.clock.step(3 * 24 * 3600);
    browser.keep("whose", &test.session("default", Role::Reviewer).await);
    done(&browser, &path, "link", "person=%235").await;
    let then = browser.read(&format!("{path}?asOf=2026-11-03")).await.text;
    assert!(then.contains("As it was at the end of") && then.contains("nobody yet"));
    assert!(!then.contains("Linked to") && !then.contains("/link\""));
    assert!(browser.read(&format!("{path}?asOf=tomorrow")).await.text.contains("Tom Jones"));
    assert_eq!(browser.read(&format!("{path}?asOf=2020-01-01")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_companys_account_is_as_if_it_had_never_been() {
    let (test, _) = TestApp::filled().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let browser = Browser::at(&test);
    browser.keep("whose", &test.session("other", Role::Administrator).await);
    for path in ["/accounts/1", "/accounts/1?asOf=2026-11-01"] {
        assert_eq!(browser.read(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(browser.send("/accounts/1/unlink", "").await.status, StatusCode::NOT_FOUND);
    assert!(browser.read("/accounts").await.text.contains("No accounts yet"));
}

#[tokio::test]
async fn whatever_was_decided_can_be_undone_from_the_history() {
    let (_test, browser, path) = opened("tjones", Role::Reviewer).await;
    done(&browser, &path, "link", "person=%235").await;
    let shown = browser.read(&path).await.text;
    let (_, link) = shown.split_once("class=\"back\" href=\"").unwrap();
    let link = link.split('"').next().unwrap().replace("&#38;", "&");
    let preview = browser.read(&link).await;
    assert!(preview.text.contains("What it would restore") && preview.text.contains("nobody yet"));
    let sent = browser.send("/undo", &format!("batch={}&to={path}", preview.hidden("batch"))).await;
    assert!(browser.read(sent.location()).await.text.contains("It is as it was before."));
}
