//! Signing in those whom the identity provider vouches for.

use app::vouched::Vouched;
use domain::members::{Identity, Role};
use testkit::TestApp;

#[tokio::test]
async fn whoever_comes_for_the_first_time_twice_at_once_is_one_member_and_signed_in_twice() {
    let (test, _) = TestApp::filled().await;
    let who = || Vouched {
        identity: Identity { issuer: "https://id.example.com".to_owned(), subject: "ada".to_owned() },
        name: "Ada Obi".to_owned(),
        email: None,
        role: Role::Viewer,
    };
    let come = || test.app.sign_in_vouched(who(), None);
    let (one, two, three, four) = tokio::join!(come(), come(), come(), come());
    let mut members = Vec::new();
    for session in [one, two, three, four] {
        members.push(test.app.signed_in(session.unwrap().reveal(), None).await.unwrap().member.id);
    }
    members.dedup();
    assert_eq!(members.len(), 1);
}
