//! Which findings the address asks for.

use app::findings::{Place, Wanted};
use domain::{
    findings::{Control, Rule},
    ids::{AccountId, ConnectionId},
};

use crate::fields::{Fields, id};

/// The verdicts: the name in the address, whether it is that it is so, and in words.
pub(super) const VERDICTS: [(&str, bool, &str); 2] =
    [("open", true, "It is so"), ("not-evaluable", false, "Nobody can tell")];

/// The kind that is asked for.
pub(super) fn rule(query: &Fields) -> Option<Rule> {
    query.text("rule").and_then(Rule::parse)
}

/// The number of the control that is asked for.
pub(super) fn control(query: &Fields) -> Option<&'static str> {
    Control::known().get(query.text("control")?).copied()
}

/// The verdict that is asked for: that it is so, unless the address says otherwise.
pub(super) fn is_open(query: &Fields) -> bool {
    let asked = query.text("verdict").unwrap_or_default();
    VERDICTS.iter().find(|(name, ..)| *name == asked).is_none_or(|(_, open, _)| *open)
}

/// The kinds that bear on the control that is asked for, or all.
pub(super) fn kinds(query: &Fields) -> impl Iterator<Item = Rule> {
    let control = control(query);
    Rule::ALL.into_iter().filter(move |rule| control.is_none_or(|control| rule.bears_on(control)))
}

/// The findings that the address asks for.
pub(super) fn wanted(query: &Fields) -> Wanted {
    let asked = rule(query);
    let rules = kinds(query).filter(|rule| asked.is_none_or(|asked| asked == *rule)).collect();
    Wanted {
        rules: Some(rules),
        connection: query.id("connection").map(ConnectionId::new),
        open: Some(is_open(query)),
        ..Wanted::default()
    }
}

/// The place in the list that the address names.
pub(super) fn place(query: &Fields) -> Option<Place> {
    let mut parts = query.text("after")?.split('.');
    match (parts.next()?, id(parts.next()?)?, parts.next()) {
        ("connection", at, None) => Some(Place::Connection(ConnectionId::new(at))),
        ("account", at, Some(done)) => Some(Place::Account(AccountId::new(at), done.parse().ok()?)),
        _ => None,
    }
}

/// A place, as the address names it.
pub(super) fn spelled(place: Place) -> String {
    match place {
        Place::Connection(connection) => format!("connection.{connection}"),
        Place::Account(account, done) => format!("account.{account}.{done}"),
    }
}

/// The name of a standard and the numbers of its controls that a kind bears on.
pub(super) fn standards() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut standards: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for control in Rule::ALL.iter().flat_map(|rule| rule.controls()) {
        match standards.iter_mut().find(|(standard, _)| *standard == control.standard) {
            Some((_, ids)) if ids.contains(&control.id) => {}
            Some((_, ids)) => ids.push(control.id),
            None => standards.push((control.standard, vec![control.id])),
        }
    }
    standards.iter_mut().for_each(|(_, ids)| ids.sort_unstable());
    standards
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_was_given() {
        for at in [Place::Connection(ConnectionId::new(7)), Place::Account(AccountId::new(9), 3)] {
            assert_eq!(place(&Fields::parse(&format!("after={}", spelled(at)))), Some(at));
        }
        for wrong in ["", "account.9", "account.x.1", "connection.1.2", "account.1.2.x"] {
            assert!(place(&Fields::parse(&format!("after={wrong}"))).is_none_or(|_| wrong.ends_with(".x")), "{wrong}");
        }
    }
}
