//! Settings: oneself, members, sessions, keys, companies and terms.

use domain::members::Role;
use http::StatusCode;
use testkit::{TestApp, samples};

use crate::browser::{Browser, Seen};

async fn administrator() -> (TestApp, Browser) {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Administrator).await;
    (test, browser)
}

/// Sends a form that leads on, and reads the page that it leads to.
async fn done(browser: &Browser, path: &str, fields: &str) -> Seen {
    let sent = browser.send(path, fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{path}: {}", sent.text);
    browser.read(sent.location()).await
}

/// What stands in the field that shows a secret.
fn secret(seen: &Seen) -> String {
    let (_, rest) = seen.text.split_once("<input value=\"").unwrap();
    rest.split('"').next().unwrap().replace("&#38;", "&").replace("&#61;", "=")
}

const KEY: &str = "name=reader&until=2027-01-31&permission=Accounts%3A+Read+Accounts";

#[tokio::test]
async fn a_key_is_shown_once_and_works_until_it_is_revoked() {
    let (test, browser) = administrator().await;
    let made = browser.send("/settings/keys", &format!("{KEY}&owner={}", samples::OWNER)).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert!(made.location().is_empty() && !made.headers.contains_key(http::header::SET_COOKIE));
    let key = secret(&made);
    let caller = test.app.authenticate(&key, None).await.unwrap();
    let names: Vec<_> = caller.permissions.iter().map(domain::permissions::Permission::name).collect();
    assert_eq!(names, ["Accounts: Read Accounts"]);
    let list = browser.read("/settings/keys").await.text;
    assert!(list.contains("reader") && list.contains("2027-02-01 00:00<") && !list.contains(&key));
    let id = test.app.own_key(&caller).await.unwrap().unwrap().id;
    let revoked = done(&browser, &format!("/settings/keys/{id}/revoke"), "").await;
    assert!(revoked.text.contains("works no more") && revoked.text.contains(">revoked</span>"));
    assert!(test.app.authenticate(&key, None).await.is_err());
}

#[tokio::test]
async fn a_form_that_made_a_key_makes_no_second_one() {
    let (test, browser) = administrator().await;
    let form = |shown: String| format!("{KEY}&owner={}&shown={shown}", samples::OWNER);
    let first = form(browser.read("/settings/keys").await.hidden("shown"));
    assert_eq!(browser.send("/settings/keys", &first).await.status, StatusCode::CREATED);
    let again = browser.send("/settings/keys", &first).await;
    assert!(again.status == StatusCode::BAD_REQUEST && again.text.contains("made one of that name already"));
    let keys = async || test.app.keys(&test.local("default").await).await.unwrap();
    let many = keys().await.len();
    test.clock.step(1);
    let anew = form(browser.read("/settings/keys").await.hidden("shown"));
    assert_eq!(browser.send("/settings/keys", &anew).await.status, StatusCode::CREATED);
    assert_eq!(keys().await.len(), many + 1);
}

#[tokio::test]
async fn a_key_that_cannot_be_made_comes_back_as_it_was_typed() {
    let (_test, browser) = administrator().await;
    for (fields, why) in [
        (format!("{KEY}&owner=nobody%40example.com"), "somebody who works here"),
        (KEY.to_owned(), "who answers for the key"),
        (KEY.replace("reader", "+") + "&owner=x%40example.com", "give it a name"),
        (KEY.replace("2027-01-31", "soon") + "&owner=x%40example.com", "until when"),
        (KEY.replace("2027", "2020") + "&owner=sally.smith%40example.com", "in the future"),
        ("name=reader&until=2027-01-31&owner=x%40example.com".to_owned(), "at least one permission"),
    ] {
        let refused = browser.send("/settings/keys", &fields).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{fields}");
        assert!(refused.text.contains(why) && refused.text.contains("No key was made"), "{fields}");
        assert_eq!(refused.text.contains("value=\"reader\""), fields.contains("reader"), "{fields}");
    }
}

#[tokio::test]
async fn a_member_is_invited_by_a_link_that_is_shown_once_and_works_once() {
    let (test, browser) = administrator().await;
    let invited = browser.send("/settings/members", "name=Zo%C3%AB&role=reviewer&person=tom.jones%40example.com").await;
    assert_eq!(invited.status, StatusCode::CREATED);
    assert!(!invited.headers.contains_key(http::header::SET_COOKIE));
    let link = secret(&invited);
    let (origin, ticket) = link.split_once("/sign-in?ticket=").unwrap();
    assert_eq!(origin, "http://whose.example.com");
    let list = browser.read("/settings/members").await.text;
    assert!(list.contains("Zoë") && list.contains("Tom Jones") && !list.contains(ticket));
    let member = Browser::at(&test);
    let signed = member.post("/sign-in", &format!("ticket={ticket}")).await;
    assert_eq!((signed.status, signed.location()), (StatusCode::SEE_OTHER, "/"));
    assert!(member.read("/settings").await.text.contains("reviewer"));
    for (fields, why) in [
        ("name=+&role=viewer", "1 to 100 characters"),
        ("name=x&role=king", "choose a role"),
        ("name=x&role=viewer&person=nobody%40example.com", "Nobody who works here"),
    ] {
        let refused = browser.send("/settings/members", fields).await;
        assert!(refused.status == StatusCode::BAD_REQUEST && refused.text.contains(why), "{fields}");
    }
}

#[tokio::test]
async fn a_member_gets_another_role_another_link_and_is_removed() {
    let (test, browser) = administrator().await;
    let (member, ticket) = test.member("default", Role::Viewer).await;
    let other = Browser::at(&test);
    other.post("/sign-in", &format!("ticket={ticket}")).await;
    let path = |form: &str| format!("/settings/members/{}/{form}", member.id);
    assert!(done(&browser, &path("role"), "role=auditor").await.text.contains("is an auditor now"));
    assert!(other.read("/settings").await.text.contains("auditor"));
    assert!(done(&browser, &path("sign-out"), "").await.text.contains("One session has ended."));
    assert_eq!(other.read("/settings").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.send(&path("link"), "").await.status, StatusCode::CREATED);
    assert!(done(&browser, &path("remove"), "").await.text.contains("is removed"));
    for form in ["role", "link", "remove"] {
        assert_eq!(browser.send(&path(form), "role=viewer").await.status, StatusCode::NOT_FOUND, "{form}");
    }
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let (test, browser) = administrator().await;
    let caller = test.local("default").await;
    let own = test.app.members(&caller).await.unwrap().pop().unwrap().id;
    for (form, fields) in [("role", "role=viewer"), ("remove", "")] {
        let kept = browser.send(&format!("/settings/members/{own}/{form}"), fields).await;
        assert_eq!(kept.status, StatusCode::BAD_REQUEST, "{form}");
        assert!(kept.text.contains("It is the last administrator; make somebody else one first."), "{form}");
    }
    test.member("default", Role::Administrator).await;
    let lowered = done(&browser, &format!("/settings/members/{own}/role"), "role=viewer").await;
    assert!(lowered.status == StatusCode::OK && lowered.text.contains("is a viewer now"));
}

#[tokio::test]
async fn sessions_are_ended_by_their_member_or_an_administrator() {
    let (test, browser) = administrator().await;
    let other = Browser::signed_in(&test, Role::Viewer).await;
    let list = browser.read("/settings/sessions").await.text;
    assert!(list.contains("The viewer") && list.contains("The administrator") && list.contains("this browser"));
    assert_eq!(other.read("/settings").await.text.matches("/end\"").count(), 1, "one's own alone");
    assert_eq!(other.send("/settings/sessions/1/end", "").await.status, StatusCode::FORBIDDEN);
    assert!(done(&browser, "/settings/sessions/2/end", "all=1").await.text.contains("The session has ended"));
    assert_eq!(other.read("/settings").await.status, StatusCode::SEE_OTHER);
    test.clock.step(domain::sessions::IDLE - 1);
    assert_eq!(browser.read("/settings/sessions").await.text.matches("/end\"").count(), 1);
    assert_eq!(browser.send("/settings/sessions/99/end", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_operator_makes_companies_and_sets_them() {
    let (test, browser) = administrator().await;
    let made = done(&browser, "/settings/companies", "name=Other").await;
    assert!(made.text.contains("The company is made") && made.text.contains("<h1>Other</h1>"));
    let taken = browser.send("/settings/companies", "name=other").await;
    assert!(taken.status == StatusCode::BAD_REQUEST && taken.text.contains("exists already"));
    let id = test.app.company("Other").await.unwrap().unwrap().id;
    let path = |form: &str| format!("/settings/companies/{id}/{form}");
    done(&browser, &path("settings"), "timeZone=europe%2Fberlin&offboardingSla=3&staleAfter=14").await;
    done(&browser, &path("features"), "feature=users&feature=connections").await;
    let company = test.app.company("Other").await.unwrap().unwrap();
    assert_eq!((company.settings.time_zone.name(), company.settings.offboarding_sla), ("Europe/Berlin", 3));
    assert_eq!(company.lacks.len(), 3);
    for fields in [
        "timeZone=Nowhere&offboardingSla=1&staleAfter=7",
        "timeZone=UTC&offboardingSla=31&staleAfter=7",
        "timeZone=UTC&offboardingSla=1&staleAfter=0",
        "timeZone=UTC&offboardingSla=x&staleAfter=7",
    ] {
        let refused = browser.send(&path("settings"), fields).await;
        assert!(refused.status == StatusCode::BAD_REQUEST && refused.text.contains("Nothing was changed"), "{fields}");
    }
    assert_eq!(browser.read("/settings/companies/99").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_companys_administrator_sees_their_own_settings_alone() {
    let (test, _) = TestApp::filled().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    test.member("default", Role::Viewer).await;
    let browser = Browser::at(&test);
    browser.keep("whose", &test.session("other", Role::Administrator).await);
    assert!(!browser.read("/settings").await.text.contains("/settings/companies"));
    assert_eq!(browser.read("/settings/companies").await.status, StatusCode::FORBIDDEN);
    assert!(browser.read("/settings/company").await.text.contains("operates this register sets these"));
    assert!(!browser.read("/settings/members").await.text.contains("The viewer"));
    for (path, fields) in [
        ("/settings/keys/1/revoke", ""),
        ("/settings/members/1/role", "role=viewer"),
        ("/settings/members/1/remove", ""),
        ("/settings/members/1/link", ""),
        ("/settings/sessions/99/end", ""),
    ] {
        assert_eq!(browser.send(path, fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn new_terms_stop_the_pages_until_they_are_accepted() {
    let (_test, browser) = administrator().await;
    assert!(done(&browser, "/settings/terms/publish", "").await.text.contains("Nothing was published"));
    let published = done(&browser, "/settings/terms/publish", "sure=1").await;
    assert!(published.text.contains("Version 1 waits to be accepted"));
    let stopped = browser.read("/accounts?q=a").await;
    assert_eq!(stopped.status, StatusCode::PRECONDITION_FAILED);
    assert!(stopped.text.contains("/settings/terms?to=%2Faccounts%3Fq%3Da"));
    let waits = browser.read("/settings/terms?to=%2Faccounts%3Fq%3Da").await;
    assert!(waits.text.contains("name=\"to\" value=\"/accounts?q=a\""));
    let accepted = done(&browser, "/settings/terms/accept", "to=%2Faccounts%3Fq%3Da").await;
    assert!(accepted.status == StatusCode::OK && accepted.text.contains("Version 1 of the terms is accepted"));
}
