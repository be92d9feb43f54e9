//! Pages of long lists: forward and back from what is shown, never by number, so that a page costs the same wherever it is.

use askama::Template;

use crate::fields::{Fields, encoded, id};

/// A place in a list: the key of what stands there, and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) key: String,
    pub(crate) id: i64,
    /// Towards the beginning of the list.
    pub(crate) back: bool,
}

impl Place {
    /// The place that the address names; none means the beginning.
    pub(crate) fn of(query: &Fields) -> Option<Self> {
        let read = |name, back| {
            let (key, at) = query.text(name)?.rsplit_once('.')?;
            Some(Self { key: key.to_owned(), id: id(at)?, back })
        };
        read("before", true).or_else(|| read("after", false))
    }
}

/// The links to the pages around one.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/pager.html")]
pub(crate) struct Pager {
    first: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    /// How many there are in all, where that is known.
    total: Option<i64>,
    shown: usize,
}

super::html!(Pager);

impl Pager {
    /// The same of a list that goes onward only, and back to its beginning.
    pub(crate) fn onward(at: (&str, &Fields), rows: &[(String, i64)], (begun, more): (bool, bool)) -> Self {
        Self { previous: None, ..Self::around(at, rows, (begun, more), None) }
    }

    /// Around a page at that address, whose first and last row stand at these places.
    pub(crate) fn around(
        (path, query): (&str, &Fields),
        rows: &[(String, i64)],
        (more_before, more_after): (bool, bool),
        total: Option<i64>,
    ) -> Self {
        let base = query.with("", None).at(path);
        let joint = if base.contains('?') { '&' } else { '?' };
        let to = |name, row: Option<&(String, i64)>| {
            row.map(|(key, id)| format!("{base}{joint}{name}={}.{id}", encoded(key)))
        };
        Self {
            first: more_before.then(|| base.clone()),
            previous: to("before", rows.first()).filter(|_| more_before),
            next: to("after", rows.last()).filter(|_| more_after),
            total,
            shown: rows.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_was_given() {
        let rows = [("a.b & c".to_owned(), 7), ("z".to_owned(), 9)];
        let query = Fields::parse("q=x&after=k.1");
        let pager = Pager::around(("/accounts", &query), &rows, (true, true), None);
        let next = pager.next.unwrap();
        assert_eq!(next, "/accounts?q=x&after=z.9");
        let query = Fields::parse(pager.previous.unwrap().split_once('?').unwrap().1);
        assert_eq!(Place::of(&query), Some(Place { key: "a.b & c".to_owned(), id: 7, back: true }));
        assert_eq!(Place::of(&Fields::parse("after=x")), None);
    }
}
