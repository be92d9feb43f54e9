//! Members, the tickets that sign them in, and their sessions.

use app::{Kind, members::NewMember, sessions::SignedIn};
use domain::{
    actors::DecidedBy,
    ids::MemberId,
    members::Role,
    permissions::Permission,
    sessions::{IDLE, TICKET},
};
use testkit::{TestApp, samples};

async fn signed_in(test: &TestApp, session: &str) -> Option<SignedIn> {
    test.app.signed_in(session, None).await.ok()
}

async fn kinds(test: &TestApp) -> Vec<String> {
    let caller = test.local("default").await;
    let events = test.app.events(&caller, store::events::Wanted::default(), 100_000).await.unwrap();
    let kinds = events.into_iter().map(|(_, event)| event.kind);
    kinds.filter(|kind| kind.starts_with("member.") || kind.starts_with("session.")).collect()
}

#[tokio::test]
async fn a_ticket_signs_in_once() {
    let test = TestApp::empty().await;
    let (member, ticket) = test.member("default", Role::Reviewer).await;
    let session = test.app.sign_in(&ticket, None).await.unwrap();
    let here = signed_in(&test, session.reveal()).await.unwrap();
    assert_eq!((here.member.id, here.caller.permissions), (member.id, Role::Reviewer.permissions()));
    assert_eq!(here.caller.actor.decides_as(), DecidedBy::Human);
    assert_eq!(test.app.sign_in(&ticket, None).await.unwrap_err().kind, Kind::Unauthorized);
    assert_eq!(kinds(&test).await, ["member.added", "session.began"]);
}

#[tokio::test]
async fn a_ticket_that_is_unknown_or_expired_signs_nobody_in() {
    let test = TestApp::empty().await;
    let (_, ticket) = test.member("default", Role::Viewer).await;
    for wrong in ["", "x", &ticket.to_uppercase(), &app::digests::sha256(&ticket)] {
        assert_eq!(test.app.sign_in(wrong, None).await.unwrap_err().kind, Kind::Unauthorized);
    }
    test.clock.step(TICKET);
    assert_eq!(test.app.sign_in(&ticket, None).await.unwrap_err().kind, Kind::Unauthorized);
    assert_eq!(kinds(&test).await, ["member.added"]);
}

#[tokio::test]
async fn a_session_lasts_while_it_is_used_and_a_week_at_most() {
    let test = TestApp::empty().await;
    let session = test.session("default", Role::Viewer).await;
    for _ in 0..13 {
        test.clock.step(IDLE - 1);
        assert!(signed_in(&test, &session).await.is_some());
    }
    test.clock.step(IDLE);
    assert!(signed_in(&test, &session).await.is_none());
    let used = test.session("default", Role::Viewer).await;
    for _ in 0..14 {
        test.clock.step(IDLE - 1);
        signed_in(&test, &used).await;
    }
    test.clock.step(14);
    assert!(signed_in(&test, &used).await.is_none());
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_member_or_an_administrator() {
    let test = TestApp::empty().await;
    let session = test.session("default", Role::Viewer).await;
    let here = signed_in(&test, &session).await.unwrap();
    let other = signed_in(&test, &test.session("default", Role::Reviewer).await).await.unwrap();
    assert_eq!(test.app.sessions(&here.caller, here.member.id).await.unwrap(), std::slice::from_ref(&here.session));
    assert_eq!(test.app.sessions(&other.caller, here.member.id).await.unwrap_err().kind, Kind::Forbidden);
    assert_eq!(test.app.end_session(&other.caller, here.session.id).await.unwrap_err().kind, Kind::Forbidden);
    assert!(signed_in(&test, &session).await.is_some());
    test.app.end_session(&here.caller, here.session.id).await.unwrap();
    test.app.end_session(&here.caller, here.session.id).await.unwrap();
    assert!(signed_in(&test, &session).await.is_none());
    assert_eq!(test.app.end_sessions(&test.local("default").await, other.member.id).await.unwrap(), 1);
    assert_eq!(kinds(&test).await.iter().filter(|kind| *kind == "session.ended").count(), 2);
}

#[tokio::test]
async fn another_companys_members_and_sessions_are_as_if_they_had_never_been() {
    let test = TestApp::empty().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let here = signed_in(&test, &test.session("default", Role::Viewer).await).await.unwrap();
    let other = test.local("other").await;
    assert_eq!(test.app.sessions(&other, here.member.id).await.unwrap(), []);
    let missing = test.app.end_session(&other, here.session.id).await.unwrap_err().kind;
    assert_eq!(missing, Kind::Missing(app::error::Noun::Session));
    let missing = test.app.remove_member(&other, here.member.id).await.unwrap_err().kind;
    assert_eq!(missing, Kind::Missing(app::error::Noun::Member));
    let session = test.session("other", Role::Administrator).await;
    let administrator = signed_in(&test, &session).await.unwrap().caller;
    assert!(!administrator.permissions.has(Permission::ManageCompanies));
}

#[tokio::test]
async fn who_is_removed_is_signed_out_and_stays_out() {
    let test = TestApp::empty().await;
    let local = test.local("default").await;
    let (member, ticket) = test.member("default", Role::Auditor).await;
    let session = test.app.sign_in(&ticket, None).await.unwrap();
    let (_, spare) = test.app.invite_again(&local, member.id).await.unwrap();
    test.app.remove_member(&local, member.id).await.unwrap();
    assert!(signed_in(&test, session.reveal()).await.is_none());
    assert_eq!(test.app.sign_in(spare.reveal(), None).await.unwrap_err().kind, Kind::Unauthorized);
    assert!(test.app.invite_again(&local, member.id).await.is_err());
    assert!(test.app.remove_member(&local, member.id).await.is_err());
    assert_eq!(
        kinds(&test).await,
        ["member.added", "session.began", "member.invited", "member.removed", "session.ended"]
    );
}

#[tokio::test]
async fn a_role_holds_from_the_next_request_and_one_administrator_stays() {
    let test = TestApp::empty().await;
    let local = test.local("default").await;
    let session = test.session("default", Role::Administrator).await;
    let first = signed_in(&test, &session).await.unwrap().member.id;
    let in_the_way = |kind: Kind| matches!(kind, Kind::Conflict(_));
    assert!(in_the_way(test.app.assign_role(&local, first, Role::Viewer).await.unwrap_err().kind));
    assert!(in_the_way(test.app.remove_member(&local, first).await.unwrap_err().kind));
    test.member("default", Role::Administrator).await;
    test.app.assign_role(&local, first, Role::Viewer).await.unwrap();
    test.app.assign_role(&local, first, Role::Viewer).await.unwrap();
    let permissions = signed_in(&test, &session).await.unwrap().caller.permissions;
    assert_eq!(permissions, Role::Viewer.permissions());
    assert_eq!(kinds(&test).await.iter().filter(|kind| *kind == "member.changed").count(), 1);
}

#[tokio::test]
async fn nobody_gives_more_than_they_have() {
    let (test, _) = TestApp::filled().await;
    let mut caller = test.local("default").await;
    caller.permissions = caller.permissions.without(Permission::ManageKeys);
    let new = |role| NewMember { name: "Ada".to_owned(), role, person: None };
    assert_eq!(test.app.invite(&caller, new(Role::Administrator)).await.unwrap_err().kind, Kind::Forbidden);
    let (viewer, _) = test.app.invite(&caller, new(Role::Viewer)).await.unwrap();
    let more = test.app.assign_role(&caller, viewer.id, Role::Administrator).await.unwrap_err().kind;
    assert_eq!(more, Kind::Forbidden);
    caller.permissions = caller.permissions.without(Permission::ManageMembers);
    assert!(test.app.invite(&caller, new(Role::Viewer)).await.is_err() && test.app.members(&caller).await.is_err());
}

#[tokio::test]
async fn a_member_can_be_a_person_who_works_here() {
    let (test, _) = TestApp::filled().await;
    let caller = test.local("default").await;
    let new = |person: &str| {
        let person = Some(person.to_owned());
        NewMember { name: "Sally".to_owned(), role: Role::Reviewer, person }
    };
    for nobody in ["nobody@example.com", "omar.khan@example.com"] {
        let refused = test.app.invite(&caller, new(nobody)).await.unwrap_err().kind;
        assert_eq!(refused, Kind::Missing(app::error::Noun::Person));
    }
    let (member, ticket) = test.app.invite(&caller, new(samples::OWNER)).await.unwrap();
    let session = test.app.sign_in(ticket.reveal(), None).await.unwrap();
    let here = signed_in(&test, session.reveal()).await.unwrap();
    assert!(member.person.is_some() && here.caller.actor.person() == member.person);
}

#[tokio::test]
async fn a_new_register_is_set_up_by_a_link_until_somebody_has_signed_in() {
    let test = TestApp::empty().await;
    let lost = test.app.set_up().await.unwrap().unwrap();
    let again = test.app.set_up().await.unwrap().unwrap();
    assert_ne!(lost.reveal(), again.reveal());
    let session = test.app.sign_in(again.reveal(), None).await.unwrap();
    let here = signed_in(&test, session.reveal()).await.unwrap();
    assert_eq!((here.member.id, here.member.role), (MemberId::new(1), Role::Administrator));
    assert!(test.app.set_up().await.unwrap().is_none());
}
