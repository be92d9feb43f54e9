//! Made-up registers: they are as sound as real ones, and remember their two years.

use std::{collections::BTreeSet, fs::File};

use domain::Instant;
use serde_json::Value;
use testkit::specimens::{Plan, write};

use crate::whose::Whose;

const UNTIL: &str = "2026-01-05T00:00:00Z";

/// A register with 300 accounts and 30 entries on the roster, and the export that it came from.
fn made_up() -> (Whose, String) {
    let whose = Whose::on_engine();
    let path = whose.folder().join("specimen.jsonl");
    let plan = Plan { accounts: 300, seed: 7, until: Instant::parse(UNTIL).unwrap() };
    write(&plan, &mut File::create(&path).unwrap()).unwrap();
    let told = whose.done("db import specimen.jsonl");
    assert!(told.contains("people 30, accounts 330,"), "{told}");
    (whose, std::fs::read_to_string(path).unwrap())
}

fn rows(whose: &Whose, words: &str) -> Vec<Value> {
    serde_json::from_str(&whose.done(&format!("{words} --json"))).unwrap()
}

#[test]
fn a_made_up_register_holds_together() {
    let (whose, written) = made_up();
    assert_eq!(whose.done("db check"), "what is stored holds together\n");
    assert!(whose.done("export") == written);
}

#[test]
fn a_made_up_register_has_a_past_that_leads_to_how_it_stands() {
    let (whose, _) = made_up();
    let ids = |rows: Vec<Value>| rows.iter().map(|row| row["id"].as_i64().unwrap()).collect::<BTreeSet<_>>();
    assert!(rows(&whose, "accounts list --as-of 2023-12-31").is_empty());
    let first = ids(rows(&whose, "accounts list --as-of 2024-01-31"));
    let all = ids(rows(&whose, "accounts list"));
    assert!(first.len() > 200 && first.is_subset(&all) && all.len() == 330, "{} of {}", first.len(), all.len());
    // As of its last hour it is as it is now, told by its events.
    let now = rows(&whose, "accounts list --sort id");
    assert!(rows(&whose, &format!("accounts list --sort id --as-known {UNTIL}")) == now);
    let was = rows(&whose, "accounts list --sort id --as-of 2024-01-31");
    assert!(was.iter().any(|was| now.iter().any(|is| is["id"] == was["id"] && is["status"] != was["status"])));
}

#[test]
fn a_made_up_register_has_something_of_everything_that_people_ask_about() {
    let (whose, _) = made_up();
    for state in ["--unlinked", "--service", "--unowned", "--removed", "--leaver"] {
        assert!(!rows(&whose, &format!("accounts list {state}")).is_empty(), "{state}");
    }
    let changes: BTreeSet<String> = rows(&whose, "diff --from 2024-02-01")
        .iter()
        .flat_map(|row| row["changes"].as_array().cloned().unwrap_or_default())
        .filter_map(|change| change["kind"].as_str().or(change.as_str()).map(str::to_owned))
        .collect();
    assert!(changes.len() > 5, "{changes:?}");
}

#[test]
fn a_list_of_what_was_somebodys_is_part_of_the_list_of_everything_then() {
    let (whose, _) = made_up();
    let moment = "--as-of 2024-09-01";
    let all = rows(&whose, &format!("accounts list {moment}"));
    let mut several = 0;
    for person in 1..6 {
        let theirs: Vec<_> = all.iter().filter(|row| row["person"]["id"] == person).cloned().collect();
        assert_eq!(rows(&whose, &format!("accounts list --person #{person} {moment}")), theirs);
        several += usize::from(theirs.len() > 1);
    }
    assert!(several > 1);
}
