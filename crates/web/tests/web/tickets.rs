//! Signing in by a link, and out again.

use domain::{members::Role, sessions};
use http::{Method, StatusCode, header};
use testkit::TestApp;
use web::Settings;

use crate::browser::Browser;

#[tokio::test]
async fn a_link_signs_in_by_a_button_and_only_once() {
    let test = TestApp::empty().await;
    let (_, ticket) = test.member("default", Role::Viewer).await;
    let (scanner, browser) = (Browser::at(&test), Browser::at(&test));
    let link = format!("/sign-in?ticket={ticket}&to=%2Faccounts%3Fq%3Da");
    for _ in 0..3 {
        assert_eq!(scanner.read(&link).await.status, StatusCode::OK);
    }
    let page = browser.read(&link).await;
    let fields = format!("ticket={}&to=%2Faccounts%3Fq%3Da", page.hidden("ticket"));
    let signed = browser.post("/sign-in", &fields).await;
    assert_eq!((signed.status, signed.location()), (StatusCode::SEE_OTHER, "/accounts?q=a"));
    let set = signed.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("; HttpOnly") && set.contains("; SameSite=Lax") && set.contains("; Path=/"), "{set}");
    assert_eq!(browser.read("/accounts").await.status, StatusCode::OK);
    let again = scanner.post("/sign-in", &fields).await;
    assert_eq!((again.status, scanner.cookie("whose")), (StatusCode::UNAUTHORIZED, None));
    assert!(again.text.contains("does not work any more") && !again.text.contains(&ticket));
}

#[tokio::test]
async fn a_wrong_or_expired_link_signs_nobody_in() {
    let test = TestApp::empty().await;
    let (_, ticket) = test.member("default", Role::Viewer).await;
    let browser = Browser::at(&test);
    for wrong in ["", "x", &ticket[1..]] {
        assert_eq!(browser.post("/sign-in", &format!("ticket={wrong}")).await.status, StatusCode::UNAUTHORIZED);
    }
    test.clock.step(sessions::TICKET);
    assert_eq!(browser.post("/sign-in", &format!("ticket={ticket}")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.cookie("whose"), None);
}

#[tokio::test]
async fn signing_in_leads_to_pages_of_ours_alone() {
    let test = TestApp::empty().await;
    for to in
        ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "evil", "%2F%09%2Fevil.example"]
    {
        let (_, ticket) = test.member("default", Role::Viewer).await;
        let signed = Browser::at(&test).post("/sign-in", &format!("ticket={ticket}&to={to}")).await;
        assert_eq!((signed.status, signed.location()), (StatusCode::SEE_OTHER, "/"), "{to}");
    }
}

#[tokio::test]
async fn nobody_is_signed_in_from_another_site() {
    let test = TestApp::empty().await;
    let (_, ticket) = test.member("default", Role::Viewer).await;
    let browser = Browser::at(&test);
    for headers in [&[("sec-fetch-site", "cross-site")][..], &[("origin", "https://evil.example")], &[]] {
        let refused = browser.ask(Method::POST, "/sign-in", headers, &format!("ticket={ticket}")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    let own = [("origin", "http://whose.example.com")];
    let signed = browser.ask(Method::POST, "/sign-in", &own, &format!("ticket={ticket}")).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn over_https_the_session_is_bound_to_the_host() {
    let test = TestApp::empty().await;
    let (_, ticket) = test.member("default", Role::Viewer).await;
    let browser = Browser::with(&test, Settings { https: true, ..Settings::default() });
    let signed = browser.post("/sign-in", &format!("ticket={ticket}")).await;
    let set = signed.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.starts_with("__Host-whose=") && set.ends_with("; Secure"), "{set}");
    assert_eq!(browser.read("/accounts").await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_signs_out_is_out_here_or_everywhere() {
    let test = TestApp::empty().await;
    let (member, ticket) = test.member("default", Role::Viewer).await;
    let (here, there) = (Browser::at(&test), Browser::at(&test));
    here.post("/sign-in", &format!("ticket={ticket}")).await;
    let (_, ticket) = test.app.invite_again(&test.local("default").await, member.id).await.unwrap();
    there.post("/sign-in", &format!("ticket={}", ticket.reveal())).await;
    let session = here.cookie("whose").unwrap();
    let out = here.send("/sign-out", "").await;
    assert_eq!((out.location(), here.cookie("whose")), ("/sign-in?out=1", None));
    here.keep("whose", &session);
    assert_eq!(here.read("/accounts").await.location(), "/sign-in?to=%2Faccounts");
    assert_eq!(there.read("/accounts").await.status, StatusCode::OK);
    let other = Browser::signed_in(&test, Role::Viewer).await;
    there.send("/sign-out", "all=1").await;
    assert_eq!(there.read("/accounts").await.status, StatusCode::SEE_OTHER);
    assert_eq!(other.read("/accounts").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_that_has_ended_shows_nothing_more() {
    let test = TestApp::empty().await;
    let browser = Browser::signed_in(&test, Role::Administrator).await;
    let token = browser.read("/accounts").await.hidden("token");
    let session = browser.cookie("whose").unwrap();
    test.clock.step(sessions::IDLE);
    assert_eq!(browser.read("/accounts?q=x").await.location(), "/sign-in?to=%2Faccounts%3Fq%3Dx");
    browser.keep("whose", &session);
    let form = browser.post("/accounts/1/unlink", &format!("token={token}")).await;
    assert_eq!(form.status, StatusCode::UNAUTHORIZED);
    assert!(form.text.contains("Nothing was changed"));
    browser.keep("whose", &session);
    let partial = browser.ask(Method::GET, "/accounts", &[("hx-request", "true")], "").await;
    assert_eq!(
        (partial.status, &partial.headers["hx-redirect"]),
        (StatusCode::UNAUTHORIZED, &"/sign-in?to=%2Faccounts".parse().unwrap())
    );
}
