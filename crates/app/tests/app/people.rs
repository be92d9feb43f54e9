//! People, as rosters state them.

use domain::{people::Person, runs::Scope};
use testkit::{TestApp, samples};

async fn everybody(test: &TestApp) -> Vec<Person> {
    let caller = test.local("default").await;
    let people = test.app.list_people(&caller, store::people::Wanted::default(), 100, 0).await.unwrap().people;
    people.into_iter().map(|profile| profile.person).collect()
}

#[tokio::test]
async fn a_new_person_was_last_changed_when_they_were_first_seen() {
    let test = TestApp::empty().await;
    test.import("default", Scope::People, "roster", "csv", samples::ROSTER).await.unwrap();
    let people = everybody(&test).await;
    assert_eq!(people.len(), 5);
    assert!(people.iter().all(|person| (person.version, person.updated_at) == (1, person.created_at)), "{people:?}");
    test.import("default", Scope::People, "roster", "csv", &samples::ROSTER.replace("CEO", "Chair")).await.unwrap();
    let chair = everybody(&test).await.remove(0);
    assert_eq!(chair.version, 2);
    assert!(chair.updated_at > chair.created_at);
}
