//! Accounts and roster entries as Drata's API shows them.

use domain::{
    Instant,
    accounts::roster_facts,
    facts::{Fact, Unknown},
    listings::RosterLeft,
};
use serde_json::json;

use super::{DRATA_ACCOUNTS, DRATA_PEOPLE, read_accounts, read_people, refused_accounts, refused_people};
use crate::choosing::DRATA;

fn at(text: &str) -> Option<Instant> {
    Some(Instant::parse(text).unwrap())
}

#[test]
fn accounts_are_read_with_what_is_a_fact_about_them() {
    let (rows, summary) = read_accounts(DRATA, DRATA_ACCOUNTS).unwrap();
    let ada = &rows[0];
    assert_eq!((ada.external_id.as_str(), ada.username.as_str()), ("AIDAEXAMPLEADA", "ada"));
    assert_eq!((ada.email.as_deref(), &ada.mfa, ada.gone_at), (Some("ada@example.com"), &Fact::Known(true), None));
    let names: Vec<&str> = ada.facts.by_name.keys().map(String::as_str).collect();
    assert_eq!(names, ["createdAt", "email", "hasMfa", "id", "identityId", "mfa", "username"]);
    assert_eq!(summary.upstream.as_deref(), Some("111122223333"));
    assert_eq!(summary.unread, ["riskScore"]);
    assert!(!summary.always_complete);
}

#[test]
fn what_is_somebody_s_and_disconnected_is_gone_and_what_is_nobody_s_is_not() {
    let (rows, _) = read_accounts(DRATA, DRATA_ACCOUNTS).unwrap();
    assert_eq!((rows[1].gone_at, rows[2].gone_at), (at("2025-02-03T04:05:06Z"), None));
}

#[test]
fn what_is_not_known_is_not_guessed() {
    let (rows, _) = read_accounts(DRATA, DRATA_ACCOUNTS).unwrap();
    assert_eq!(rows[1].mfa, Fact::Unknown(Unknown::NotCollected));
    assert_eq!((rows[2].username.as_str(), rows[2].email.as_deref()), ("AIDAEXAMPLEBOT", None));
    assert_eq!(rows[2].facts.by_name["email"], Fact::Known(json!("not an address")));
    assert_eq!(rows[2].facts.by_name["riskScore"], Fact::Known(json!(7)));
}

#[test]
fn the_list_is_as_old_as_the_first_check_of_what_is_not_gone() {
    let (_, summary) = read_accounts(DRATA, DRATA_ACCOUNTS).unwrap();
    assert_eq!(summary.asked_at, at("2026-05-01T01:00:00Z"));
    let unchecked = DRATA_ACCOUNTS.replace("\"2026-05-01 01:00:00.000000\"", "null");
    assert_eq!(read_accounts(DRATA, unchecked).unwrap().1.asked_at, None);
}

#[test]
fn roster_entries_are_read_with_their_users() {
    let (rows, summary) = read_people(DRATA, DRATA_PEOPLE).unwrap();
    let fact = |row: usize, name: &str| rows[row].facts.by_name.get(name).and_then(Fact::known).cloned();
    assert_eq!((rows[0].external_id.as_str(), rows[0].email.as_str()), ("E1", "ada@example.com"));
    assert_eq!(rows[0].job_title.as_deref(), Some("Engineer"), "what the entry does not say its user does");
    assert_eq!(fact(0, roster_facts::STARTED_AT), Some(json!("2025-01-31T00:00:00.000000Z")));
    assert_eq!((fact(0, roster_facts::CONTRACTOR), fact(0, roster_facts::MANAGER_NAME)), (Some(json!(false)), None));
    assert_eq!((rows[1].first_name.as_str(), rows[1].last_name.as_str()), ("Grace", "Hopper"));
    assert_eq!(rows[1].left, Some(RosterLeft { at: at("2026-02-28") }));
    assert_eq!(rows[1].gone_at, at("2026-03-01"));
    assert_eq!(summary.unread, ["pronouns"]);
}

#[test]
fn a_date_that_is_not_understood_says_nothing_and_is_kept() {
    let (rows, _) = read_people(DRATA, DRATA_PEOPLE).unwrap();
    assert_eq!(rows[2].left, None);
    assert_eq!(rows[2].facts.by_name[roster_facts::SEPARATED_AT], Fact::Known(json!("end of May")));
}

#[test]
fn damage_and_other_lists_are_refused() {
    let cut = &DRATA_ACCOUNTS[..DRATA_ACCOUNTS.len() - 20];
    assert!(refused_accounts(DRATA, cut).contains("cut off"));
    assert_eq!(refused_accounts(DRATA, ""), "the file is empty");
    let twice = format!("{DRATA_ACCOUNTS}{DRATA_ACCOUNTS}");
    assert!(refused_accounts(DRATA, twice).contains("identityId: is the same as on line 1"));
    let other = DRATA_ACCOUNTS.replacen("\"id\":\"3\"", "\"id\":\"4\"", 1);
    assert!(refused_accounts(DRATA, other).contains("is another one than on the lines before"));
    assert!(refused_accounts(DRATA, "{\"identityId\":\"x\"}").contains("must have an id"));
    assert!(refused_accounts(DRATA, DRATA_ACCOUNTS.replacen("AIDAEXAMPLEADA", " ", 1)).contains("must not be empty"));
    let nameless = DRATA_PEOPLE.replacen("\"email\":\"ada@example.com\"", "\"email\":null", 1);
    assert!(refused_people(DRATA, nameless).contains("must have an e-mail address"));
}
