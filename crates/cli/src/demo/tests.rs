//! The sample company keeps its promises.

use std::{collections::BTreeMap, sync::Arc};

use app::{App, Caller, findings::Count};
use domain::{
    Moment,
    connections::{Family, Kind},
    findings::Rule,
    ids::{AccountId, PersonId},
    links::Link,
};
use store::{
    Pool,
    links::Stored,
    lists::{Condition, From, Page, Sort, Wanted},
};
use testkit::Database;

use super::{Demo, aws, fill, staff};
use crate::formats::Known;

struct Filled {
    app: App,
    caller: Caller,
    demo: Demo,
    _database: Database,
}

async fn filled() -> Filled {
    let database = Database::new().await;
    let pool: Pool = database.open().await;
    let now = domain::clock::Clock::now(&app::clock::System);
    store::migrations::migrate(&pool, now).await.unwrap();
    let demo = fill(&pool, Arc::new(Known)).await.unwrap();
    let app = App::new(pool, Arc::new(app::clock::System), Arc::new(Known), Arc::new(app::meter::Unmetered));
    let caller = app.authenticate(demo.key.reveal(), None).await.unwrap();
    Filled { app, caller, demo, _database: database }
}

impl Filled {
    async fn list(&self, families: &[Family], states: Vec<(Condition, bool)>, limit: i64) -> Vec<Stored> {
        let wanted = Wanted { families: families.to_vec(), states, ..Wanted::default() };
        let page = Page { sort: Sort::Username, descending: false, from: From::Skip(0), limit };
        self.app.list_accounts(&self.caller, wanted, page, false).await.unwrap().answer.accounts
    }

    async fn named(&self, text: &str) -> Vec<Stored> {
        self.app.named_accounts(&self.caller, text).await.unwrap().accounts
    }
}

const FAMILIES: [Family; 2] = [Family::Infrastructure, Family::VersionControl];

#[tokio::test]
async fn nobody_ever_decided_about_account_1_and_person_1_works_here() {
    let filled = filled().await;
    let first = filled.app.account(&filled.caller, AccountId::new(1)).await.unwrap().accounts.remove(0);
    assert_eq!(first.account.family, Family::Infrastructure);
    assert_eq!(first.link, Link::none(AccountId::new(1)));
    assert!(first.account.removed_at.is_none());
    let never = filled.list(&[Family::Infrastructure], vec![(Condition::Unlinked, true)], 100).await;
    assert!(never.iter().filter(|stored| stored.link.version == 0).count() >= 8);
    let person = filled.app.person(&filled.caller, PersonId::new(1)).await.unwrap().people.remove(0).person;
    assert_eq!((person.email.as_str(), person.left), (staff::PLATFORM, None));
}

#[tokio::test]
async fn the_first_page_holds_linked_unlinked_and_service_accounts() {
    let filled = filled().await;
    let page = filled.list(&[Family::Infrastructure], Vec::new(), 20).await;
    let count = |sort: fn(&Link) -> bool| page.iter().filter(|stored| sort(&stored.link)).count();
    assert_eq!(page.len(), 20);
    assert!(count(|link| link.person.is_some()) >= 3);
    assert!(count(Link::is_unlinked) >= 3);
    assert!(count(|link| link.service.is_some()) >= 2);
}

#[tokio::test]
async fn every_provider_has_as_many_accounts_as_a_small_company() {
    let filled = filled().await;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let listed = filled.list(&FAMILIES, Vec::new(), 1000).await;
    let world = filled.app.accounts(&filled.caller, Vec::new()).await.unwrap().world;
    for stored in &listed {
        let kind = world.connections.get(&stored.account.connection).unwrap().kind;
        *counts.entry(kind.name()).or_default() += 1;
    }
    assert!((35..=45).contains(&counts[Kind::Aws.name()]), "{counts:?}");
    assert_eq!((counts[Kind::Gcp.name()], counts[Kind::Github.name()]), (30, 35));
    assert!(listed.iter().filter(|stored| stored.account.has_mfa.is_none()).count() >= 10);
    assert!(listed.iter().any(|stored| stored.account.has_mfa == Some(false)));
    let addresses = listed.iter().filter_map(|stored| stored.account.email.as_deref());
    assert!(addresses.into_iter().all(|email| email.ends_with("@example.com")));
}

#[tokio::test]
async fn people_leave_come_back_and_share_names() {
    let filled = filled().await;
    let people = filled.app.list_people(&filled.caller, store::people::Wanted::default(), 100, 0).await.unwrap();
    assert_eq!(people.total, 60);
    let people: Vec<_> = people.people.into_iter().map(|profile| profile.person).collect();
    assert!(people.iter().all(|person| person.email.ends_with("@example.com")));
    assert_eq!(people.iter().filter(|person| person.name() == "Alex Kim").count(), 2);
    let left: Vec<_> = people.iter().filter_map(|person| person.left).collect();
    assert_eq!(left.iter().filter(|left| left.inferred).count(), 4);
    assert_eq!(left.iter().filter(|left| !left.inferred && left.at.is_some()).count(), 3);
    let back = people.iter().find(|person| person.email == staff::REHIRE).unwrap();
    assert!(back.left.is_none() && back.version >= 3);
}

#[tokio::test]
async fn links_are_made_by_rule_and_by_hand_and_stay_with_leavers() {
    use domain::actors::DecidedBy::{Human, Rule};
    let filled = filled().await;
    let listed = filled.list(&FAMILIES, Vec::new(), 1000).await;
    let linked = |by| listed.iter().filter(|one| one.link.person.is_some() && one.link.decided_by == Some(by)).count();
    assert!(linked(Rule) >= 30 && linked(Human) >= 8, "{} {}", linked(Rule), linked(Human));
    assert!(!filled.list(&FAMILIES, vec![(Condition::Leaver, true)], 100).await.is_empty());
    let removed = filled.list(&FAMILIES, vec![(Condition::Removed, true)], 100).await;
    let whose: Vec<bool> = removed.iter().map(|stored| stored.link.person.is_some()).collect();
    assert_eq!(whose, [true, false]);
    assert!(removed.iter().all(|stored| stored.account.last_seen_at.is_some()));
    assert_eq!(filled.named("alexkim-writes").await[0].link.version, 4);
}

#[tokio::test]
async fn service_accounts_say_what_for_and_whose_and_one_owner_has_left() {
    let filled = filled().await;
    let service = filled.list(&FAMILIES, vec![(Condition::Service, true)], 100).await;
    assert_eq!(service.len(), 10);
    for mark in service.iter().map(|stored| stored.link.service.as_ref().unwrap()) {
        assert!(mark.designator.is_some() && mark.review_by.is_some());
    }
    let unowned = filled.list(&FAMILIES, vec![(Condition::Unowned, true)], 100).await;
    assert_eq!(
        unowned.iter().map(|stored| stored.account.username.as_str()).collect::<Vec<_>>(),
        ["backup", "mail-relay"]
    );
    let glass = filled.named(&aws::arn("break-glass")).await;
    assert_eq!(glass[0].account.has_mfa, Some(true));
}

#[tokio::test]
async fn the_examples_are_of_four_sorts_and_each_is_one_account() {
    let filled = filled().await;
    let mut sorts = Vec::new();
    for example in &filled.demo.examples {
        let found = filled.named(example).await;
        assert_eq!(found.len(), 1, "{example}");
        let one = &found[0];
        sorts.push((one.link.person.is_some(), one.link.service.is_some(), one.account.removed_at.is_some()));
    }
    assert_eq!(sorts, [(true, false, false), (false, false, false), (true, false, true), (false, true, false)]);
}

#[tokio::test]
async fn every_rule_finds_something_and_of_some_nobody_can_tell() {
    let filled = filled().await;
    let counts = filled.app.count_findings(&filled.caller, &Default::default(), Moment::default()).await.unwrap();
    let sum = |rule, of: fn(&Count) -> u64| -> u64 {
        counts.counts.iter().filter(|((found, _), _)| *found == rule).map(|(_, count)| of(count)).sum()
    };
    for rule in Rule::ALL {
        let open = sum(rule, |count| count.open);
        assert!((1..40).contains(&open), "{}: {open}", rule.name());
    }
    for rule in [Rule::UnexpectedAccess, Rule::MissingAccess, Rule::NoMfa] {
        assert!(sum(rule, |count| count.not_evaluable.values().sum()) > 0, "{}", rule.name());
    }
    assert_eq!(sum(Rule::StaleConnection, |count| count.open), 1, "the roster alone");
}
