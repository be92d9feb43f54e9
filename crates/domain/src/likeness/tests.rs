//! What reads as whom.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::{
    Instant,
    accounts::Account,
    connections::Family,
    facts::{Fact, Facts},
    ids::{AccountId, CompanyId, ConnectionId, PersonId},
    people::{Person, Profile},
};

fn account(username: &str, email: Option<&str>, facts: &[(&str, &str)]) -> Account {
    let start = Instant::from_micros(0);
    let by_name: BTreeMap<String, _> =
        facts.iter().map(|(name, text)| ((*name).to_owned(), Fact::Known(json!(text)))).collect();
    Account {
        company: CompanyId::new(1),
        id: AccountId::new(1),
        connection: ConnectionId::new(1),
        family: Family::Infrastructure,
        external_id: "e17".to_owned(),
        username: username.to_owned(),
        email: email.map(str::to_owned),
        has_mfa: None,
        facts: Facts { call: "list".to_owned(), by_name },
        seen_at: None,
        last_seen_at: None,
        first_missed_at: None,
        removed_at: None,
        created_at: start,
        updated_at: start,
        version: 1,
    }
}

fn sally() -> Profile {
    let start = Instant::from_micros(0);
    let person = Person {
        company: CompanyId::new(1),
        id: PersonId::new(1),
        entry_id: String::new(),
        email: "Sally.Smith@example.com".to_owned(),
        first_name: "Sally".to_owned(),
        last_name: "Smith".to_owned(),
        job_title: None,
        roles: Vec::new(),
        terms_agreed_at: None,
        left: None,
        due_at: None,
        created_at: start,
        updated_at: start,
        version: 1,
    };
    Profile { person, identities: vec![account("sal", Some("sal@old.example"), &[])] }
}

fn points(account: &Account) -> [(Agreement, i32); 4] {
    compare(&Clues::of(account), &sally()).map(|point| (point.agreement, point.weight))
}

#[test]
fn a_user_name_is_read_as_a_name_in_every_usual_way() {
    for (name, agreement) in [
        ("sally.smith", Agreement::Same),
        ("smith_sally", Agreement::Same),
        ("sallysmith2", Agreement::Same),
        ("adm-ssmith", Agreement::Near),
        ("smiths", Agreement::Near),
        ("sally", Agreement::Near),
        ("deploy", Agreement::Unknown),
    ] {
        let account = account(name, None, &[]);
        assert_eq!(points(&account)[2].0, agreement, "{name}");
        let prefixes = Clues::of(&account).sort_prefixes();
        let found = prefixes.iter().any(|prefix| "smith\u{1}sally".starts_with(prefix.as_str()));
        let by_address = Clues::of(&account).address_prefixes();
        let found = found || by_address.iter().any(|prefix| "sally.smith@example.com".starts_with(prefix.as_str()));
        assert_eq!(found, agreement != Agreement::Unknown, "{name}: {prefixes:?} {by_address:?}");
    }
}

#[test]
fn the_same_address_outweighs_a_near_one_and_another_counts_against() {
    let weights = [Some("sally.smith@example.com"), Some("sally.smith@other.example"), None, Some("x@example.com")]
        .map(|email| points(&account("deploy", email, &[]))[0].1);
    assert!(weights.is_sorted_by(|more, less| more > less), "{weights:?}");
}

#[test]
fn aliases_employee_ids_and_told_names_are_compared() {
    assert_eq!(points(&account("x", Some("sal@old.example"), &[]))[1].0, Agreement::Same);
    assert_eq!(points(&account("x", None, &[("employeeNumber", "E17")]))[3].0, Agreement::Same);
    assert_eq!(points(&account("x", None, &[("employeeNumber", "E18")]))[3].0, Agreement::Other);
    assert_eq!(points(&account("x", None, &[("displayName", "Smith, Sally")]))[2].0, Agreement::Same);
    assert_eq!(points(&account("x", None, &[("displayName", "Omar Khan")]))[2].0, Agreement::Other);
    assert_eq!(points(&account("x", None, &[("mail", "sally.smith@example.com")]))[0].0, Agreement::Same);
}

#[test]
fn however_much_an_account_tells_little_is_looked_for() {
    let long = "abcdefghijklmnopqrs.".repeat(50);
    let clues = Clues::of(&account(&long, Some(&format!("{long}x@example.com")), &[]));
    assert!(clues.sort_prefixes().len() <= 60 && clues.address_prefixes().len() <= 20);
}
