//! Imports, from the first list to the one that is held.

use crate::whose::Whose;

/// A list of that many accounts.
fn list(accounts: std::ops::Range<usize>) -> String {
    accounts.fold("id,username\n".to_owned(), |list, number| format!("{list}{number},user-{number}\n"))
}

const WORDS: &str = "import accounts - --connection gh --format csv --kind GITHUB";

#[test]
fn the_same_list_again_changes_nothing() {
    let whose = Whose::new();
    let first = whose.fed(WORDS, &list(0..10));
    assert!(first.out.contains("added 10, changed 0, unchanged 0"), "{}{}", first.out, first.err);
    let events = whose.done("events --json");
    let again = whose.fed(WORDS, &list(0..10));
    assert!(again.out.contains("added 0, changed 0, unchanged 10"), "{}", again.out);
    let of_accounts = |events: &str| events.matches("\"kind\":\"account.").count();
    assert_eq!(of_accounts(&events), of_accounts(&whose.done("events --json")));
}

#[test]
fn a_list_that_misses_too_many_is_held_and_tells_how_to_confirm() {
    let whose = Whose::new();
    whose.fed(WORDS, &list(0..20));
    whose.file("short.csv", &list(0..5));
    let words = "import accounts short.csv --connection gh --format csv --complete";
    let held = whose.words(words);
    assert_eq!(held.code, 6, "{}{}", held.out, held.err);
    assert!(held.err.trim_end().ends_with(&format!("whose {words} --confirm 15")), "{}", held.err);
    assert_eq!(whose.done("accounts list --removed --json"), "[]\n");
    assert!(whose.done("doctor").contains("is held"));
    let confirmed = whose.done(&format!("{words} --confirm 15"));
    assert!(confirmed.contains("removed 15"), "{confirmed}");
    assert_eq!(whose.done("accounts list --removed --csv").lines().count(), 16);
}

#[test]
fn a_kind_may_be_written_small_and_a_wrong_one_lists_them_all() {
    let whose = Whose::new();
    assert_eq!(whose.fed("import accounts - --connection gl --format csv --kind gitlab", &list(0..1)).code, 0);
    assert!(whose.done("connections list").contains("GITLAB"));
    let wrong = whose.words("import accounts - --connection gl --format csv --kind what");
    assert!(wrong.code == 2 && wrong.err.contains("POSTGRESQL"), "{}", wrong.err);
}

#[test]
fn a_rehearsal_applies_nothing() {
    let whose = Whose::new();
    let ended = whose.fed(&format!("{WORDS} --dry-run"), &list(0..3));
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("checked only"), "{}", ended.out);
    assert_eq!(whose.done("accounts list --json"), "[]\n");
}

#[test]
fn a_list_with_a_mistake_is_refused_by_its_line() {
    let whose = Whose::new();
    let ended = whose.fed(WORDS, "id,username\n1,a\n1,b\n");
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("line 3"), "{}", ended.err);
    assert_eq!(whose.done("accounts list --json"), "[]\n");
    let missing = whose.words("import accounts none.csv --connection gh --format csv");
    assert!(missing.code == 1 && missing.err.contains("none.csv"), "{}", missing.err);
}

#[test]
fn a_roster_needs_no_format() {
    let whose = Whose::new();
    let ended = whose.fed("import people - --connection staff", "[{\"email\":\"ada@example.com\",\"name\":\"Ada\"}]");
    assert!(ended.out.starts_with("standard input: 1 row of json for staff"), "{}{}", ended.out, ended.err);
}
