//! The picture: what another register holds, sorted by where it is to go here.

use std::collections::BTreeMap;

use domain::{Instant, links::Access};
use serde_json::Value;

/// Everything that was read.
#[derive(Debug, Default)]
pub(crate) struct Picture {
    /// Roster entries, by the connection that they come from.
    pub(crate) rosters: Vec<(Place, Vec<Entry>)>,
    /// Accounts, by the connection that they come from.
    pub(crate) accounts: Vec<(Place, Vec<Account>)>,
    /// How many connections it has.
    pub(crate) connections: usize,
    /// Whether each list was read to its end, and settled: people, then accounts.
    pub(crate) whole: (bool, bool),
    /// What does not come, or comes as something else, and how often.
    pub(crate) notes: Notes,
}

/// A connection there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its id there.
    pub(crate) id: String,
    /// What it connects to, in the words of there.
    pub(crate) kind: String,
    /// Its name, where it has one.
    pub(crate) alias: String,
    /// The provider's account that it is bound to, where it is.
    pub(crate) client: String,
}

/// A roster entry there.
#[derive(Debug)]
pub(crate) struct Entry {
    /// What the roster calls it for good.
    pub(crate) external_id: String,
    /// The id of its user there.
    pub(crate) user: String,
    /// The entry with its user, as it is sent.
    pub(crate) row: Value,
}

/// An account there.
#[derive(Debug)]
pub(crate) struct Account {
    /// What the provider calls it for good.
    pub(crate) external_id: String,
    /// What it is called.
    pub(crate) username: String,
    /// What was decided about it there.
    pub(crate) stated: Stated,
    /// The account, as it is sent.
    pub(crate) row: Value,
}

/// What was decided about an account there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Stated {
    /// The id of its user there.
    pub(crate) user: Option<String>,
    /// When the present or last link was made.
    pub(crate) connected_at: Option<Instant>,
    /// When the last link was undone, while there is no other.
    pub(crate) unlinked_at: Option<Instant>,
    /// Since when it is a service account, and what for.
    pub(crate) service: Option<(Instant, String)>,
    /// The id of the user there who marked it.
    pub(crate) designator: Option<String>,
    /// Since when it is meant to have each of the accesses that are told of it.
    pub(crate) expected: Vec<(Access, Option<Instant>)>,
}

impl Stated {
    /// Whether nobody has ever decided anything.
    pub(crate) fn is_nothing(&self) -> bool {
        let Self { user, connected_at, unlinked_at, service, .. } = self;
        let nobodys = user.is_none() && connected_at.is_none() && unlinked_at.is_none() && service.is_none();
        nobodys && self.expected.iter().all(|(_, since)| since.is_none())
    }
}

impl Place {
    /// The place that an object tells of; one without an id is no place.
    pub(super) fn of(connection: &Value) -> Option<Self> {
        let id = match connection.get("id")? {
            Value::String(id) => id.trim().to_owned(),
            Value::Number(id) => id.to_string(),
            _ => return None,
        };
        let text = |name: &str| connection.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let place = Self { id, kind: text("clientType"), alias: text("clientAlias"), client: text("clientId") };
        (!place.id.is_empty()).then_some(place)
    }

    /// What it is called: by its name, else by the provider's account, else by what it is.
    pub(crate) fn called(&self) -> &str {
        [&self.alias, &self.client, &self.kind].into_iter().find(|name| !name.is_empty()).unwrap_or(&self.id)
    }
}

/// What does not come, or comes as something else, each with how often.
#[derive(Debug, Default)]
pub(crate) struct Notes(BTreeMap<String, usize>);

impl Notes {
    /// Notes it, once more.
    pub(crate) fn add(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    /// Each of them, with how often where that is more than once.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line =
            |(what, many): (&String, &usize)| if *many > 1 { format!("{what} ({many} times)") } else { what.clone() };
        self.0.iter().map(line).collect()
    }
}
