//! Identities: the objects in which Drata's API shows accounts and roster entries, one on each line, each with its `user` and
//! `connection`. What the API says besides what is known here is kept, and named.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::BufRead,
};

use domain::{
    Instant,
    facts::Fact,
    listings::{BadList, Summary},
};
use serde_json::Value;

use super::{
    bytes,
    cells::{Cell, fact, not_collected},
    keys::Keys,
    lines::Lines,
    objects, refusals,
};

/// Identities of one connection, in JSON Lines.
pub(crate) struct Identities {
    lines: Lines,
    text: Vec<u8>,
    keys: Keys,
    columns: BTreeSet<String>,
    known: [&'static [&'static str]; 2],
    connection: Option<String>,
    upstream: Option<String>,
    checked: Checked,
}

/// When the accounts that are not gone were last checked.
enum Checked {
    /// None was read so far.
    None,
    /// The first of those times.
    Since(Instant),
    /// Of some of them it is not known.
    Unknown,
}

/// One identity.
pub(crate) struct Identity {
    /// The line that it stands on.
    pub(crate) line: u64,
    /// What the provider calls it for good.
    pub(crate) external_id: String,
    members: BTreeMap<String, Value>,
}

impl Identities {
    /// Identities of which these keys are known.
    pub(crate) fn open(input: Box<dyn BufRead + Send>, known: [&'static [&'static str]; 2]) -> Result<Self, BadList> {
        Ok(Self {
            lines: Lines::new(bytes::after_bom(input)?.0),
            text: Vec::new(),
            keys: Keys::default(),
            columns: BTreeSet::new(),
            known,
            connection: None,
            upstream: None,
            checked: Checked::None,
        })
    }

    /// The next one.
    pub(crate) fn next(&mut self) -> Result<Option<Identity>, BadList> {
        let Some(line) = self.lines.read(&mut self.text)? else {
            return if self.connection.is_some() { Ok(None) } else { Err(refusals::empty()) };
        };
        let members: BTreeMap<String, Value> = objects::parse(&self.text, line, 0)?.into_iter().collect();
        let identity = Identity { line, external_id: String::new(), members };
        let external_id = identity.cell("identityId").name()?.unwrap_or_default();
        self.keys.add(&external_id, line, "identityId")?;
        self.bind(&identity)?;
        self.check(&identity);
        self.columns.extend(identity.members.keys().cloned());
        Ok(Some(Identity { external_id, ..identity }))
    }

    /// Checks that it is of the same connection as those before.
    fn bind(&mut self, identity: &Identity) -> Result<(), BadList> {
        let connection = Cell::new(identity.line, "connection", identity.inside("connection", "id"));
        let Some(id) = connection.text()? else {
            return Err(refusals::cell(identity.line, "connection", "must have an id"));
        };
        if self.connection.get_or_insert_with(|| id.clone()) != &id {
            return Err(refusals::cell(identity.line, "connection", "is another one than on the lines before"));
        }
        let upstream = identity.inside("connection", "clientId").as_str().filter(|client| !client.trim().is_empty());
        self.upstream = upstream.map(str::to_owned).or(self.upstream.take());
        Ok(())
    }

    fn check(&mut self, identity: &Identity) {
        if identity.gone_at().is_some() {
            return;
        }
        self.checked = match (&self.checked, identity.instant("lastCheckedAt")) {
            (Checked::None, Some(at)) => Checked::Since(at),
            (Checked::Since(first), Some(at)) => Checked::Since(at.min(*first)),
            _ => Checked::Unknown,
        };
    }

    /// What is known of the list as a whole: everything in it was checked when the first of its accounts was.
    pub(crate) fn summary(&self, format: &'static str) -> Summary {
        let asked_at = if let Checked::Since(at) = self.checked { Some(at) } else { None };
        let unread = self.columns.iter().filter(|column| !self.known.concat().contains(&column.as_str())).cloned();
        Summary {
            format,
            upstream: self.upstream.clone(),
            columns: self.columns.iter().cloned().collect(),
            unread: unread.collect(),
            asked_at,
            ..Summary::default()
        }
    }
}

impl Identity {
    fn value(&self, name: &str) -> &Value {
        self.members.get(name).unwrap_or(&Value::Null)
    }

    /// What an object in it has under that name.
    pub(crate) fn inside(&self, object: &str, name: &str) -> &Value {
        self.value(object).get(name).unwrap_or(&Value::Null)
    }

    /// What it has under that name.
    pub(crate) fn cell(&self, name: &'static str) -> Cell<'_> {
        Cell::new(self.line, name, self.value(name))
    }

    /// Text that is there and not blank.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.value(name).as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    /// A yes or no; anything else says nothing.
    pub(crate) fn truth(&self, name: &str) -> Fact<bool> {
        self.value(name).as_bool().map_or(not_collected(), Fact::Known)
    }

    /// A date; one that is not understood says nothing, and stays a fact as it is.
    pub(crate) fn instant(&self, name: &str) -> Option<Instant> {
        Instant::parse_utc(self.text(name)?)
    }

    /// When it was found gone at the provider: somebody's, and disconnected.
    pub(crate) fn gone_at(&self) -> Option<Instant> {
        self.value("user").as_object().and_then(|_| self.instant("disconnectedAt"))
    }

    /// What it says under other names than these, as it is.
    pub(crate) fn into_facts(self, without: &[&str]) -> BTreeMap<String, Fact<Value>> {
        let kept = self.members.into_iter().filter(|(name, _)| !without.contains(&name.as_str()));
        kept.map(|(name, value)| (name, fact(value))).collect()
    }
}
