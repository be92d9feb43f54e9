//! Differences: what became of an account or a person between two moments.

use crate::{
    accounts::Account,
    links::{Access, Link},
    people::Person,
};

/// An account at a moment.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What the provider showed.
    pub account: &'a Account,
    /// What was decided.
    pub link: &'a Link,
}

/// Something that is otherwise at the later moment than at the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The account is there, and was not.
    Added,
    /// The account is gone.
    Removed,
    /// The account was gone, and is there again.
    Returned,
    /// It is a person's, and was nobody's.
    Linked,
    /// It is another person's.
    Relinked,
    /// It is nobody's, and was a person's.
    Unlinked,
    /// It is a service account.
    Marked,
    /// It is no service account any more.
    Unmarked,
    /// Somebody else answers for the service account, or nobody.
    OwnerChanged,
    /// It is meant to have an access.
    Expected(Access),
    /// It is not meant to have an access any more.
    NotExpected(Access),
    /// The provider shows an access that it did not have.
    Gained(Access),
    /// The provider does not show an access any more.
    Lost(Access),
    /// It has a second factor, and had none.
    MfaOn,
    /// It had a second factor, and has none.
    MfaOff,
    /// A person is here, and was unknown.
    Joined,
    /// A person has left.
    Left,
    /// A person had left, and is here again.
    CameBack,
}

impl Change {
    /// The word it is shown as.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Returned => "returned",
            Self::Linked => "linked",
            Self::Relinked => "relinked",
            Self::Unlinked => "unlinked",
            Self::Marked => "marked",
            Self::Unmarked => "unmarked",
            Self::OwnerChanged => "owner-changed",
            Self::Expected(access) => {
                by(access, ["expected-admin", "expected-database", "expected-write", "expected-push"])
            }
            Self::NotExpected(access) => {
                by(access, ["not-expected-admin", "not-expected-database", "not-expected-write", "not-expected-push"])
            }
            Self::Gained(access) => by(access, ["gained-admin", "gained-database", "gained-write", "gained-push"]),
            Self::Lost(access) => by(access, ["lost-admin", "lost-database", "lost-write", "lost-push"]),
            Self::MfaOn => "mfa-on",
            Self::MfaOff => "mfa-off",
            Self::Joined => "joined",
            Self::Left => "left",
            Self::CameBack => "came-back",
        }
    }
}

const fn by(access: Access, names: [&'static str; 4]) -> &'static str {
    let [admin, database, write, push] = names;
    match access {
        Access::Admin => admin,
        Access::Database => database,
        Access::Write => write,
        Access::Push => push,
    }
}

/// What became of an account; nothing where it did not exist at the later moment, since accounts are never deleted.
#[must_use]
pub fn of_account(before: Option<View<'_>>, after: View<'_>) -> Vec<Change> {
    let was_there = before.is_some_and(|view| view.account.removed_at.is_none());
    let is_there = after.account.removed_at.is_none();
    let mut changes = Vec::new();
    match (before, was_there, is_there) {
        (None, _, true) => changes.push(Change::Added),
        (Some(_), false, true) => changes.push(Change::Returned),
        (_, true, false) => changes.push(Change::Removed),
        _ => {}
    }
    let nothing = Link::none(after.account.id);
    changes.extend(of_link(before.map_or(&nothing, |view| view.link), after.link));
    for access in Access::ALL {
        let shown = |view: View<'_>| view.account.bool_fact(access.fact());
        let was = if was_there { before.and_then(shown) } else { Some(false) };
        let is = if is_there { shown(after) } else { Some(false) };
        changes.extend(turned(was, is).map(|on| if on { Change::Gained(access) } else { Change::Lost(access) }));
    }
    let mfa = (before.and_then(|view| view.account.has_mfa), after.account.has_mfa);
    changes.extend(turned(mfa.0, mfa.1).map(|on| if on { Change::MfaOn } else { Change::MfaOff }));
    changes
}

fn of_link(before: &Link, after: &Link) -> Vec<Change> {
    let mut changes = Vec::new();
    match (before.person, after.person) {
        (None, Some(_)) => changes.push(Change::Linked),
        (Some(_), None) => changes.push(Change::Unlinked),
        (Some(was), Some(is)) if was != is => changes.push(Change::Relinked),
        _ => {}
    }
    match (&before.service, &after.service) {
        (None, Some(_)) => changes.push(Change::Marked),
        (Some(_), None) => changes.push(Change::Unmarked),
        (Some(was), Some(is)) if was.owner != is.owner => changes.push(Change::OwnerChanged),
        _ => {}
    }
    for access in Access::ALL {
        let meant = |link: &Link| Some(link.expected.of(access).is_some());
        let turned = turned(meant(before), meant(after));
        changes.extend(turned.map(|on| if on { Change::Expected(access) } else { Change::NotExpected(access) }));
    }
    changes
}

/// What a flag turned to. What was unknown did not turn: it was learned.
fn turned(was: Option<bool>, is: Option<bool>) -> Option<bool> {
    match (was, is) {
        (Some(was), Some(is)) if was != is => Some(is),
        _ => None,
    }
}

/// What became of a person.
#[must_use]
pub fn of_person(before: Option<&Person>, after: &Person) -> Option<Change> {
    match (before.map(|person| person.left.is_some()), after.left.is_some()) {
        (None, false) => Some(Change::Joined),
        (None | Some(false), true) => Some(Change::Left),
        (Some(true), false) => Some(Change::CameBack),
        _ => None,
    }
}
