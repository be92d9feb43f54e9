//! Naming: which connection here a connection there becomes. One of its name is it; else the one that is bound to the same
//! account of the same provider, under whatever name; else it is made.

use std::collections::HashSet;

use domain::{
    connections::{Family, Kind},
    texts,
};
use serde_json::Value;

use crate::{
    client::Client,
    drata::{Notes, Place},
    exit::Result,
    print::words,
};

/// The most characters of a connection's name.
const LONGEST: usize = 100;

/// The connection here for one there.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// Its name here.
    pub(super) name: String,
    /// What it connects to.
    pub(super) kind: Kind,
    /// Its id there.
    pub(super) there: String,
}

/// The connections here, and the names that are given away.
pub(super) struct Named {
    here: Vec<Value>,
    given: HashSet<String>,
}

impl Named {
    /// Every connection here.
    pub(super) async fn load(client: &Client) -> Result<Self> {
        let here = client.list("/api/v1/connections".to_owned(), Vec::new()).all().await?;
        Ok(Self { here, given: HashSet::new() })
    }

    /// The connection for roster entries.
    pub(super) fn roster(&mut self, place: Place, notes: &mut Notes) -> Target {
        let kind = Kind::parse(&place.kind).filter(|kind| kind.family() == Family::Identity);
        self.target(place, kind, (Kind::Roster, "people"), notes)
    }

    /// The connection for accounts.
    pub(super) fn accounts(&mut self, place: Place, notes: &mut Notes) -> Target {
        let kind = Kind::parse(&place.kind).filter(|kind| kind.family() != Family::Identity);
        self.target(place, kind, (Kind::Other, "accounts"), notes)
    }

    fn target(&mut self, place: Place, kind: Option<Kind>, (other, what): (Kind, &str), notes: &mut Notes) -> Target {
        let known = kind.unwrap_or(other);
        if kind.is_none() {
            let called = if place.kind.is_empty() { "no kind" } else { &place.kind };
            notes.add(format!("{called} is not known here as a kind of {what}: they come as {}", known.name()));
        }
        let name = self.name(&place, known);
        Target { name, kind: known, there: place.id }
    }

    fn name(&mut self, place: &Place, kind: Kind) -> String {
        let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        let called = cut(place.called(), LONGEST);
        let bound = |one: &&Value| {
            let same = !place.client.is_empty() && words::text(one, "/upstream") == place.client;
            same && words::text(one, "/kind") == kind.name()
        };
        let same_name = self.here.iter().find(|one| texts::key(words::text(one, "/name")) == texts::key(&called));
        let here = same_name.filter(|one| words::text(one, "/kind") == kind.name()).or_else(|| {
            let mut all = self.here.iter().filter(bound);
            all.next().filter(|_| all.next().is_none())
        });
        let name = here.map_or(called.clone(), |one| words::text(one, "/name").to_owned());
        let taken = here.is_none() && same_name.is_some();
        if !taken && self.given.insert(texts::key(&name)) {
            return name;
        }
        // Its number there tells it from the others of that name, at every import.
        let number = format!(" #{}", place.id);
        let name = format!("{}{number}", cut(&called, LONGEST.saturating_sub(number.chars().count())));
        self.given.insert(texts::key(&name));
        name
    }
}
