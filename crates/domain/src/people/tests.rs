use super::*;
use crate::{
    connections::Family,
    facts::{Fact, Facts},
    ids::{AccountId, ConnectionId},
};

fn day(day: &str) -> Instant {
    Instant::parse(day).unwrap()
}

/// A roster entry with that name, and that last day if there is one.
fn entry(name: &str, last_day: Option<&str>) -> Account {
    let known = [(facts::FIRST_NAME, Some(name)), (facts::SEPARATED_AT, last_day)];
    let known = known.into_iter().filter_map(|(fact, text)| Some((fact.to_owned(), Fact::Known(text?.into()))));
    Account {
        company: CompanyId::new(1),
        id: AccountId::new(1),
        connection: ConnectionId::new(1),
        family: Family::Identity,
        external_id: name.to_owned(),
        username: name.to_owned(),
        email: Some(format!("{name}@example.com")),
        has_mfa: None,
        facts: Facts { call: "file:csv".to_owned(), by_name: known.collect() },
        seen_at: None,
        last_seen_at: None,
        first_missed_at: None,
        removed_at: None,
        created_at: day("2026-01-01"),
        updated_at: day("2026-01-01"),
        version: 1,
    }
}

fn gone(entry: Account, missed: &str) -> Account {
    Account { first_missed_at: Some(day(missed)), removed_at: Some(day(missed)), ..entry }
}

fn person() -> Person {
    Person {
        company: CompanyId::new(1),
        id: PersonId::new(1),
        entry_id: String::new(),
        email: "before@example.com".to_owned(),
        first_name: "before".to_owned(),
        last_name: String::new(),
        job_title: None,
        roles: Vec::new(),
        terms_agreed_at: None,
        left: None,
        due_at: None,
        created_at: day("2026-01-01"),
        updated_at: day("2026-01-01"),
        version: 1,
    }
}

#[test]
fn a_stated_last_day_counts_from_its_first_instant() {
    let entries = [entry("ada", Some("2026-06-30"))];
    let before = person().stated(&entries, Instant::from_micros(day("2026-06-30").micros() - 1));
    assert_eq!((before.left, before.due_at), (None, Some(day("2026-06-30"))));
    let after = person().stated(&entries, day("2026-06-30"));
    let left = Left { at: Some(day("2026-06-30")), after: None, inferred: false };
    assert_eq!((after.left, after.due_at), (Some(left), None));
}

#[test]
fn whoever_has_another_entry_stays_and_is_called_as_that_one_says() {
    let entries = [entry("ada", Some("2026-06-30")), entry("ada.one", Some("2026-12-31"))];
    let during = person().stated(&entries, day("2026-07-01"));
    assert_eq!((during.first_name.as_str(), during.left, during.due_at), ("ada.one", None, Some(day("2026-12-31"))));
    let after = person().stated(&entries, day("2027-01-01"));
    assert_eq!(after.left.and_then(|left| left.at), Some(day("2026-12-31")));
}

#[test]
fn a_date_that_is_to_come_wins_over_an_inferred_one_when_it_has_come() {
    let entries = [gone(entry("ada", Some("2026-06-30")), "2026-06-01")];
    let before = person().stated(&entries, day("2026-06-02"));
    assert_eq!(before.left.map(|left| (left.at, left.inferred)), Some((Some(day("2026-06-01")), true)));
    assert_eq!(before.due_at, Some(day("2026-06-30")));
    let after = person().stated(&entries, day("2026-06-30"));
    assert_eq!(after.left.map(|left| (left.at, left.inferred)), Some((Some(day("2026-06-30")), false)));
}

#[test]
fn nobody_is_due_without_entries() {
    let alone = Person { due_at: Some(day("2026-06-30")), ..person() };
    assert_eq!(alone.stated(&[], day("2026-07-01")), person());
}
