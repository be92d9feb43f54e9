//! Deciding about many accounts at once: which, what, what would come of it, and then just that.

use domain::members::Role;
use http::StatusCode;
use testkit::TestApp;

use crate::browser::{Browser, Seen};

async fn opened() -> (TestApp, Browser) {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Reviewer).await;
    (test, browser)
}

/// How many would change, are so already, and would be refused.
fn tally(seen: &Seen) -> Vec<&str> {
    let (_, rest) = seen.text.split_once("class=\"tally\"").unwrap_or_else(|| panic!("no preview: {}", seen.text));
    rest.split("<strong>").skip(1).take(3).map(|part| part.split('<').next().unwrap()).collect()
}

/// Sends the form of a preview.
async fn applied(browser: &Browser, seen: &Seen, fields: &str) -> Seen {
    let sent = browser.send("/accounts/bulk", &format!("accounts={}&{fields}", seen.hidden("accounts"))).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    browser.read(sent.location()).await
}

#[tokio::test]
async fn the_ticked_are_previewed_linked_and_undone_together() {
    let (test, browser) = opened().await;
    let ids = [test.account("default", "deploy").await, test.account("default", "weic").await];
    let ticked = format!("account={}&account={}&to=%2Faccounts%3Fq%3De", ids[0], ids[1]);
    let choice = browser.read(&format!("/accounts/bulk?{ticked}")).await;
    assert!(choice.text.contains("Decide about 2 accounts"));
    let preview = browser.read(&format!("/accounts/bulk?{ticked}&do=link&person=Wei+Chen")).await;
    assert_eq!(tally(&preview), ["2", "0", "0"]);
    let after = applied(&browser, &preview, "do=link&person=%233&because=Asked&to=%2Faccounts%3Fq%3De").await;
    assert!(after.text.contains("2 accounts changed."));
    assert_eq!(tally(&browser.read(&format!("/accounts/bulk?{ticked}&do=link&person=%233")).await), ["0", "2", "0"]);
    let undone = browser.send("/undo", &format!("batch={}&to=%2Faccounts", after.hidden("batch"))).await;
    assert!(browser.read(undone.location()).await.text.contains("2 accounts are as they were before."));
    let found = test.app.accounts(&test.local("default").await, ids.to_vec()).await.unwrap();
    assert!(found.accounts.iter().all(|stored| stored.link.person.is_none()));
}

#[tokio::test]
async fn all_that_a_filter_finds_are_marked_and_what_is_refused_is_told() {
    let (_test, browser) = opened().await;
    let all = "/accounts/bulk?all=1&family=version_control";
    let mark = browser.read(&format!("{all}&do=mark&purpose=Builds&review=2027-01-31")).await;
    assert_eq!(tally(&mark), ["3", "0", "0"]);
    assert!(mark.text.contains("to be reviewed by 2027-01-31"));
    applied(&browser, &mark, "do=mark&purpose=Builds&review=2027-01-31").await;
    let link = browser.read(&format!("{all}&do=link&person=%231")).await;
    assert_eq!(tally(&link), ["0", "0", "3"]);
    assert!(link.text.contains("service-account mark") && !link.text.contains("name=\"accounts\""));
    let owner = browser.read("/accounts/bulk?all=1&do=owner&owner=Sally+Smith").await;
    assert_eq!(tally(&owner), ["3", "0", "5"]);
    let after = applied(&browser, &owner, "do=owner&owner=%231").await;
    assert!(after.text.contains("3 accounts changed."));
    let kept = browser.read(&format!("{all}&do=review&review=2027-02-28")).await;
    assert!(tally(&kept) == ["3", "0", "0"] && kept.text.contains("for: Builds") && kept.text.contains("Sally Smith"));
    applied(&browser, &kept, "do=review&review=2027-02-28").await;
    assert_eq!(tally(&browser.read(&format!("{all}&do=unmark")).await), ["3", "0", "0"]);
}

#[tokio::test]
async fn given_back_to_the_rules_an_account_is_linked_by_them_as_the_preview_says() {
    let (test, browser) = opened().await;
    let sallys = test.account("default", "sallys").await;
    let asked = format!("/accounts/bulk?ids={sallys}");
    assert_eq!(tally(&browser.read(&format!("{asked}&do=reset")).await), ["0", "1", "0"], "the rule would do the same");
    applied(&browser, &browser.read(&format!("{asked}&do=unlink")).await, "do=unlink").await;
    let reset = browser.read(&format!("{asked}&do=reset")).await;
    assert!(tally(&reset) == ["1", "0", "0"] && reset.text.contains("Sally Smith"));
    applied(&browser, &reset, "do=reset").await;
    let stored = test.app.account(&test.local("default").await, sallys).await.unwrap();
    assert!(stored.accounts[0].link.person.is_some());
}

#[tokio::test]
async fn an_access_is_expected_of_many_or_not() {
    let (_test, browser) = opened().await;
    let all = "/accounts/bulk?all=1&q=deploy&do=expect&access=admin";
    let on = browser.read(&format!("{all}&on=yes")).await;
    assert!(tally(&on) == ["1", "0", "0"] && on.text.contains("meant to administer"));
    applied(&browser, &on, "do=expect&access=admin&on=yes").await;
    assert_eq!(tally(&browser.read(&format!("{all}&on=yes")).await), ["0", "1", "0"]);
    assert_eq!(tally(&browser.read(&format!("{all}&on=no")).await), ["1", "0", "0"]);
}

#[tokio::test]
async fn what_somebody_decided_since_the_preview_is_left_alone() {
    let (test, browser) = opened().await;
    let preview = browser.read("/accounts/bulk?all=1&state=nobody&do=link&person=%233").await;
    assert_eq!(tally(&preview), ["5", "0", "0"]);
    let deploy = test.account("default", "deploy").await;
    browser.send(&format!("/accounts/{deploy}/link"), "person=%231").await;
    let after = applied(&browser, &preview, "do=link&person=%233").await;
    assert!(after.text.contains("4 accounts changed. 1 was left alone"), "{}", after.text);
    let stored = test.app.account(&test.local("default").await, deploy).await.unwrap();
    assert_eq!(stored.accounts[0].link.person.map(|person| person.get()), Some(1));
}

#[tokio::test]
async fn what_is_not_said_or_wrong_is_asked_again() {
    let (test, browser) = opened().await;
    assert!(browser.read("/accounts/bulk").await.text.contains("No account is meant"));
    assert!(browser.read("/accounts/bulk?ids=9999").await.text.contains("No account is meant"));
    let deploy = test.account("default", "deploy").await;
    for (asked, why) in [
        ("do=link", "Say whose they are"),
        ("do=link&person=zzz", "this name"),
        ("do=mark", "Say what the accounts are for"),
        ("do=mark&purpose=x&review=soon", "day"),
        ("do=owner&owner=nobody%40example.com", "this address"),
        ("do=expect&access=everything", "Say which access"),
    ] {
        let seen = browser.read(&format!("/accounts/bulk?ids={deploy}&{asked}")).await;
        assert!(seen.status == StatusCode::BAD_REQUEST && seen.text.contains(why), "{asked}");
    }
    for fields in ["", "accounts=1", "accounts=.&do=unlink", "accounts=1&do=link&person=zzz"] {
        assert_eq!(browser.send("/accounts/bulk", fields).await.status, StatusCode::BAD_REQUEST, "{fields}");
    }
}

#[tokio::test]
async fn another_companys_accounts_are_neither_shown_nor_changed() {
    let (test, _) = opened().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let browser = Browser::at(&test);
    browser.keep("whose", &test.session("other", Role::Administrator).await);
    assert!(browser.read("/accounts/bulk?ids=1.2.3&do=unlink").await.text.contains("No account is meant"));
    let sent = browser.send("/accounts/bulk", "accounts=1-1-1&do=unlink").await;
    assert!(browser.read(sent.location()).await.text.contains("0 accounts changed. 3 were left alone"));
}

#[tokio::test]
async fn a_viewer_sees_no_boxes_to_tick() {
    let (test, reviewer) = opened().await;
    let viewer = Browser::signed_in(&test, Role::Viewer).await;
    assert!(!viewer.read("/accounts").await.text.contains("type=\"checkbox\" name=\"account\""));
    let text = reviewer.read("/accounts?q=deploy&column=email").await.text;
    assert!(
        text.contains("type=\"checkbox\" name=\"account\"")
            && text.contains("name=\"to\" value=\"/accounts?q=deploy&#38;column=email\"")
    );
}
