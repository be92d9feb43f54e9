//! `whose is` and the decisions that it answers with.

use crate::whose::Whose;

#[test]
fn the_exit_code_tells_what_the_answer_is_worth() {
    let whose = Whose::with_accounts();
    for (account, code, words) in [
        ("ada", 0, "ada on gh (GITHUB) belongs to Ada Lovelace <ada@example.com>"),
        ("build", 3, "nobody knows yet"),
        ("deploy", 4, "1004"),
        ("nobody", 5, ""),
        ("grace@example.com", 0, "Grace Hopper <grace@example.com>"),
    ] {
        let ended = whose.run(&["is", account]);
        assert_eq!(ended.code, code, "{account}: {}{}", ended.out, ended.err);
        assert!(ended.out.contains(words), "{account}: {}", ended.out);
    }
}

#[test]
fn whoever_is_told_that_nobody_knows_is_told_what_to_do() {
    let whose = Whose::with_accounts();
    let told = whose.words("is build").out;
    let command = told.lines().find_map(|line| line.strip_prefix("  to say whose:")).unwrap();
    let command =
        command.trim().replace("whose accounts", "accounts").replace('\'', "").replace("PERSON", "ada@example.com");
    assert!(whose.done(&command).contains("belongs to Ada Lovelace"));
    assert!(!whose.done("is build").contains("to say"));
}

#[test]
fn an_account_is_found_by_its_id_with_or_without_the_sign() {
    let whose = Whose::with_accounts();
    let listed: serde_json::Value = serde_json::from_str(&whose.done("accounts list --q build --json")).unwrap();
    let id = listed[0]["id"].as_i64().unwrap();
    for named in [format!("#{id}"), id.to_string(), "1002".to_owned()] {
        assert_eq!(whose.run(&["is", &named]).code, 3, "{named}");
    }
}

#[test]
fn a_decision_is_answered_with_who_made_it_and_why() {
    let whose = Whose::with_accounts();
    let link = ["accounts", "link", "build", "grace hopper", "--because", "she wrote it", "--as", "ada@example.com"];
    assert_eq!(whose.run(&link).code, 0);
    let answer = whose.done("is build");
    assert!(answer.contains("belongs to Grace Hopper"), "{answer}");
    assert!(answer.contains("linked by Ada Lovelace <ada@example.com>, as asserted by "), "{answer}");
    assert!(answer.contains("because: she wrote it"), "{answer}");
    assert!(whose.run(&link).out.contains("nothing changed"));
    whose.done("accounts unlink build");
    assert_eq!(whose.words("is build").code, 3);
}

#[test]
fn a_service_account_is_answered_with_its_owner_and_cannot_be_linked() {
    let whose = Whose::with_accounts();
    whose.done("accounts mark build --reason nightly --owner grace@example.com --review-by 2027-01-31");
    let answer = whose.done("is build");
    assert!(answer.contains("is a service account: nightly") && answer.contains("owner Grace Hopper"), "{answer}");
    let refused = whose.words("accounts link build ada@example.com");
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("clear its service-account mark"), "{}", refused.err);
    whose.done("accounts unmark build");
    let expected = whose.done("accounts expect build write");
    assert!(expected.contains("\n  expected write since 20"), "{expected}");
    assert!(whose.done("accounts show build").contains("expected write since"));
    assert!(!whose.done("accounts expect build write --no").contains("expected"));
    for wrong in [
        &["--reason", " "][..],
        &["--reason", "r", "--review-by", "2027-13-01"],
        &["--reason", "r", "--review-by", "soon"],
    ] {
        let refused = whose.run(&[&["accounts", "mark", "build"], wrong].concat());
        assert!(refused.code == 2 && refused.err.contains(wrong[wrong.len() - 2]), "{}", refused.err);
    }
}

#[test]
fn of_several_none_is_decided_about() {
    let whose = Whose::with_accounts();
    let ended = whose.words("accounts link deploy ada@example.com");
    assert_eq!(ended.code, 4);
    assert!(ended.err.contains("1003") && ended.err.contains("1004"), "{}", ended.err);
    assert_eq!(whose.words("accounts link nobody ada@example.com").code, 5);
    assert_eq!(whose.words("accounts link build nobody@example.com").code, 5);
}

#[test]
fn who_says_to_be_somebody_must_be_a_person_of_the_company() {
    let whose = Whose::with_accounts();
    let ended = whose.words("accounts unlink ada --as nobody@example.com");
    assert_eq!(ended.code, 5);
    assert!(ended.err.contains("--as"), "{}", ended.err);
    assert_eq!(whose.words("is ada --company acme").code, 5);
}

#[test]
fn companies_do_not_see_each_other() {
    let whose = Whose::with_accounts();
    whose.done("companies create acme");
    assert_eq!(whose.words("is ada --company acme").code, 5);
    assert_eq!(whose.done("accounts list --company acme --json"), "[]\n");
    let features = whose.done("companies features acme --take users");
    assert!(features.contains("no   users") && features.contains("yes  connections"), "{features}");
}
