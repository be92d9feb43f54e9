//! Each rule by its cases and at its boundaries.

mod access;
mod connections;
mod people;
mod services;
mod texts;

use std::collections::HashMap;

use serde_json::json;

use super::*;
use crate::{
    connections::{Kind, State},
    facts::Facts,
    ids::CompanyId,
    people::Person,
};

pub(super) const ADA: PersonId = PersonId::new(1);
pub(super) const BOB: PersonId = PersonId::new(2);
pub(super) const EVE: PersonId = PersonId::new(3);

pub(super) fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// A register of one account, looked at on Monday, 2026-11-02, at nine.
pub(super) struct World {
    pub(super) account: Account,
    pub(super) connection: Connection,
    pub(super) link: Link,
    pub(super) decided_at: Instant,
    pub(super) people: HashMap<PersonId, Profile>,
    pub(super) others: Vec<Sibling>,
    pub(super) more: usize,
    pub(super) given_to: Vec<(PersonId, Instant)>,
    pub(super) settings: Settings,
    pub(super) now: Instant,
}

impl World {
    pub(super) fn new() -> Self {
        let people = [(ADA, "Ada"), (BOB, "Bob"), (EVE, "Eve")].map(|(id, name)| (id, profile(id, name)));
        Self {
            account: account(Family::Infrastructure),
            connection: connection(Kind::Aws),
            link: Link::none(AccountId::new(7)),
            decided_at: at("2026-05-01"),
            people: people.into_iter().collect(),
            others: Vec::new(),
            more: 0,
            given_to: Vec::new(),
            settings: Settings::default(),
            now: at("2026-11-02T09:00:00Z"),
        }
    }

    /// The same with the account linked to Ada.
    pub(super) fn linked() -> Self {
        let mut world = Self::new();
        world.link.person = Some(ADA);
        world.link.connected_at = Some(at("2026-04-01"));
        world.link.decided_by = Some(crate::actors::DecidedBy::Human);
        world
    }

    pub(super) fn fact(mut self, name: &str, fact: Fact<Value>) -> Self {
        self.account.facts.by_name.insert(name.to_owned(), fact);
        self
    }

    pub(super) fn left(mut self, person: PersonId, left: Left) -> Self {
        self.people.get_mut(&person).unwrap().person.left = Some(left);
        self
    }

    pub(super) fn find(&self, rule: Rule) -> Option<Finding> {
        of_account(
            rule,
            &Seen {
                account: &self.account,
                connection: &self.connection,
                link: &self.link,
                decided_at: self.decided_at,
                people: &self.people,
                others: (&self.others, self.others.len() + self.more),
                given_to: &self.given_to,
                settings: &self.settings,
                now: self.now,
            },
        )
    }

    /// What is found: that it is so, why nobody can tell, or nothing.
    pub(super) fn told(&self, rule: Rule) -> Option<String> {
        self.find(rule).map(|finding| match finding.verdict {
            Verdict::Open => "open".to_owned(),
            Verdict::NotEvaluable(why) => why.to_string(),
        })
    }
}

pub(super) fn account(family: Family) -> Account {
    Account {
        company: CompanyId::new(1),
        id: AccountId::new(7),
        connection: ConnectionId::new(4),
        family,
        external_id: "arn:7".to_owned(),
        username: "ada".to_owned(),
        email: None,
        has_mfa: None,
        facts: Facts { call: "iam:List".to_owned(), by_name: std::collections::BTreeMap::new() },
        seen_at: None,
        last_seen_at: None,
        first_missed_at: None,
        removed_at: None,
        created_at: at("2026-01-01"),
        updated_at: at("2026-03-01"),
        version: 1,
    }
}

pub(super) fn connection(kind: Kind) -> Connection {
    Connection {
        company: CompanyId::new(1),
        id: ConnectionId::new(4),
        name: "aws-prod".to_owned(),
        kind,
        state: State::Active,
        upstream: None,
        set_up_by: None,
        connected_at: None,
        failed_at: None,
        code: None,
        uploaded_at: None,
        renamed_at: None,
        deleted_at: None,
        listed_at: None,
        as_of: None,
        accounts: 1,
        created_at: at("2026-01-01"),
        version: 1,
    }
}

fn profile(id: PersonId, name: &str) -> Profile {
    let entry =
        Account { facts: Facts { call: "roster.csv".to_owned(), ..Facts::default() }, ..account(Family::Identity) };
    let person = Person {
        company: CompanyId::new(1),
        id,
        entry_id: String::new(),
        email: format!("{name}@example.com").to_lowercase(),
        first_name: name.to_owned(),
        last_name: String::new(),
        job_title: None,
        roles: Vec::new(),
        terms_agreed_at: None,
        left: None,
        due_at: None,
        created_at: at("2026-01-01"),
        updated_at: at("2026-01-01"),
        version: 1,
    };
    Profile { person, identities: vec![entry] }
}

pub(super) fn known(value: impl Into<Value>) -> Fact<Value> {
    Fact::Known(value.into())
}

/// Every reason for which a fact may be unknown, and what becomes of a rule that needs it.
pub(super) fn reasons() -> [(Unknown, Option<&'static str>); 6] {
    [
        (Unknown::Denied, Some("denied")),
        (Unknown::Unlicensed, Some("unlicensed")),
        (Unknown::NotCollected, Some("not collected")),
        (Unknown::Stale, Some("stale")),
        (Unknown::NotSupported, None),
        (Unknown::NotApplicable("no password".to_owned()), None),
    ]
}

#[test]
fn a_removed_account_is_found_by_one_rule_only() {
    let mut world = World::linked().fact("access.admin", known(true));
    world.account.has_mfa = Some(false);
    world.others = vec![Sibling { username: "ada2".to_owned(), connected_at: None }];
    world.given_to = vec![(ADA, at("2026-01-01")), (BOB, at("2026-01-02"))];
    world = world.left(ADA, Left { at: None, after: None, inferred: false });
    let found = |world: &World| Rule::ALL.into_iter().filter(|rule| world.find(*rule).is_some()).collect::<Vec<_>>();
    let all = [Rule::Leaver, Rule::UnexpectedAccess, Rule::NoMfa, Rule::HandedOver, Rule::SeveralAccounts];
    assert_eq!(found(&world), all);
    world.account.removed_at = Some(at("2026-10-01"));
    assert_eq!(found(&world), []);
    world.link = Link::none(AccountId::new(7));
    assert_eq!(found(&world), [Rule::RemovedUnknown]);
    world.account.removed_at = None;
    assert!(found(&world).contains(&Rule::Unlinked) && !found(&world).contains(&Rule::RemovedUnknown));
}

#[test]
fn a_finding_tells_what_and_whom_it_is_about() {
    let finding = World::linked().fact("access.admin", known(true)).find(Rule::UnexpectedAccess).unwrap();
    assert_eq!((finding.account, finding.person), (Some(AccountId::new(7)), Some(ADA)));
    assert_eq!(finding.connection, ConnectionId::new(4));
    let shown = Shown { name: "access.admin", fact: known(json!(true)), call: Some("iam:List".to_owned()) };
    assert!(finding.facts.contains(&shown), "{:?}", finding.facts);
}

#[test]
fn hours_past_due_are_whole_and_negative_while_there_is_time() {
    let mut finding = World::new().find(Rule::Unlinked).unwrap();
    assert_eq!(finding.hours_past_due(at("2026-11-02")), None);
    finding.due = Some(at("2026-11-02T09:00:00Z"));
    for (now, hours) in [
        ("2026-11-02T08:59:59.999999Z", -1),
        ("2026-11-02T09:00:00Z", 0),
        ("2026-11-02T09:59:59Z", 0),
        ("2026-11-02T10:00:00Z", 1),
        ("2026-11-01T08:59:59Z", -25),
    ] {
        assert_eq!(finding.hours_past_due(at(now)), Some(hours), "{now}");
    }
}
