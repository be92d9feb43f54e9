//! Rules about what an account can do.

use super::{Finding, Rule, Seen};
use crate::{
    Instant,
    accounts::observed_facts::{ADMIN, DATABASE, ENABLED, PUSH, WRITE},
    connections::{Family, Kind},
    facts::{Fact, Unknown},
};

/// An access of an account: what is meant, and what its provider shows.
struct Compared {
    word: &'static str,
    fact: &'static str,
    meant: Option<Instant>,
    shown: Fact<bool>,
}

/// The accesses that mean something for the account: those of its family, and whichever is shown or meant elsewhere.
fn accesses(seen: &Seen<'_>) -> Vec<Compared> {
    let (expected, family) = (&seen.link.expected, seen.account.family);
    let all = [
        ("admin", ADMIN, expected.admin, Family::Infrastructure),
        ("database", DATABASE, expected.database, Family::Infrastructure),
        ("write", WRITE, expected.write, Family::VersionControl),
        ("push", PUSH, expected.push, Family::VersionControl),
    ];
    let means = |fact: &str, meant: Option<Instant>, of| {
        of == family || meant.is_some() || seen.account.facts.by_name.contains_key(fact)
    };
    let meaning = all.into_iter().filter(|(_, fact, meant, of)| means(fact, *meant, *of));
    meaning.map(|(word, fact, meant, _)| Compared { word, fact, meant, shown: seen.account.flag(fact) }).collect()
}

pub(super) fn unexpected(seen: &Seen<'_>) -> Option<Finding> {
    let compared = accesses(seen).into_iter().filter(|one| one.meant.is_none()).collect();
    let since = seen.account.updated_at.max(seen.decided_at);
    let why = |words: &str| format!("it has {words} access that nobody meant it to have");
    judged(seen, Rule::UnexpectedAccess, compared, (true, why, since))
}

pub(super) fn missing(seen: &Seen<'_>) -> Option<Finding> {
    let compared: Vec<Compared> = accesses(seen).into_iter().filter(|one| one.meant.is_some()).collect();
    let since = compared.iter().filter_map(|one| one.meant).max().max(Some(seen.account.updated_at))?;
    let why = |words: &str| format!("it is meant to have {words} access, and has not");
    judged(seen, Rule::MissingAccess, compared, (false, why, since))
}

/// A finding where an access is so; else, where one is not known, that nobody can tell.
fn judged(
    seen: &Seen<'_>,
    rule: Rule,
    compared: Vec<Compared>,
    (wrong, why, since): (bool, impl Fn(&str) -> String, Instant),
) -> Option<Finding> {
    let words = |test: &dyn Fn(&Fact<bool>) -> bool| -> Vec<&str> {
        compared.iter().filter(|one| test(&one.shown)).map(|one| one.word).collect()
    };
    let (found, unknown) = (words(&|fact| *fact == Fact::Known(wrong)), words(&|fact| reason(fact).is_some()));
    let finding = if found.is_empty() {
        let because = compared.iter().find_map(|one| reason(&one.shown))?;
        seen.untold(rule, because, &format!("whether it has {} access", unknown.join(" or ")))
    } else {
        Finding { since: Some(since), ..seen.open(rule, why(&found.join(" and "))) }
    };
    let bears = compared.iter().filter(|one| one.shown == Fact::Known(wrong) || reason(&one.shown).is_some());
    Some(bears.fold(finding, |finding, one| finding.by(seen.shown(one.fact, &one.shown))))
}

pub(super) fn no_mfa(seen: &Seen<'_>) -> Option<Finding> {
    let mfa = seen.account.mfa();
    if !seen.is_live() {
        return None;
    }
    let finding = match (&mfa, reason(&mfa)) {
        (Fact::Known(false), _) => {
            let finding = seen.open(Rule::NoMfa, "it has no second factor");
            Finding { since: Some(seen.account.updated_at), ..finding }
        }
        // Nobody signs in to a roster.
        (_, Some(because)) if seen.connection.kind != Kind::Roster => {
            seen.untold(Rule::NoMfa, because, "whether it has a second factor")
        }
        _ => return None,
    };
    Some(finding.by(seen.shown("hasMfa", &mfa)).by(seen.shown(ENABLED, &seen.account.flag(ENABLED))))
}

/// Why a fact is unknown, where the question means something.
const fn reason<T>(fact: &Fact<T>) -> Option<&Unknown> {
    match fact {
        Fact::Known(_) | Fact::Unknown(Unknown::NotSupported | Unknown::NotApplicable(_)) => None,
        Fact::Unknown(why) => Some(why),
    }
}
