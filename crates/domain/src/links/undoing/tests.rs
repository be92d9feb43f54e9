//! Undo ∘ change = before, over random histories.

use proptest::prelude::*;

use super::{
    super::{
        Link, decide,
        tests::{changes, fresh, human, mark, when},
    },
    *,
};
use crate::ids::PersonId;

/// What the changes made of the link, decided one after the other from that second on.
fn made(before: &Link, changes: &[Change], by: DecidedBy, second: i64) -> Made {
    let (mut after, mut count) = (before.clone(), 0);
    for (second, change) in (second..).zip(changes) {
        if let Ok(Some(next)) = decide(&after, change, when(second, by)) {
            (after, count) = (next, count + 1);
        }
    }
    Made { before: before.clone(), after, changes: count, by }
}

/// The link once a human has undone it.
fn undone(made: &Made, second: i64) -> Link {
    human(&made.after, &undo(&made.after, made).unwrap(), second)
}

/// The link apart from its version.
fn apart(link: &Link) -> Link {
    Link { version: 0, ..link.clone() }
}

fn linked() -> Change {
    Change::Link(PersonId::new(1))
}

#[test]
fn what_somebody_changed_since_is_left_alone() {
    let made = made(&fresh(), &[linked()], DecidedBy::Human, 1);
    let since = human(&made.after, &Change::Unlink, 2);
    assert_eq!(undo(&since, &made), None);
}

#[test]
fn what_somebody_changed_in_between_is_left_alone() {
    let first = human(&fresh(), &linked(), 1);
    let stranger = human(&first, &mark("deploys"), 2);
    let last = human(&stranger, &Change::Unmark, 3);
    let made = Made { before: fresh(), after: last.clone(), changes: 2, by: DecidedBy::Human };
    assert_eq!(undo(&last, &made), None);
}

#[test]
fn who_undoes_a_rule_has_decided_against_it() {
    let made = made(&fresh(), &[linked()], DecidedBy::Rule, 1);
    let link = undone(&made, 2);
    assert_eq!((link.person, link.decided_by), (None, Some(DecidedBy::Human)));
    assert_eq!(decide(&link, &linked(), when(3, DecidedBy::Rule)), Err(super::super::Refused::HumanDecided));
}

#[test]
fn who_undoes_a_person_leaves_it_to_the_rule_again() {
    let by_rule = made(&fresh(), &[linked()], DecidedBy::Rule, 1).after;
    let made = made(&by_rule, &[Change::Unlink], DecidedBy::Human, 2);
    assert_eq!(apart(&undone(&made, 3)), apart(&by_rule));
}

#[test]
fn a_reset_with_what_the_rule_made_of_it_is_undone_as_one() {
    let before = human(&fresh(), &mark("deploys"), 1);
    let reset = human(&before, &Change::Reset, 2);
    let after = decide(&reset, &linked(), when(3, DecidedBy::Rule)).unwrap().unwrap();
    let made = Made { before: before.clone(), after, changes: 2, by: DecidedBy::Human };
    assert_eq!(apart(&undone(&made, 4)), apart(&before));
}

proptest! {
    #[test]
    fn an_undone_batch_has_never_been(
        history in prop::collection::vec(changes(), 0..20),
        batch in prop::collection::vec(changes(), 1..6),
    ) {
        let before = made(&fresh(), &history, DecidedBy::Human, 1).after;
        let made = made(&before, &batch, DecidedBy::Human, 100);
        let link = undone(&made, 200);
        prop_assert_eq!(apart(&link), apart(&before));
        let rises = i64::from(apart(&made.after) != apart(&before));
        prop_assert_eq!(link.version, made.after.version + rises);
    }

    #[test]
    fn an_undone_undo_has_never_been(
        history in prop::collection::vec(changes(), 0..20),
        batch in prop::collection::vec(changes(), 1..6),
    ) {
        let before = made(&fresh(), &history, DecidedBy::Human, 1).after;
        let made = made(&before, &batch, DecidedBy::Human, 100);
        let link = undone(&made, 200);
        let changes = link.version - made.after.version;
        let undoing = Made { before: made.after.clone(), after: link, changes, by: DecidedBy::Human };
        prop_assert_eq!(apart(&undone(&undoing, 300)), apart(&made.after));
    }

    #[test]
    fn whatever_a_rule_did_is_a_humans_once_undone(history in prop::collection::vec(changes(), 0..20)) {
        let before = made(&fresh(), &history, DecidedBy::Rule, 1).after;
        let made = made(&before, &[linked()], DecidedBy::Rule, 100);
        prop_assume!(made.changes == 1);
        let link = undone(&made, 200);
        prop_assert_eq!(link.decided_by, Some(DecidedBy::Human));
        prop_assert_eq!((link.person, link.service, link.expected), (before.person, before.service, before.expected));
    }
}
