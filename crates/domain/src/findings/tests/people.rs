use super::*;
use crate::{actors::DecidedBy, zones::Zone};

fn stated(day: &str) -> Left {
    Left { at: Some(at(day)), after: None, inferred: false }
}

#[test]
fn a_leaver_is_due_some_business_days_after_the_end_of_their_last_day() {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    for (left, sla, zone, due, hours) in [
        // Thursday, Friday and Saturday before the Monday on which it is looked at, at nine.
        ("2026-10-29", 1, &Zone::UTC, "2026-10-31T00:00:00Z", 57),
        ("2026-10-30", 1, &Zone::UTC, "2026-11-03T00:00:00Z", -15),
        ("2026-10-30", 0, &Zone::UTC, "2026-10-31T00:00:00Z", 57),
        ("2026-10-30", 1, &berlin, "2026-11-02T23:00:00Z", -14),
        ("2026-10-28", 3, &Zone::UTC, "2026-11-03T00:00:00Z", -15),
        ("2026-10-30T09:00:00.5Z", 1, &Zone::UTC, "2026-11-02T09:00:00.5Z", -1),
        ("2026-10-30T09:00:00Z", 1, &Zone::UTC, "2026-11-02T09:00:00Z", 0),
    ] {
        let mut world = World::linked().left(ADA, stated(left));
        world.settings = Settings { time_zone: zone.clone(), offboarding_sla: sla, ..Settings::default() };
        let finding = world.find(Rule::Leaver).unwrap();
        assert_eq!((finding.since, finding.after), (Some(at(left)), None), "{left}");
        assert_eq!(finding.due, Some(at(due)), "{left} + {sla}");
        assert_eq!(finding.hours_past_due(world.now), Some(hours), "{left} + {sla}");
        assert_eq!(finding.person, Some(ADA));
    }
}

#[test]
fn a_leaving_date_is_told_as_surely_as_it_is_known() {
    let (first, last) = (at("2026-10-12T06:00:00Z"), at("2026-10-05T06:00:00Z"));
    for (left, since, after, due, words) in [
        (stated("2026-10-29"), Some("2026-10-29"), None, true, "Ada left on 2026-10-29; the account is live"),
        (
            Left { at: Some(first), after: Some(last), inferred: true },
            Some("2026-10-12T06:00:00Z"),
            Some(last),
            true,
            "Ada left between 2026-10-05 and 2026-10-12; the account is live",
        ),
        (
            Left { at: None, after: None, inferred: false },
            None,
            None,
            false,
            "Ada has left, no list says when; the account is live",
        ),
    ] {
        let finding = World::linked().left(ADA, left).find(Rule::Leaver).unwrap();
        assert_eq!((finding.since, finding.after), (since.map(at), after), "{words}");
        assert_eq!((finding.due.is_some(), finding.why.as_str()), (due, words));
        assert_eq!(finding.facts[0].call.as_deref(), Some("roster.csv"));
    }
}

#[test]
fn an_account_of_a_leaver_is_live_unless_it_is_known_to_be_disabled() {
    let leaver = || World::linked().left(ADA, stated("2026-10-29"));
    assert_eq!(World::linked().told(Rule::Leaver), None);
    assert_eq!(leaver().told(Rule::Leaver).as_deref(), Some("open"));
    assert_eq!(leaver().fact("enabled", known(true)).told(Rule::Leaver).as_deref(), Some("open"));
    assert_eq!(leaver().fact("enabled", known(false)).told(Rule::Leaver), None);
    let denied = leaver().fact("enabled", Fact::Unknown(Unknown::Denied)).find(Rule::Leaver).unwrap();
    assert_eq!(denied.facts[1].fact, Fact::Unknown(Unknown::Denied));
    let mut entry = leaver();
    entry.account.family = Family::Identity;
    assert_eq!(entry.told(Rule::Leaver), None);
    let mut other = World::linked().left(BOB, stated("2026-10-29"));
    assert_eq!(other.told(Rule::Leaver), None);
    other.link.person = None;
    assert_eq!(other.told(Rule::Leaver), None);
}

#[test]
fn an_account_is_unlinked_since_the_last_decision_or_since_it_is_known() {
    let mut world = World::new();
    assert_eq!(world.find(Rule::Unlinked).unwrap().since, Some(world.account.created_at));
    world.link.decided_by = Some(DecidedBy::Human);
    assert_eq!(world.find(Rule::Unlinked).unwrap().since, Some(world.decided_at));
    world.link.person = Some(ADA);
    assert_eq!(world.told(Rule::Unlinked), None);
    assert_eq!(services::marked(None, None).told(Rule::Unlinked), None);
}

#[test]
fn a_removed_account_is_unknown_since_it_is_gone() {
    let mut world = World::new();
    world.account.removed_at = Some(at("2026-10-01"));
    let finding = world.find(Rule::RemovedUnknown).unwrap();
    assert_eq!((finding.since, finding.due), (Some(at("2026-10-01")), None));
    world.link.person = Some(ADA);
    assert_eq!(world.told(Rule::RemovedUnknown), None);
}

#[test]
fn an_account_is_handed_over_once_people_linked_it_to_two() {
    let (first, second, third) = (at("2026-02-01"), at("2026-02-02"), at("2026-02-03"));
    for (given, since) in [
        (vec![], None),
        (vec![(ADA, first)], None),
        (vec![(ADA, first), (ADA, second)], None),
        (vec![(ADA, first), (BOB, second)], Some(second)),
        (vec![(ADA, first), (BOB, second), (BOB, third)], Some(second)),
        (vec![(ADA, first), (BOB, second), (ADA, third)], Some(third)),
    ] {
        let mut world = World::linked();
        world.given_to.clone_from(&given);
        let found = world.find(Rule::HandedOver);
        assert_eq!(found.as_ref().and_then(|finding| finding.since), since, "{given:?}");
        assert_eq!(found.is_some(), since.is_some(), "{given:?}");
    }
    let mut world = World::linked();
    world.given_to = vec![(ADA, first), (EVE, second), (PersonId::new(99), third)];
    let why = world.find(Rule::HandedOver).unwrap().why;
    assert_eq!(why, "people linked it to Ada, Eve, person #99, one after the other");
}

#[test]
fn a_link_that_was_undone_gave_the_account_to_nobody() {
    use How::{Linked, Otherwise, Restored};
    let (ada, bob) = (Some(ADA), Some(BOB));
    for (decided, given) in [
        (vec![], vec![]),
        (vec![(ada, Linked), (bob, Linked)], vec![ADA, BOB]),
        (vec![(ada, Linked), (None, Otherwise), (bob, Linked)], vec![ADA, BOB]),
        (vec![(ada, Linked), (bob, Linked), (ada, Restored)], vec![ADA]),
        (vec![(ada, Otherwise), (bob, Linked), (ada, Restored)], vec![]),
        (vec![(ada, Linked), (None, Restored), (bob, Linked)], vec![BOB]),
        (vec![(ada, Linked), (None, Otherwise), (bob, Linked), (None, Restored)], vec![ADA]),
        (vec![(ada, Linked), (None, Otherwise), (ada, Restored)], vec![ADA]),
        (vec![(ada, Linked), (None, Otherwise), (None, Restored), (bob, Linked)], vec![ADA, BOB]),
        (vec![(ada, Linked), (bob, Linked), (ada, Restored), (bob, Restored)], vec![ADA, BOB]),
    ] {
        let one =
            |(person, how): &(Option<PersonId>, How)| Decided { person: *person, at: at("2026-02-01"), how: *how };
        let told = given_to(&decided.iter().map(one).collect::<Vec<_>>());
        assert_eq!(told.iter().map(|(person, _)| *person).collect::<Vec<_>>(), given, "{decided:?}");
    }
}

#[test]
fn a_person_has_several_accounts_where_one_other_is_theirs() {
    let sibling = |name: &str, day: &str| Sibling { username: name.to_owned(), connected_at: Some(at(day)) };
    let mut world = World::linked();
    assert_eq!(world.told(Rule::SeveralAccounts), None);
    world.others = vec![sibling("ada-admin", "2026-06-01")];
    let finding = world.find(Rule::SeveralAccounts).unwrap();
    assert_eq!(finding.why, "Ada has 2 accounts in aws-prod: besides this one ada-admin");
    assert_eq!(finding.since, Some(at("2026-06-01")));
    world.others.push(sibling("ada-test", "2026-02-01"));
    world.more = 3;
    let finding = world.find(Rule::SeveralAccounts).unwrap();
    assert_eq!(finding.why, "Ada has 6 accounts in aws-prod: besides this one ada-admin, ada-test and more");
    assert_eq!(finding.since, Some(at("2026-04-01")));
    world.connection.kind = Kind::Roster;
    assert_eq!(world.told(Rule::SeveralAccounts), None);
}
