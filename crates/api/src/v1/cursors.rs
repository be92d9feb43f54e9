//! Cursors: where the next page of a list begins. Clients take them from `next` and give them back unread.

use app::findings;
use domain::{
    Instant,
    ids::{AccountId, ConnectionId},
    texts,
};

use crate::{paths, problems::Problem, query::Params};

const RULE: &str = "must be a cursor that this list gave";

/// What the cursors of most lists look like: an id or a number.
pub(crate) const PLAIN: &str = "^[1-9][0-9]{0,14}$";
/// What cursors among accounts look like: a sort key in hexadecimal, and an id.
pub(crate) const NAMED: &str = r"^(?:0[1-9a-f]|[1-9a-f][0-9a-f])*\.[1-9][0-9]{0,14}$";
/// What cursors among an account's events look like: microseconds since 1970, and an id.
pub(crate) const DATED: &str = r"^(?:[1-8][0-9]{15}|[1-9][0-9]{0,14})\.[1-9][0-9]{0,14}$";

/// What cursors among findings look like: an account and how many rules are done, or 0 and a connection.
pub(crate) const FOUND: &str = r"^(?:0|[1-9][0-9]{0,14})\.[1-9][0-9]{0,14}$";

/// What cursors among accounts and then people look like: `a` or `p`, and an id.
pub(crate) const MIXED: &str = r"^[ap]\.[1-9][0-9]{0,14}$";

/// A place in a list of accounts and then people: behind the one of this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Among {
    Accounts(i64),
    People(i64),
}

impl Among {
    /// As a client is given it.
    pub(super) fn spell(self) -> String {
        match self {
            Self::Accounts(id) => format!("a.{id}"),
            Self::People(id) => format!("p.{id}"),
        }
    }
}

/// The parameter `cursor` of a list of accounts and then people.
pub(super) fn among(params: &Params<'_>) -> Result<Option<Among>, Problem> {
    params.read("cursor", RULE, |text| match text.split_once('.')? {
        ("a", id) => plain(id).map(Among::Accounts),
        ("p", id) => plain(id).map(Among::People),
        _ => None,
    })
}

/// A place among accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The key it is sorted by; empty where that is the id.
    pub(super) key: String,
    pub(super) id: AccountId,
}

/// The parameter `cursor` of a list in the order of ids or numbers: the last one seen.
pub(super) fn id(params: &Params<'_>) -> Result<Option<i64>, Problem> {
    params.read("cursor", RULE, plain)
}

/// The parameter `cursor` of a list of accounts. Any key is a place in the list, even one that is no text.
pub(super) fn place(params: &Params<'_>) -> Result<Option<Place>, Problem> {
    params.read("cursor", RULE, |text| {
        let (key, id) = text.split_once('.')?;
        let key = String::from_utf8_lossy(&unhex(key)?).into_owned();
        texts::storable(&key).then_some(())?;
        Some(Place { key, id: AccountId::new(plain(id)?) })
    })
}

/// The parameter `cursor` of an account's events: the instant and the id of the last one seen.
pub(super) fn by_instant(params: &Params<'_>) -> Result<Option<(Instant, i64)>, Problem> {
    params.read("cursor", RULE, |text| {
        let (at, id) = text.split_once('.')?;
        Some((Instant::from_micros(plain(at)?), plain(id)?))
    })
}

/// The parameter `cursor` of a list of findings.
pub(super) fn finding(params: &Params<'_>) -> Result<Option<findings::Place>, Problem> {
    params.read("cursor", RULE, |text| {
        let (account, rest) = text.split_once('.')?;
        let rest = plain(rest)?;
        if account == "0" {
            return Some(findings::Place::Connection(ConnectionId::new(rest)));
        }
        Some(findings::Place::Account(AccountId::new(plain(account)?), usize::try_from(rest).ok()?))
    })
}

/// A place among findings as a client is given it.
pub(super) fn spell_finding(place: findings::Place) -> String {
    match place {
        findings::Place::Connection(connection) => format!("0.{connection}"),
        findings::Place::Account(account, done) => format!("{account}.{done}"),
    }
}

impl Place {
    /// As a client is given it.
    pub(super) fn spell(&self) -> String {
        let hex: String = self.key.bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("{hex}.{}", self.id)
    }
}

/// An instant and an id as a client is given them.
pub(super) fn spell_instant(at: Instant, id: i64) -> String {
    format!("{}.{id}", at.micros())
}

/// A number from 1 to 2^53 - 1, in plain digits.
fn plain(text: &str) -> Option<i64> {
    paths::number(text).filter(|_| !text.contains('.'))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_uppercase());
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    });
    pairs.collect()
}

/// The cursor as each kind of list that takes it would give it. Keys that are no text come back as another.
#[cfg(fuzzing)]
pub(crate) fn again(params: &Params<'_>) -> Vec<String> {
    let place = place(params).ok().flatten().filter(|place| !place.key.contains('\u{FFFD}'));
    let all = [
        id(params).ok().flatten().map(|id| id.to_string()),
        among(params).ok().flatten().map(Among::spell),
        place.map(|place| place.spell()),
        by_instant(params).ok().flatten().map(|(at, id)| spell_instant(at, id)),
        finding(params).ok().flatten().map(spell_finding),
    ];
    all.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::Code;

    #[test]
    fn a_cursor_comes_back_as_it_was_given() {
        for key in ["", "sally@example.com", "Ünïcode & +.%", "a.b"] {
            let given = Place { key: key.to_owned(), id: AccountId::new(7) };
            let query = format!("cursor={}", given.spell());
            assert_eq!(place(&Params::parse(&query).unwrap()).unwrap(), Some(given));
        }
        let query = format!("cursor={}", spell_instant(Instant::from_micros(12), 3));
        assert_eq!(by_instant(&Params::parse(&query).unwrap()).unwrap(), Some((Instant::from_micros(12), 3)));
        for given in [findings::Place::Connection(ConnectionId::new(4)), findings::Place::Account(AccountId::new(7), 3)]
        {
            let query = format!("cursor={}", spell_finding(given));
            assert_eq!(finding(&Params::parse(&query).unwrap()).unwrap(), Some(given));
        }
        assert_eq!(id(&Params::parse("cursor=41").unwrap()).unwrap(), Some(41));
        assert_eq!(id(&Params::parse("").unwrap()).unwrap(), None);
    }

    #[test]
    fn what_no_list_gave_is_refused() {
        for cursor in ["", ".", "zz.1", "6.1", "616.1", "61.0", "61.x", "61", "4A.1", "00.1", "61.1.0"] {
            let query = format!("cursor={cursor}");
            let refused = place(&Params::parse(&query).unwrap());
            assert_eq!(refused.map_err(|problem| problem.code()), Err(Code::Query), "{cursor}");
        }
        for cursor in ["", ".", "0", "1", "0.0", "1.0", "-1.1", "01.1", "1.01", "1.x", "1.1.1", "c.1"] {
            let query = format!("cursor={cursor}");
            let refused = finding(&Params::parse(&query).unwrap());
            assert_eq!(refused.map_err(|problem| problem.code()), Err(Code::Query), "{cursor}");
        }
        for cursor in ["0", "-1", "1.0", "01", "x", "9007199254740992"] {
            let query = format!("cursor={cursor}");
            let refused = id(&Params::parse(&query).unwrap());
            assert_eq!(refused.map_err(|problem| problem.code()), Err(Code::Query), "{cursor}");
        }
    }
}
