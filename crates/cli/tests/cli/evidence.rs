//! Evidence: written for a period, the same again for the same question.

use std::{collections::BTreeMap, fs, path::Path};

use crate::whose::Whose;

/// When the last event was recorded.
fn last_event(whose: &Whose) -> String {
    let events: serde_json::Value = serde_json::from_str(&whose.done("events --json")).unwrap();
    events.as_array().unwrap().last().unwrap()["at"].as_str().unwrap().to_owned()
}

/// A period that ends today.
fn question(whose: &Whose) -> String {
    format!("export evidence --connection gh --from 2026-01-01 --to {}", &last_event(whose)[..10])
}

/// Every file of the folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

#[test]
fn evidence_holds_population_collection_decisions_and_exceptions() {
    let whose = Whose::with_accounts();
    whose.done("--as ada@example.com accounts mark build --reason =nightly --because because");
    let told = whose.done(&format!("{} --output evidence", question(&whose)));
    assert!(told.contains("begin with index.html"), "{told}");
    let files = files(&whose.folder().join("evidence"));
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "SHA256SUMS",
            "collection.csv",
            "decisions.csv",
            "exceptions.csv",
            "index.html",
            "population.csv",
            "population.xlsx"
        ]
    );
    assert_eq!(
        text(&files, "population.csv").lines().count(),
        whose.done("accounts list --csv --connection gh").lines().count()
    );
    let decisions = text(&files, "decisions.csv");
    assert!(
        decisions.contains("account.marked") && decisions.contains("Ada Lovelace <ada@example.com>, as asserted by"),
        "{decisions}"
    );
    assert!(text(&files, "population.csv").contains("'=nightly"), "the guard against formulas is on");
    assert!(text(&files, "exceptions.csv").contains("unowned"), "{}", text(&files, "exceptions.csv"));
    assert!(text(&files, "collection.csv").contains(",applied,"), "{}", text(&files, "collection.csv"));
    let index = text(&files, "index.html");
    assert!(index.contains("No whole list was applied") && index.contains("sha256sum --check SHA256SUMS"), "{index}");
}

#[test]
fn the_same_question_gets_the_same_bytes() {
    let whose = Whose::with_accounts();
    for name in ["one", "two"] {
        whose.done(&format!("{} --output {name}", question(&whose)));
        whose.done(&format!("{} --output {name}.zip", question(&whose)));
    }
    assert_eq!(files(&whose.folder().join("one")), files(&whose.folder().join("two")));
    let zips = ["one.zip", "two.zip"].map(|name| fs::read(whose.folder().join(name)).unwrap());
    assert_eq!(zips[0], zips[1]);
}

#[test]
fn what_is_decided_later_is_not_in_what_was_known() {
    let whose = Whose::with_accounts();
    let now = question(&whose);
    let question = format!("{now} --as-known {}", last_event(&whose));
    whose.done(&format!("{question} --output one"));
    whose.done("accounts mark build --reason later");
    whose.done(&format!("{question} --output two"));
    assert_eq!(files(&whose.folder().join("one")), files(&whose.folder().join("two")));
    whose.done(&format!("{now} --output three"));
    assert_ne!(
        files(&whose.folder().join("one"))["population.csv"],
        files(&whose.folder().join("three"))["population.csv"]
    );
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let whose = Whose::with_accounts();
    whose.file("there.zip", "mine");
    let refused = whose.words(&format!("{} --output there.zip", question(&whose)));
    assert!(refused.code == 2 && refused.err.contains("is there already"), "{}", refused.err);
    assert_eq!(fs::read(whose.folder().join("there.zip")).unwrap(), b"mine");
    let refused = whose.words("export evidence --connection gh --from 2026-02-01 --to 2026-01-01 --output new");
    assert!(refused.code == 2 && refused.err.contains("must not end before it begins"), "{}", refused.err);
    assert_eq!(whose.words("export evidence --connection none --from 2026-01-01 --to 2026-02-01 --output new").code, 5);
    assert!(!whose.folder().join("new").exists());
}
