//! Signing in by an identity provider: who comes in, and everybody who does not.

use domain::members::Role;
use http::{StatusCode, header};
use serde_json::{Value, json};
use testkit::TestApp;

use crate::{
    browser::{Browser, Seen},
    idp::{Idp, Signing},
};

/// A register, and the provider that its members sign in by.
struct World {
    test: TestApp,
    idp: Idp,
}

impl World {
    async fn new() -> Self {
        Self { test: TestApp::empty().await, idp: Idp::start().await }
    }

    /// A browser at the register, whose server has just been started.
    fn browser(&self) -> Browser {
        Browser::with_provider(&self.test, self.idp.provider())
    }

    /// Signs in by that browser, with claims laid over good ones.
    async fn sign_in(&self, browser: &Browser, over: Value, signing: Signing) -> Seen {
        let left = browser.read("/sign-in/provider?to=%2Faccounts").await;
        let query = self.idp.grant(left.location(), &over, signing);
        browser.read(&format!("/sign-in/callback?{query}")).await
    }

    async fn members(&self) -> Vec<(String, Role)> {
        let members = self.test.app.members(&self.test.local("default").await).await.unwrap();
        members.into_iter().map(|member| (member.name, member.role)).collect()
    }
}

fn refused(seen: &Seen, browser: &Browser, status: StatusCode, words: &str) {
    assert_eq!((seen.status, browser.cookie("whose")), (status, None), "{}", seen.text);
    assert!(seen.text.contains(words) && seen.text.contains("/sign-in/provider"), "{}", seen.text);
    assert_eq!(browser.cookie("whose-away"), None);
}

#[tokio::test]
async fn the_provider_signs_in_and_leads_to_the_page_that_was_asked_for() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.read("/sign-in?to=%2Faccounts").await;
    assert!(page.text.contains("href=\"/sign-in/provider?to=%2Faccounts\""), "{}", page.text);
    let left = browser.read("/sign-in/provider?to=%2Faccounts").await;
    let set = left.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("; HttpOnly; SameSite=Lax; Max-Age=600"), "{set}");
    assert!(left.location().starts_with(&format!("{}/authorize?", world.idp.url())), "{}", left.location());
    let back = world.sign_in(&browser, json!({ "groups": ["it", "staff"] }), Signing::Good).await;
    assert_eq!((back.status, back.location()), (StatusCode::SEE_OTHER, "/accounts"));
    assert_eq!(browser.cookie("whose-away"), None);
    assert_eq!(browser.read("/accounts").await.status, StatusCode::OK);
    assert_eq!(world.members().await, [("Ada".to_owned(), Role::Reviewer)]);
    let out = browser.send("/sign-out", "").await;
    assert_eq!((out.status, browser.cookie("whose")), (StatusCode::SEE_OTHER, None));
}

#[tokio::test]
async fn an_answer_that_is_not_the_providers_signs_nobody_in() {
    let world = World::new().await;
    let good = json!({});
    let cases = [
        (json!({ "iss": "https://other.example" }), Signing::Good),
        (json!({ "iss": format!("{}/", world.idp.url()) }), Signing::Good),
        (json!({ "aud": "another" }), Signing::Good),
        (json!({ "aud": ["whose", "another"] }), Signing::Good),
        (json!({ "nonce": "another" }), Signing::Good),
        (json!({ "nonce": null }), Signing::Good),
        (json!({ "exp": 1_793_610_000 }), Signing::Good),
        (good.clone(), Signing::Nothing),
        (good.clone(), Signing::PublicKey),
        (good.clone(), Signing::Forged),
        (good, Signing::Unpublished),
    ];
    for (over, signing) in cases {
        let browser = world.browser();
        let back = world.sign_in(&browser, over.clone(), signing).await;
        assert!(!back.text.contains("another"), "{over} {signing:?}");
        refused(&back, &browser, StatusCode::UNAUTHORIZED, "could not be verified");
    }
    assert_eq!(world.members().await, []);
}

#[tokio::test]
async fn a_state_works_once_and_in_the_browser_that_has_begun() {
    let world = World::new().await;
    let (victim, attacker) = (world.browser(), world.browser());
    let left = attacker.read("/sign-in/provider").await;
    let query = world.idp.grant(left.location(), &json!({ "sub": "mallory" }), Signing::Good);
    let address = format!("/sign-in/callback?{query}");
    refused(&victim.read(&address).await, &victim, StatusCode::UNAUTHORIZED, "another browser");
    victim.read("/sign-in/provider").await;
    refused(&victim.read(&address).await, &victim, StatusCode::UNAUTHORIZED, "another browser");
    assert_eq!(attacker.read(&address).await.status, StatusCode::SEE_OTHER);
    assert_eq!(attacker.read(&address).await.status, StatusCode::UNAUTHORIZED);
    let late = world.browser();
    let left = late.read("/sign-in/provider").await;
    let query = world.idp.grant(left.location(), &json!({}), Signing::Good);
    world.test.clock.step(600);
    refused(&late.read(&format!("/sign-in/callback?{query}")).await, &late, StatusCode::UNAUTHORIZED, "too long ago");
}

#[tokio::test]
async fn a_code_works_once_and_for_the_attempt_that_it_was_given_for() {
    let world = World::new().await;
    let (one, other) = (world.browser(), world.browser());
    let state = |query: &str| query.split_once("&state=").unwrap().1.to_owned();
    let left = one.read("/sign-in/provider").await;
    let stolen = world.idp.grant(left.location(), &json!({}), Signing::Good);
    let left = other.read("/sign-in/provider").await;
    let own = world.idp.grant(left.location(), &json!({}), Signing::Good);
    let mixed = format!("{}&state={}", stolen.split('&').next().unwrap(), state(&own));
    let back = other.read(&format!("/sign-in/callback?{mixed}")).await;
    refused(&back, &other, StatusCode::UNAUTHORIZED, "could not be verified");
    // The stolen code is used up, by the rule of the provider.
    let back = one.read(&format!("/sign-in/callback?{stolen}")).await;
    refused(&back, &one, StatusCode::UNAUTHORIZED, "could not be verified");
}

#[tokio::test]
async fn somebody_is_known_by_the_subject_and_never_by_the_address() {
    let (test, _) = TestApp::filled().await;
    let world = World { test, idp: Idp::start().await };
    for (subject, verified) in [("one", true), ("two", true), ("three", false)] {
        let over = json!({ "sub": subject, "email": testkit::samples::OWNER, "email_verified": verified });
        assert_eq!(world.sign_in(&world.browser(), over, Signing::Good).await.status, StatusCode::SEE_OTHER);
    }
    let again = json!({ "sub": "one", "email": "other@example.com", "name": "Another" });
    world.sign_in(&world.browser(), again, Signing::Good).await;
    let members = world.test.app.members(&world.test.local("default").await).await.unwrap();
    let subjects: Vec<_> = members.iter().map(|member| member.identity.as_ref().unwrap().subject.as_str()).collect();
    assert_eq!(subjects, ["one", "two", "three"]);
    let people: Vec<_> = members.iter().map(|member| member.person.is_some()).collect();
    assert_eq!(people, [true, true, false]);
}

#[tokio::test]
async fn the_role_is_what_the_provider_says_now_and_without_one_nobody_comes_in() {
    let world = World::new().await;
    world.sign_in(&world.browser(), json!({ "groups": "sec" }), Signing::Good).await;
    assert_eq!(world.members().await, [("Ada".to_owned(), Role::Administrator)]);
    world.sign_in(&world.browser(), json!({}), Signing::Good).await;
    assert_eq!(world.members().await, [("Ada".to_owned(), Role::Viewer)]);
    for groups in [json!(["others"]), json!([]), Value::Null] {
        let browser = world.browser();
        let back = world.sign_in(&browser, json!({ "groups": groups, "sub": "eve" }), Signing::Good).await;
        refused(&back, &browser, StatusCode::FORBIDDEN, "gives you a role here");
    }
    assert_eq!(world.members().await.len(), 1);
}

#[tokio::test]
async fn whoever_was_removed_stays_out() {
    let world = World::new().await;
    world.sign_in(&world.browser(), json!({}), Signing::Good).await;
    let caller = world.test.local("default").await;
    let member = world.test.app.members(&caller).await.unwrap().remove(0);
    world.test.app.remove_member(&caller, member.id).await.unwrap();
    let browser = world.browser();
    let back = world.sign_in(&browser, json!({}), Signing::Good).await;
    refused(&back, &browser, StatusCode::FORBIDDEN, "You were removed");
}

#[tokio::test]
async fn a_new_key_of_the_provider_is_asked_for_once_a_minute_at_most() {
    let world = World::new().await;
    let browser = world.browser();
    world.sign_in(&browser, json!({}), Signing::Good).await;
    for _ in 0..3 {
        world.sign_in(&browser, json!({}), Signing::Unpublished).await;
    }
    assert_eq!(world.idp.asked(), 1);
    world.idp.rotate();
    world.test.clock.step(60);
    let back = world.sign_in(&browser, json!({}), Signing::Good).await;
    assert_eq!((back.status, world.idp.asked()), (StatusCode::SEE_OTHER, 2));
}

#[tokio::test]
async fn a_refusal_of_the_provider_is_told_and_what_it_says_is_not() {
    let world = World::new().await;
    for answer in ["error=access_denied&error_description=evil", "", "code=a&iss=https%3A%2F%2Fother.example"] {
        let browser = world.browser();
        let left = browser.read("/sign-in/provider").await;
        let query = world.idp.grant(left.location(), &json!({}), Signing::Good);
        let state = query.split_once("&state=").unwrap().1;
        let back = browser.read(&format!("/sign-in/callback?{answer}&state={state}")).await;
        assert!(!back.text.contains("evil"));
        refused(&back, &browser, StatusCode::UNAUTHORIZED, "did not sign you in");
    }
    assert_eq!(world.browser().post("/sign-in/callback", "code=a").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_told_of() {
    let test = TestApp::empty().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = oidc::Settings {
        issuer: format!("http://{}", listener.local_addr().unwrap()),
        client: "whose".to_owned(),
        secret: None,
        scopes: Vec::new(),
        callback: "http://whose.example.com/sign-in/callback".to_owned(),
        claim: "groups".to_owned(),
        roles: oidc::Roles::default(),
    };
    drop(listener);
    let browser = Browser::with_provider(&test, oidc::Provider::new(settings, None).unwrap());
    let left = browser.read("/sign-in/provider").await;
    refused(&left, &browser, StatusCode::SERVICE_UNAVAILABLE, "does not answer");
    let signed = Browser::at(&test).read("/sign-in").await;
    assert!(!signed.text.contains("/sign-in/provider"));
}
