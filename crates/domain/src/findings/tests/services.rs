use super::*;
use crate::{links::Service, zones::Zone};

pub(super) fn marked(owner: Option<PersonId>, review_by: Option<&str>) -> World {
    let mut world = World::new();
    world.link.service = Some(Service {
        at: at("2026-04-01"),
        reason: "backs up".to_owned(),
        designator: Some(EVE),
        owner,
        review_by: review_by.map(str::to_owned),
    });
    world
}

#[test]
fn a_service_account_needs_an_owner_who_works_here() {
    let left = Left { at: Some(at("2026-06-30")), after: Some(at("2026-06-01")), inferred: true };
    for (world, unowned, gone) in [
        (marked(None, None), Some("open"), None),
        (marked(Some(BOB), None), None, None),
        (marked(Some(BOB), None).left(BOB, left), None, Some("open")),
        (marked(Some(BOB), None).left(EVE, left), None, None),
        (World::new(), None, None),
        (World::linked().left(ADA, left), None, None),
    ] {
        let told = (world.told(Rule::Unowned), world.told(Rule::OwnerLeft));
        assert_eq!((told.0.as_deref(), told.1.as_deref()), (unowned, gone));
    }
    assert_eq!(marked(None, None).find(Rule::Unowned).unwrap().since, Some(at("2026-05-01")));
    let finding = marked(Some(BOB), None).left(BOB, left).find(Rule::OwnerLeft).unwrap();
    assert_eq!((finding.since, finding.after), (left.at, left.after));
    assert_eq!((finding.person, finding.due), (Some(BOB), None));
}

#[test]
fn an_owner_who_had_left_before_it_was_marked_is_one_since_then() {
    let left = Left { at: Some(at("2026-03-31")), after: None, inferred: false };
    let finding = marked(Some(BOB), None).left(BOB, left).find(Rule::OwnerLeft).unwrap();
    assert_eq!(finding.since, Some(at("2026-04-01")));
    let undated = Left { at: None, ..left };
    assert_eq!(marked(Some(BOB), None).left(BOB, undated).find(Rule::OwnerLeft).unwrap().since, None);
}

#[test]
fn a_review_is_overdue_once_its_day_is_over_in_the_zone() {
    for (day, zone, due) in [
        ("2026-11-02", "UTC", None),
        ("2026-11-01", "UTC", Some("2026-11-02T00:00:00Z")),
        ("2026-11-02", "Pacific/Kiritimati", None),
        ("2026-11-01", "Pacific/Honolulu", None),
        ("2026-10-31", "Pacific/Honolulu", Some("2026-11-01T10:00:00Z")),
        ("2026-12-31", "UTC", None),
    ] {
        let mut world = marked(Some(BOB), Some(day));
        world.settings.time_zone = Zone::parse(zone).unwrap();
        let due = due.map(at);
        assert_eq!(world.find(Rule::ReviewOverdue).and_then(|finding| finding.due), due, "{day} {zone}");
    }
    let mut world = marked(None, Some("2026-11-01"));
    world.now = at("2026-11-02");
    assert_eq!(world.told(Rule::ReviewOverdue).as_deref(), Some("open"), "the day is over at midnight");
    world.now = Instant::from_micros(world.now.micros() - 1);
    assert_eq!(world.told(Rule::ReviewOverdue), None);
    assert_eq!(marked(None, None).told(Rule::ReviewOverdue), None);
}
