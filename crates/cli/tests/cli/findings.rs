//! What is wrong, and who has left, at a terminal.

use serde_json::Value;

use crate::whose::Whose;

const STAFF: &str = "id,email,name,endDate\n\
                     E1,ada@example.com,Ada Lovelace,\n\
                     E2,grace@example.com,Grace Hopper,2026-02-06\n";
const LINKED: &str = "id,username,email,mfa,enabled\n\
                      1,ada,ada@example.com,true,yes\n\
                      2,grace,grace@example.com,false,yes\n\
                      3,old,grace@example.com,false,no\n\
                      4,bot,,,\n";

/// A register with somebody who has left, of whose two accounts one is disabled.
fn register() -> Whose {
    let whose = Whose::new();
    whose.file("staff.csv", STAFF);
    whose.file("accounts.csv", LINKED);
    whose.done("import people staff.csv --connection staff --complete");
    whose.done("import accounts accounts.csv --connection gh --format csv --kind GITHUB --complete");
    // No rule links anything to somebody who has left.
    whose.done("accounts link grace grace@example.com");
    whose.done("accounts link old grace@example.com");
    whose
}

fn json(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

#[test]
fn what_is_open_is_told_by_the_exit_code_where_that_is_asked_for() {
    let whose = register();
    let unlinked = whose.words("findings --rule unlinked --check");
    assert_eq!(unlinked.code, 10, "{}", unlinked.err);
    assert!(
        unlinked.out.contains("#6 bot") && unlinked.out.contains("nobody has said whose it is"),
        "{}",
        unlinked.out
    );
    whose.done("accounts link bot ada@example.com");
    let none = whose.words("findings --rule unlinked --check");
    assert_eq!((none.code, none.out.as_str()), (0, ""));
    let unknown = whose.words("findings --rule unexpected-access --check");
    assert_eq!(unknown.code, 0, "nobody can tell: {}", unknown.out);
    assert!(unknown.out.contains("not-evaluable"), "{}", unknown.out);
}

#[test]
fn findings_are_asked_for_by_rule_control_connection_person_and_verdict() {
    let whose = register();
    let all = json(&whose.done("findings --json"));
    for (flags, pointer, value) in [
        ("--rule no-mfa", "/rule", "no-mfa"),
        ("--kind leaver", "/rule", "leaver"),
        ("--connection staff", "/connection/name", "staff"),
        ("--person grace@example.com", "/person/email", "grace@example.com"),
        ("--verdict open", "/verdict", "open"),
        ("--family identity", "/connection/kind", "ROSTER"),
        ("--q bot", "/account/username", "bot"),
    ] {
        let found = json(&whose.done(&format!("findings --json {flags}")));
        let wanted = all.iter().filter(|row| row.pointer(pointer).is_some_and(|found| found == value));
        assert_eq!(found, wanted.cloned().collect::<Vec<_>>(), "{flags}");
        assert!(!found.is_empty(), "{flags}");
    }
    let leaver = json(&whose.done("findings --json --control ps-4"));
    assert!(leaver.len() == 1 && leaver[0]["rule"] == "leaver", "{leaver:?}");
    assert_eq!(whose.words("findings --as-of 2020-01-01 --json").out, "[]\n");
    for wrong in
        ["--rule nothing", "--control CC99", "--verdict closed", "--every day", "--counts --every day", "--explain x"]
    {
        assert_eq!(whose.words(&format!("findings {wrong}")).code, 2, "{wrong}");
    }
}

#[test]
fn a_sheet_of_findings_has_its_facts_and_controls() {
    let whose = register();
    let sheet = whose.done("findings --rule leaver --csv");
    let mut read = csv::Reader::from_reader(sheet.as_bytes());
    let columns = read.headers().unwrap().clone();
    let row = read.records().next().unwrap().unwrap();
    let cell = |name: &str| row[columns.iter().position(|column| column == name).unwrap()].to_owned();
    assert_eq!(cell("since"), "2026-02-06T00:00:00.000000Z");
    assert!(cell("facts").starts_with("leftAt=2026-02-06T00:00:00.000000Z; enabled=yes; connectedAt="), "{sheet}");
    assert!(cell("controls").starts_with("SOC 2 CC6.2; SOC 2 CC6.3; ISO 27001 A.5.16"), "{sheet}");
}

#[test]
fn counts_are_rows_by_rule_and_connection_at_each_moment() {
    let whose = register();
    let points = json(&whose.done("findings --counts --json"));
    let sheet = whose.done("findings --counts --csv");
    assert_eq!(sheet.lines().count(), points[0]["counts"].as_array().unwrap().len() + 1, "{sheet}");
    let known = whose.done("findings --counts --every month --from 2026-01-31 --to 2026-03-31 --rule leaver");
    let days: Vec<&str> = known.lines().skip(1).map(|line| &line[..10]).collect();
    assert_eq!(days, ["2026-01-31", "2026-02-28", "2026-03-31"], "{known}");
    assert!(known.lines().skip(1).all(|line| line.contains(" 0 ")), "nothing was known then: {known}");
    assert_eq!(whose.words("findings --counts --rule leaver --check").code, 10);
}

#[test]
fn leavers_are_told_with_how_late_they_are() {
    let whose = register();
    let leavers = whose.words("leavers --check");
    assert_eq!(leavers.code, 10, "{}", leavers.err);
    let line = leavers.out.lines().nth(1).unwrap();
    assert!(line.starts_with("Grace Hopper <grace@example.com>  2026-02-06  grace    #4  gh"), "{}", leavers.out);
    assert!(line.contains("2026-02-10 00:00:00") && line.ends_with(" days late"), "a Friday is due on Monday: {line}");
    assert_eq!(leavers.out.lines().count(), 2, "one that is disabled is not live: {}", leavers.out);
    assert_eq!(json(&whose.done("leavers --late --connection gh --json")).len(), 1);
    assert_eq!(whose.done("leavers --csv").lines().count(), 2);
    whose.done("import accounts accounts.csv --connection elsewhere --format csv --kind GITLAB --no-link");
    assert_eq!(whose.words("leavers --connection elsewhere --check").code, 0);
    assert_eq!(whose.words("leavers --connection nowhere").code, 5);
}

#[test]
fn rules_are_explained_without_a_register() {
    let whose = Whose::new();
    let all = whose.done("findings --explain");
    let one = whose.done("findings --explain stale-connection");
    assert!(one.starts_with("## stale-connection\n") && all.contains(one.trim_end()), "{one}");
    assert!(!whose.folder().join("whose.db").exists());
}
