//! People, as rosters state them.

use std::sync::Arc;

use app::App;
use domain::{
    Instant,
    people::{Left, Person},
    runs::Scope,
};
use testkit::{Files, TestApp, samples};

/// Ada's last day is to come, Bob's has been, Cid has none.
const ROSTER: &str = "\
id,email,firstName,lastName,endDate
p1,ada@example.com,Ada,One,2026-11-05
p2,bob@example.com,Bob,Two,2026-10-30
p3,cid@example.com,Cid,Three,
";

async fn everybody(test: &TestApp) -> Vec<Person> {
    let caller = test.local("default").await;
    let people = test.app.list_people(&caller, store::people::Wanted::default(), 1000, 0).await.unwrap().people;
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

/// Which people have left, by address.
async fn leavers(test: &TestApp) -> Vec<(String, Left)> {
    everybody(test).await.into_iter().filter_map(|person| Some((person.email, person.left?))).collect()
}

/// What was recorded about people, as kind and actor.
async fn recorded(test: &TestApp) -> Vec<(String, &'static str)> {
    let caller = test.local("default").await;
    let events = test.app.events(&caller, store::events::Wanted::default(), 10_000).await.unwrap();
    let about_people = events.into_iter().filter(|(_, event)| event.subject.kind() == "person");
    about_people.map(|(_, event)| (event.kind, event.actor.kind())).collect()
}

fn stated(day: &str) -> Left {
    Left { at: Instant::parse(day), after: None, inferred: false }
}

#[tokio::test]
async fn a_last_day_that_is_to_come_takes_effect_by_itself_when_it_comes() {
    let test = TestApp::empty().await;
    test.import("default", Scope::People, "roster", "csv", ROSTER).await.unwrap();
    let bob = ("bob@example.com".to_owned(), stated("2026-10-30"));
    let before = recorded(&test).await;
    for hours in [0, 62] {
        test.clock.step(hours * 3600);
        test.app.note_leavers().await.unwrap();
        assert_eq!(leavers(&test).await, std::slice::from_ref(&bob));
    }
    test.clock.step(3600);
    for _ in 0..2 {
        test.app.note_leavers().await.unwrap();
        assert_eq!(leavers(&test).await, [("ada@example.com".to_owned(), stated("2026-11-05")), bob.clone()]);
        assert_eq!(recorded(&test).await[before.len()..], [("person.left".to_owned(), "register")]);
    }
    let again = test.import("default", Scope::People, "roster", "csv", ROSTER).await.unwrap();
    assert_eq!(again.manifest.counts.unchanged, 3);
    assert_eq!(recorded(&test).await.len(), before.len() + 1);
}

#[tokio::test]
async fn a_last_day_that_is_put_off_or_taken_back_does_not_take_effect() {
    let test = TestApp::empty().await;
    for (last_day, left) in [("2026-11-06", None), ("", None), ("2026-11-04", Some(stated("2026-11-04")))] {
        test.import("default", Scope::People, "roster", "csv", ROSTER).await.unwrap();
        let put_off = ROSTER.replace("2026-11-05", last_day);
        test.import("default", Scope::People, "roster", "csv", &put_off).await.unwrap();
        if left.is_some() {
            test.clock.step(3 * 86_400);
        }
        test.app.note_leavers().await.unwrap();
        assert_eq!(everybody(&test).await[0].left, left, "{last_day}");
    }
}

#[tokio::test]
async fn several_servers_let_the_people_of_every_company_leave_once() {
    let test = TestApp::empty().await;
    let asker = test.local("default").await;
    test.app.create_company(&asker, "other").await.unwrap();
    let many: String =
        (0..700).map(|number| format!("m{number},m{number}@example.com,Una,Many,2026-11-05\n")).collect();
    test.import("default", Scope::People, "roster", "csv", &format!("{ROSTER}{many}")).await.unwrap();
    test.import("other", Scope::People, "roster", "csv", ROSTER).await.unwrap();
    let before = recorded(&test).await.len();
    test.clock.step(3 * 86_400);
    let server =
        || App::new(test.app.pool().clone(), test.clock.clone(), Arc::new(Files), Arc::new(app::meter::Unmetered));
    let (one, other) = (server(), server());
    let both = tokio::join!(one.note_leavers(), other.note_leavers());
    assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
    let left = leavers(&test).await;
    assert_eq!(left.len(), 702);
    let leaving = recorded(&test).await.split_off(before);
    assert_eq!(leaving.len(), 701);
    assert!(leaving.iter().all(|event| *event == ("person.left".to_owned(), "register")));
    let caller = test.local("other").await;
    let wanted = store::people::Wanted { left: Some(true), ..Default::default() };
    assert_eq!(test.app.list_people(&caller, wanted, 100, 0).await.unwrap().total, 2);
}
