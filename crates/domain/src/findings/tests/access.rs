use super::*;

fn open(told: Option<String>) -> bool {
    told.as_deref() == Some("open")
}

#[test]
fn an_access_is_unexpected_where_it_is_shown_and_not_meant() {
    for (fact, meant, told) in [
        (Some(true), false, Some("open")),
        (Some(true), true, None),
        (Some(false), false, None),
        (Some(false), true, None),
        (None, false, Some("not collected")),
        (None, true, None),
    ] {
        let mut world = World::linked().fact("access.database", known(false));
        world.link.expected.admin = meant.then(|| at("2026-02-01"));
        if let Some(flag) = fact {
            world = world.fact("access.admin", known(flag));
        }
        assert_eq!(world.told(Rule::UnexpectedAccess).as_deref(), told, "{fact:?} {meant}");
    }
}

#[test]
fn an_access_is_missing_where_it_is_meant_and_shown_not_to_be_there() {
    for (fact, meant, told) in [
        (Some(true), true, None),
        (Some(false), true, Some("open")),
        (Some(false), false, None),
        (None, true, Some("not collected")),
        (None, false, None),
    ] {
        let mut world = World::linked();
        world.link.expected.push = meant.then(|| at("2026-02-01"));
        if let Some(flag) = fact {
            world = world.fact("access.push", known(flag));
        }
        assert_eq!(world.told(Rule::MissingAccess).as_deref(), told, "{fact:?} {meant}");
    }
}

#[test]
fn what_is_unknown_of_an_access_is_told_with_its_reason() {
    for (why, told) in reasons() {
        let unknown = || Fact::Unknown(why.clone());
        let world = World::linked().fact("access.admin", unknown()).fact("access.database", unknown());
        assert_eq!(world.told(Rule::UnexpectedAccess).as_deref(), told, "{why}");
        let mut meant = World::linked().fact("access.admin", unknown());
        meant.link.expected.admin = Some(at("2026-02-01"));
        assert_eq!(meant.told(Rule::MissingAccess).as_deref(), told, "{why}");
    }
}

#[test]
fn what_is_so_outweighs_what_is_unknown_and_both_are_shown() {
    let world = World::linked().fact("access.admin", Fact::Unknown(Unknown::Denied));
    let world = world.fact("access.database", known("yes")).fact("access.write", known(true));
    let finding = world.find(Rule::UnexpectedAccess).unwrap();
    assert_eq!(finding.why, "it has database and write access that nobody meant it to have");
    let names: Vec<&str> = finding.facts.iter().map(|shown| shown.name).collect();
    assert_eq!(names, ["access.admin", "access.database", "access.write"]);
}

#[test]
fn each_family_is_asked_for_its_own_accesses() {
    for (family, words) in [
        (Family::Infrastructure, Some("whether it has admin or database access is unknown: not collected")),
        (Family::VersionControl, Some("whether it has write or push access is unknown: not collected")),
        (Family::Identity, None),
        (Family::Other, None),
    ] {
        let mut world = World::linked();
        world.account.family = family;
        assert_eq!(world.find(Rule::UnexpectedAccess).map(|finding| finding.why).as_deref(), words);
    }
    let mut other = World::linked().fact("access.admin", known(true));
    other.account.family = Family::Other;
    assert!(open(other.told(Rule::UnexpectedAccess)));
}

#[test]
fn an_access_is_so_since_both_what_is_meant_and_what_is_shown_are_as_they_are() {
    let mut world = World::linked().fact("access.admin", known(true)).fact("access.database", known(false));
    assert_eq!(world.find(Rule::UnexpectedAccess).unwrap().since, Some(world.decided_at));
    world.account.updated_at = at("2026-09-01");
    assert_eq!(world.find(Rule::UnexpectedAccess).unwrap().since, Some(at("2026-09-01")));
    world.link.expected.database = Some(at("2026-10-01"));
    assert_eq!(world.find(Rule::MissingAccess).unwrap().since, Some(at("2026-10-01")));
    world.account.updated_at = at("2026-10-02");
    assert_eq!(world.find(Rule::MissingAccess).unwrap().since, Some(at("2026-10-02")));
}

#[test]
fn a_second_factor_is_missed_where_somebody_can_sign_in_without() {
    let with = |has: Option<bool>| {
        let mut world = World::linked();
        world.account.has_mfa = has;
        world
    };
    assert_eq!(with(Some(true)).told(Rule::NoMfa), None);
    let finding = with(Some(false)).find(Rule::NoMfa).unwrap();
    assert_eq!((finding.verdict, finding.since), (Verdict::Open, Some(at("2026-03-01"))));
    assert_eq!(with(Some(false)).fact("enabled", known(false)).told(Rule::NoMfa), None);
    assert_eq!(with(None).told(Rule::NoMfa).as_deref(), Some("not collected"));
    for (why, told) in reasons() {
        let world = with(None).fact("mfa", Fact::Unknown(why.clone()));
        assert_eq!(world.told(Rule::NoMfa).as_deref(), told, "{why}");
    }
}

#[test]
fn nobody_signs_in_to_a_roster_or_as_somebody_who_has_left() {
    let mut world = World::linked();
    (world.account.family, world.connection.kind) = (Family::Identity, Kind::Roster);
    assert_eq!(world.told(Rule::NoMfa), None);
    world.account.has_mfa = Some(false);
    assert!(open(world.told(Rule::NoMfa)));
    world.connection.kind = Kind::Okta;
    assert!(open(world.told(Rule::NoMfa)));
    assert_eq!(world.fact("left", known(true)).told(Rule::NoMfa), None);
}
