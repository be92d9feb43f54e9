//! The rules of decisions, one by one and over random histories.

use proptest::prelude::*;

use super::*;

const SALLY: PersonId = PersonId::new(1);
const OMAR: PersonId = PersonId::new(2);

pub(in crate::links) fn fresh() -> Link {
    Link::none(AccountId::new(7))
}

pub(in crate::links) fn when(second: i64, by: DecidedBy) -> Circumstances {
    Circumstances {
        at: Instant::from_micros(0).plus_seconds(second),
        by,
        person: Some(OMAR),
        event: EventId::new(second),
    }
}

pub(in crate::links) fn human(link: &Link, change: &Change, second: i64) -> Link {
    decide(link, change, when(second, DecidedBy::Human)).unwrap().unwrap_or_else(|| link.clone())
}

pub(in crate::links) fn mark(reason: &str) -> Change {
    Change::Mark { reason: reason.to_owned(), owner: Patch::Keep, review_by: Patch::Keep }
}

#[test]
fn linking_sets_the_person_and_the_date() {
    let link = human(&fresh(), &Change::Link(SALLY), 1);
    assert_eq!(link.person, Some(SALLY));
    assert_eq!(link.connected_at, Some(when(1, DecidedBy::Human).at));
    assert_eq!((link.unlinked_at, link.version), (None, 1));
}

#[test]
fn the_same_link_again_changes_nothing() {
    let link = human(&fresh(), &Change::Link(SALLY), 1);
    assert_eq!(decide(&link, &Change::Link(SALLY), when(2, DecidedBy::Human)), Ok(None));
    assert_eq!(decide(&fresh(), &Change::Unlink, when(2, DecidedBy::Human)), Ok(None));
}

#[test]
fn a_rule_s_link_made_again_by_a_human_becomes_theirs_and_keeps_its_date() {
    let by_rule = decide(&fresh(), &Change::Link(SALLY), when(1, DecidedBy::Rule)).unwrap().unwrap();
    let link = human(&by_rule, &Change::Link(SALLY), 2);
    assert_eq!(link.decided_by, Some(DecidedBy::Human));
    assert_eq!((link.connected_at, link.version), (by_rule.connected_at, 2));
}

#[test]
fn unlinking_keeps_the_date_of_the_link() {
    let link = human(&human(&fresh(), &Change::Link(SALLY), 1), &Change::Unlink, 2);
    assert_eq!((link.person, link.connected_at.map(Instant::micros)), (None, Some(1_000_000)));
    assert_eq!(link.unlinked_at.map(Instant::micros), Some(2_000_000));
}

#[test]
fn marking_a_linked_account_unlinks_it_and_proposes_its_person_as_owner() {
    let link = human(&human(&fresh(), &Change::Link(SALLY), 1), &mark("deploys"), 2);
    assert_eq!((link.person, link.proposed_owner, link.version), (None, Some(SALLY), 2));
    assert_eq!(link.unlinked_at.map(Instant::micros), Some(2_000_000));
    let service = link.service.unwrap();
    assert_eq!((service.owner, service.designator), (None, Some(OMAR)));
}

#[test]
fn marking_again_keeps_the_stamp_and_replaces_the_reason() {
    let link = human(&human(&fresh(), &mark("deploys"), 1), &mark("backs up"), 2);
    let service = link.service.unwrap();
    assert_eq!((service.at.micros(), service.reason.as_str()), (1_000_000, "backs up"));
}

#[test]
fn a_service_account_cannot_be_linked() {
    let link = human(&fresh(), &mark("deploys"), 1);
    assert_eq!(decide(&link, &Change::Link(SALLY), when(2, DecidedBy::Human)), Err(Refused::ServiceAccount));
    assert!(human(&link, &Change::Unmark, 3).is_unlinked());
}

#[test]
fn a_rule_never_overturns_a_human() {
    let unlinked = human(&human(&fresh(), &Change::Link(SALLY), 1), &Change::Unlink, 2);
    assert_eq!(decide(&unlinked, &Change::Link(SALLY), when(3, DecidedBy::Rule)), Err(Refused::HumanDecided));
}

#[test]
fn a_second_true_keeps_the_first_stamp_of_an_expected_access() {
    let on = Change::Expect { access: Access::Admin, on: true };
    let link = human(&fresh(), &on, 1);
    assert_eq!(decide(&link, &on, when(2, DecidedBy::Human)), Ok(None));
    let off = human(&link, &Change::Expect { access: Access::Admin, on: false }, 3);
    assert_eq!((off.expected.admin, off.decided_by), (None, None));
}

#[test]
fn a_reset_account_is_nobodys_and_nobody_decided_it() {
    let on = Change::Expect { access: Access::Admin, on: true };
    let link = human(&human(&fresh(), &mark("deploys"), 1), &on, 2);
    let reset = human(&link, &Change::Reset, 3);
    assert!(reset.is_unlinked() && reset.expected == link.expected);
    assert_eq!((reset.decided_by, reset.decided_event, reset.proposed_owner), (None, None, None));
    assert!(decide(&reset, &Change::Link(SALLY), when(4, DecidedBy::Rule)).unwrap().is_some());
    assert_eq!(decide(&reset, &Change::Reset, when(4, DecidedBy::Human)), Ok(None));
}

#[test]
fn no_rule_resets_what_a_human_decided() {
    let link = human(&fresh(), &Change::Link(SALLY), 1);
    assert_eq!(decide(&link, &Change::Reset, when(2, DecidedBy::Rule)), Err(Refused::HumanDecided));
}

pub(in crate::links) fn changes() -> impl Strategy<Value = Change> {
    let accesses = prop_oneof![Just(Access::Admin), Just(Access::Database), Just(Access::Write), Just(Access::Push)];
    prop_oneof![
        (1..4i64).prop_map(|person| Change::Link(PersonId::new(person))),
        Just(Change::Unlink),
        "[a-c]".prop_map(|reason| mark(&reason)),
        Just(Change::Unmark),
        (accesses, any::<bool>()).prop_map(|(access, on)| Change::Expect { access, on }),
        Just(Change::Reset),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_a_link_has_a_person_or_a_mark_but_never_both(history in prop::collection::vec(changes(), 0..40)) {
        let mut link = fresh();
        for (second, change) in history.iter().enumerate() {
            let before = link.version;
            if let Ok(Some(next)) = decide(&link, change, when(second as i64, DecidedBy::Human)) {
                prop_assert_eq!(next.version, before + 1);
                link = next;
            }
            prop_assert!(link.person.is_none() || link.service.is_none());
            prop_assert!(link.person.is_none() || (link.connected_at.is_some() && link.unlinked_at.is_none()));
        }
    }
}
