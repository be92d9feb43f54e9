use super::super::{
    Change, Circumstances, Refused, decide,
    tests::{fresh, human, mark, when},
};
use super::*;
use crate::actors::DecidedBy;

const SALLY: PersonId = PersonId::new(1);
const OMAR: PersonId = PersonId::new(2);

fn at(second: i64) -> Instant {
    Instant::from_micros(0).plus_seconds(second)
}

fn source(second: i64) -> Circumstances {
    when(second, DecidedBy::Source)
}

fn linked(to: PersonId, since: i64) -> Statement {
    Statement { person: Some(to), connected_at: Some(at(since)), ..Statement::default() }
}

fn state(link: &Link, statement: Statement, second: i64) -> Link {
    decide(link, &Change::State(Box::new(statement)), source(second)).unwrap().unwrap()
}

#[test]
fn a_stated_link_has_the_dates_that_were_stated_and_a_source_for_its_decision() {
    let statement = Statement { expected: vec![(Access::Admin, Some(at(7)))], ..linked(SALLY, 5) };
    let link = state(&fresh(), statement.clone(), 100);
    assert_eq!((link.person, link.connected_at, link.expected.admin), (Some(SALLY), Some(at(5)), Some(at(7))));
    assert_eq!((link.decided_by, link.version), (Some(DecidedBy::Source), 1));
    assert_eq!(decide(&link, &Change::State(Box::new(statement)), source(101)), Ok(None));
}

#[test]
fn what_a_person_decided_here_is_not_overridden_and_agreeing_with_it_is_no_news() {
    let link = human(&fresh(), &Change::Link(OMAR), 9);
    let other = Change::State(Box::new(linked(SALLY, 5)));
    assert_eq!(decide(&link, &other, source(100)), Err(Refused::HumanDecided));
    let same = Change::State(Box::new(linked(OMAR, 9)));
    assert_eq!(decide(&link, &same, source(100)), Ok(None));
}

#[test]
fn a_stated_mark_keeps_the_owner_and_remembers_whose_the_account_was() {
    let by_rule = decide(&fresh(), &Change::Link(OMAR), when(1, DecidedBy::Rule)).unwrap().unwrap();
    let service = Some(StatedMark { at: at(3), reason: "backup".to_owned(), designator: Some(OMAR) });
    let link = state(&by_rule, Statement { service, ..linked(SALLY, 2) }, 100);
    assert_eq!((link.person, link.proposed_owner, link.connected_at), (None, Some(SALLY), Some(at(2))));
    let owned = Link {
        service: link.service.clone().map(|service| Service { owner: Some(SALLY), ..service }),
        decided_by: Some(DecidedBy::Source),
        ..link
    };
    let reason = Some(StatedMark { at: at(3), reason: "nightly backup".to_owned(), designator: None });
    let next = state(&owned, Statement { service: reason, ..Statement::default() }, 101);
    let service = next.service.unwrap();
    assert_eq!((service.reason.as_str(), service.owner, service.designator), ("nightly backup", Some(SALLY), None));
    assert_eq!(next.proposed_owner, Some(SALLY));
}

#[test]
fn accesses_of_which_nothing_is_stated_are_left_alone() {
    let link = human(&fresh(), &Change::Expect { access: Access::Push, on: true }, 1);
    let next = state(&link, Statement { expected: vec![(Access::Write, Some(at(4)))], ..linked(SALLY, 2) }, 100);
    assert_eq!((next.expected.push, next.expected.write), (Some(at(1)), Some(at(4))));
}

#[test]
fn a_stated_link_is_true_since_its_newest_new_date() {
    let first = state(&fresh(), Statement { expected: vec![(Access::Admin, Some(at(7)))], ..linked(SALLY, 5) }, 100);
    assert_eq!(true_since(&fresh(), &first), Some(at(7)));
    let moved = state(&first, linked(OMAR, 50), 101);
    assert_eq!(true_since(&first, &moved), Some(at(50)));
    let unlinked = Statement { unlinked_at: Some(at(60)), connected_at: Some(at(50)), ..Statement::default() };
    assert_eq!(true_since(&moved, &state(&moved, unlinked, 102)), Some(at(60)));
}

#[test]
fn an_access_or_a_mark_that_went_states_no_date_and_counts_from_the_statement() {
    let first = state(&fresh(), Statement { expected: vec![(Access::Admin, Some(at(7)))], ..linked(SALLY, 5) }, 100);
    let cleared = state(&first, Statement { expected: vec![(Access::Admin, None)], ..linked(SALLY, 6) }, 101);
    assert_eq!(true_since(&first, &cleared), None);
    let marked = human(&fresh(), &mark("x"), 3);
    let unmarked = Link { service: None, ..marked.clone() };
    assert_eq!(true_since(&marked, &unmarked), None);
}
