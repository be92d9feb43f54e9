//! The work: one account that nobody has said anything about after the other.

use domain::members::Role;
use http::{Method, StatusCode};
use testkit::TestApp;

use crate::browser::{Browser, Seen};

async fn opened(role: Role) -> (TestApp, Browser) {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, role).await;
    (test, browser)
}

/// The name of the account that the page is about.
fn name(seen: &Seen) -> &str {
    let (_, rest) = seen.text.split_once("autofocus>").unwrap();
    rest.split('<').next().unwrap()
}

/// The fields of the form about the account of the page.
fn fields(seen: &Seen) -> String {
    format!("account={}&version={}", seen.hidden("account"), seen.hidden("version"))
}

/// The address of the next account.
fn next(seen: &Seen) -> String {
    let (before, _) = seen.text.split_once("\" aria-keyshortcuts=\"n\"").unwrap();
    before.rsplit_once("href=\"").unwrap().1.replace("&#38;", "&")
}

/// How many are done and to go.
fn progress(seen: &Seen) -> Vec<&str> {
    let (_, rest) = seen.text.split_once("id=\"progress\"").unwrap();
    rest.split("<strong>").skip(1).take(2).map(|part| part.split('<').next().unwrap()).collect()
}

#[tokio::test]
async fn each_account_comes_once_until_all_are_through() {
    let (_test, browser) = opened(Role::Viewer).await;
    let (mut path, mut names) = ("/work".to_owned(), Vec::new());
    for _ in 0..5 {
        let seen = browser.read(&path).await;
        names.push(name(&seen).to_owned());
        path = next(&seen);
    }
    names.sort();
    assert_eq!(names, ["&#60;root_account&#62;", "build-bot", "deploy", "tjones", "weic"]);
    let end = browser.read(&path).await;
    assert!(end.text.contains("You are through the list") && end.text.contains("5 that you passed over"));
    let other = browser.read("/work?kind=GITHUB").await;
    assert_eq!(progress(&other), ["0", "2"]);
    assert_eq!(progress(&browser.read("/work?connection=2&account=4").await), ["0", "3"]);
    assert!(browser.read("/work?connection=99").await.text.contains("Nothing is left to do here"));
}

#[tokio::test]
async fn an_empty_register_says_what_to_do_first() {
    let test = TestApp::empty().await;
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    assert!(browser.read("/work").await.text.contains("Import the list"));
}

#[tokio::test]
async fn people_whose_it_may_be_are_shown_with_what_agrees() {
    let (test, browser) = opened(Role::Reviewer).await;
    let account = test.account("default", "tjones").await;
    let seen = browser.read(&format!("/work?account={account}")).await;
    let (_, likely) = seen.text.split_once("class=\"candidates\"").unwrap();
    let first = likely.split("</li></ul>").next().unwrap();
    assert!(first.contains("Tom Jones") && first.contains("is near") && first.contains("Support"));
    let found = browser.read(&format!("/work?account={account}&who=Wei+Chen")).await;
    assert!(found.text.contains("People found") && found.text.contains("wei.chen@example.com"));
    assert!(browser.read(&format!("/work?account={account}&who=zzz")).await.text.contains("Nobody has this"));
}

#[tokio::test]
async fn a_decision_leads_to_the_next_account_and_can_be_undone() {
    let (test, browser) = opened(Role::Reviewer).await;
    let seen = browser.read("/work?kind=AWS").await;
    assert_eq!(progress(&seen), ["0", "3"]);
    let sent = browser.send("/work/link", &format!("{}&kind=AWS&person=5&because=Asked", fields(&seen))).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(sent.location().starts_with("/work?kind=AWS&account="), "{}", sent.location());
    let after = browser.read(sent.location()).await;
    assert!(after.text.contains("is linked to Tom Jones.") && progress(&after) == ["1", "2"]);
    assert_eq!(name(&after), name(&browser.read(&next(&seen)).await));
    let undone = browser.send("/work/undo", &format!("kind=AWS&batch={}", after.hidden("batch"))).await;
    let back = browser.read(undone.location()).await;
    assert_eq!((name(&back), progress(&back)), (name(&seen), vec!["0", "3"]));
    assert!(back.text.contains("is as it was before."));
    let other = Browser::signed_in(&test, Role::Reviewer).await;
    assert_eq!(progress(&other.read("/work?kind=AWS").await), ["0", "3"], "others' work is not one's own");
}

#[tokio::test]
async fn a_service_account_is_marked_with_its_owner() {
    let (test, browser) = opened(Role::Reviewer).await;
    let account = test.account("default", "build-bot").await;
    let seen = browser.read(&format!("/work?account={account}")).await;
    let marked = browser.send("/work/mark", &format!("{}&purpose=Builds&owner=Sally+Smith", fields(&seen))).await;
    assert!(browser.read(marked.location()).await.text.contains("is a service account, owned by Sally Smith."));
    let stored = test.app.account(&test.local("default").await, account).await.unwrap();
    assert_eq!(stored.accounts[0].link.service.as_ref().unwrap().reason, "Builds");
}

#[tokio::test]
async fn a_script_gets_the_next_account_as_the_answer() {
    let (_test, browser) = opened(Role::Reviewer).await;
    let seen = browser.read("/work").await;
    let token = seen.hidden("token");
    let headers = [("hx-request", "true"), ("sec-fetch-site", "same-origin")];
    let fields = format!("token={token}&{}", fields(&seen));
    let answer = browser.ask(Method::POST, "/work/link", &headers, &format!("{fields}&person=5")).await;
    assert_eq!((answer.status, name(&answer)), (StatusCode::OK, name(&browser.read(&next(&seen)).await)));
    assert!(answer.text.contains("is linked to Tom Jones."));
    assert!(answer.headers["hx-replace-url"].to_str().unwrap().starts_with("/work?account="));
    assert!(!browser.read("/work").await.text.contains("is linked to Tom Jones."), "it is said once");
    let late = browser.ask(Method::POST, "/work/link", &headers, &format!("{fields}&person=4")).await;
    assert!(late.text.contains("Somebody else decided about that account meanwhile"));
}

#[tokio::test]
async fn what_is_refused_is_shown_again_with_what_was_typed() {
    let (_test, browser) = opened(Role::Reviewer).await;
    let seen = browser.read("/work").await;
    let fields = fields(&seen);
    for (form, wrong, why) in [
        ("link", "because=kept", "choose a person first"),
        ("link", "person=99", "person"),
        ("mark", "owner=kept", "Say what the account is for"),
        ("mark", "purpose=kept&owner=nobody%40example.com", "this address"),
        ("mark", "purpose=kept&review=soon", "day"),
    ] {
        let refused = browser.send(&format!("/work/{form}"), &format!("{fields}&{wrong}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{form} {wrong}");
        assert!(refused.text.contains(why) && name(&refused) == name(&seen), "{form} {wrong}");
    }
}

#[tokio::test]
async fn who_may_not_decide_sees_no_forms_and_another_companys_accounts_are_none() {
    let (test, browser) = opened(Role::Auditor).await;
    let seen = browser.read("/work").await;
    assert!(seen.text.contains("decides nothing") && !seen.text.contains("It is theirs"));
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let other = Browser::at(&test);
    other.keep("whose", &test.session("other", Role::Administrator).await);
    assert!(other.read("/work?account=1").await.text.contains("No accounts yet"));
    let sent = other.send("/work/link", "account=1&version=0&person=1").await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    assert_eq!(other.send("/work/undo", "batch=1").await.status, StatusCode::NOT_FOUND);
}
