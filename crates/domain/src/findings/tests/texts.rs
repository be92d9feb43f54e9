use std::collections::BTreeSet;

use super::*;

#[test]
fn every_rule_has_a_name_of_its_own_and_is_found_by_it() {
    let names: BTreeSet<&str> = Rule::ALL.into_iter().map(Rule::name).collect();
    assert_eq!(names.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        assert_eq!(Rule::parse(rule.name()), Some(rule));
        assert!(rule.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.name());
    }
    assert_eq!(Rule::parse("Leaver"), None);
    assert!(Rule::ALL.is_sorted(), "the list is in the order of the type");
}

#[test]
fn every_rule_bears_on_a_control_of_each_standard() {
    for rule in Rule::ALL {
        let standards: BTreeSet<&str> = rule.controls().iter().map(|control| control.standard).collect();
        assert_eq!(standards, BTreeSet::from(["SOC 2", "ISO 27001", "PCI DSS", "NIST 800-53"]), "{}", rule.name());
        assert!(rule.controls().is_sorted_by_key(|control| std::cmp::Reverse(rank(control.standard))));
    }
}

fn rank(standard: &str) -> usize {
    ["NIST 800-53", "PCI DSS", "ISO 27001", "SOC 2"].iter().position(|one| *one == standard).unwrap()
}

#[test]
fn a_rule_is_explained_with_what_it_means_and_what_to_do() {
    let text = explained(Rule::Leaver);
    assert!(text.starts_with("## leaver\n\n**Somebody has left, and their account is live.** "), "{text}");
    assert!(text.ends_with(
        "- Controls: SOC 2 CC6.2, CC6.3; ISO 27001 A.5.16, A.5.18; PCI DSS 8.2.5; NIST 800-53 AC-2, PS-4.\n"
    ));
    let page = document();
    assert!(Rule::ALL.into_iter().all(|rule| page.contains(&explained(rule))));
}

#[test]
fn a_control_is_asked_for_by_its_number_or_by_that_of_what_it_is_a_part_of() {
    for (id, bears) in
        [("CC6.2", true), ("CC6", true), ("8.2.5", true), ("8.2", true), ("A.5.1", false), ("8.2.", false), ("", false)]
    {
        assert_eq!(Rule::Leaver.bears_on(id), bears, "{id}");
    }
    assert!(Rule::NoMfa.bears_on("IA-2") && Rule::NoMfa.bears_on("IA-2(1)") && !Rule::NoMfa.bears_on("IA"));
    let known = Control::known();
    assert!(known.iter().all(|id| Rule::ALL.into_iter().any(|rule| rule.bears_on(id))));
    for id in ["CC6.1", "CC6.2", "CC6.3", "A.5.16", "A.5.18", "7.2", "8.2", "AC-2"] {
        assert!(known.contains(id), "{id}");
    }
}
