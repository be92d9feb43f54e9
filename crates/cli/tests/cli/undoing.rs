//! `whose undo` and `whose accounts reset`: what was decided can be taken back.

use serde_json::Value;

use crate::whose::Whose;

fn batch(said: &str) -> String {
    let (_, batch) = said.trim_end().rsplit_once("undo it with: whose undo ").unwrap();
    batch.to_owned()
}

#[test]
fn every_decision_says_how_to_undo_it_and_that_undoes_it() {
    let whose = Whose::with_accounts();
    let said = whose.done("accounts link build grace@example.com");
    let events = whose.done("events --account build");
    assert!(events.contains("BATCH") && events.contains(&batch(&said)), "{events}");
    let tried = whose.done(&format!("undo {} --dry-run", batch(&said)));
    assert!(tried.contains("build on gh: Grace Hopper <grace@example.com> → nobody yet"), "{tried}");
    assert!(tried.contains("would restore 1 account") && whose.done("is build").contains("Grace"), "{tried}");
    let undone = whose.done(&format!("undo {} --because mistaken", batch(&said)));
    assert!(undone.contains("restored 1 account\n"), "{undone}");
    assert_eq!(whose.words("is build").code, 3);
    assert!(whose.done("events --account build").contains(&format!("undo of batch {}: mistaken", batch(&said))));
    whose.done(&format!("undo #{}", batch(&undone)));
    assert!(whose.done("is build").contains("Grace"), "an undo can be undone");
}

#[test]
fn what_was_decided_since_is_left_alone_and_told_by_the_exit_code() {
    let whose = Whose::with_accounts();
    let first = batch(&whose.done("accounts link build grace@example.com"));
    whose.done("accounts link build ada@example.com --as grace@example.com");
    let undone = whose.words(&format!("undo {first}"));
    assert_eq!(undone.code, 9, "{}", undone.err);
    for words in ["left alone, since linked by Grace Hopper", "now Ada Lovelace", "restored 0 accounts, left 1 alone"] {
        assert!(undone.out.contains(words), "{}", undone.out);
    }
    assert_eq!(whose.words("undo 999999").code, 5);
    assert_eq!(whose.words("undo").code, 2);
    assert_eq!(whose.words("undo ten").code, 2);
}

#[test]
fn what_a_rule_linked_is_undone_by_its_run_and_not_linked_again() {
    let whose = Whose::with_accounts();
    let undone: Value = serde_json::from_str(&whose.done("undo --run 2 --json")).unwrap();
    assert_eq!(undone["data"][0]["present"]["decidedBy"], "human");
    whose.done("import accounts accounts.csv --connection gh --format csv");
    assert_eq!(whose.words("is ada").code, 3);
    let reset = whose.done("accounts reset ada");
    assert!(reset.contains("ada on gh (GITHUB) belongs to Ada Lovelace"), "{reset}");
}

#[test]
fn accounts_are_given_back_to_the_rules_together() {
    let whose = Whose::with_accounts();
    whose.done("accounts link ada grace@example.com");
    whose.done("accounts mark build --reason nightly");
    let tried = whose.done("accounts reset ada build --dry-run");
    assert!(tried.contains("belongs to Ada Lovelace") && tried.contains("only tried"), "{tried}");
    assert!(whose.done("is ada").contains("Grace"));
    assert_eq!(whose.words("accounts reset ada nothing").code, 5);
    assert!(whose.done("is ada").contains("Grace"), "one name that is wrong costs nothing");
    let reset = whose.done("accounts reset ada build");
    assert!(reset.contains("nobody knows yet"), "{reset}");
    let undone = whose.done(&format!("undo {}", batch(&reset)));
    assert!(undone.contains("Ada Lovelace <ada@example.com> → Grace Hopper"), "{undone}");
    assert!(undone.contains("nobody yet → service account \"nightly\", no owner"), "{undone}");
}
