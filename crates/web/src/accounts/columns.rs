//! The columns of the list, which its reader chooses.

use app::{accounts::World, events::Decisions};
use askama::Template;
use domain::{actors::DecidedBy, facts::Fact};
use store::links::Stored;

use crate::{
    fields::Fields,
    parts::{Time, Unknown, Whose, html},
};

/// A column besides the account's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Whose,
    Connection,
    Mfa,
    Checked,
    Email,
    External,
    Decided,
    Added,
}

impl Column {
    /// Every column, in the order in which they stand.
    pub(crate) const ALL: [Self; 8] = [
        Self::Whose,
        Self::Connection,
        Self::Mfa,
        Self::Email,
        Self::External,
        Self::Decided,
        Self::Checked,
        Self::Added,
    ];
    /// Those that are shown unless somebody chooses.
    const USUAL: [Self; 4] = [Self::Whose, Self::Connection, Self::Mfa, Self::Checked];

    /// Its name in the address.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Whose => "whose",
            Self::Connection => "connection",
            Self::Mfa => "mfa",
            Self::Checked => "checked",
            Self::Email => "email",
            Self::External => "external",
            Self::Decided => "decided",
            Self::Added => "added",
        }
    }

    /// Its heading.
    pub(crate) const fn heading(self) -> &'static str {
        match self {
            Self::Whose => "Whose",
            Self::Connection => "Where",
            Self::Mfa => "Second factor",
            Self::Checked => "Last checked",
            Self::Email => "Address",
            Self::External => "Provider's id",
            Self::Decided => "Decided by",
            Self::Added => "First seen",
        }
    }

    /// Those that the address asks for.
    pub(crate) fn wanted(query: &Fields) -> Vec<Self> {
        let named: Vec<&str> = query.all("column").collect();
        if named.is_empty() {
            return Self::USUAL.to_vec();
        }
        Self::ALL.into_iter().filter(|column| named.contains(&column.name())).collect()
    }

    /// The address without columns, where it names the usual ones: a form always sends them.
    pub(crate) fn tidied(query: &Fields) -> Fields {
        if Self::wanted(query) == Self::wanted(&Fields::default()) { query.without("column") } else { query.clone() }
    }

    /// What it shows of an account.
    pub(crate) fn cell(self, stored: &Stored, world: &World, decisions: &Decisions) -> Cell {
        let Stored { account, link, .. } = stored;
        let connection = world.connections.get(&account.connection);
        match self {
            Self::Whose => Cell::Whose(Whose::of(link, &world.people)),
            Self::Connection => connection.map_or(Cell::Blank, |connection| Cell::Short(connection.name.clone())),
            Self::Mfa => match account.mfa() {
                Fact::Known(has) => Cell::Flag(has),
                Fact::Unknown(why) => Cell::Unknown(Unknown::fact(&why)),
            },
            Self::Checked => match account.checked_at(connection.and_then(|connection| connection.listed_at)) {
                Some(at) => Cell::Time(Time(at)),
                None => Cell::Unknown(Unknown::because("the list did not say when it was made")),
            },
            Self::Email => account.email.clone().map_or(Cell::Blank, Cell::Text),
            Self::External => Cell::Code(account.external_id.clone()),
            Self::Decided => link.decided_by.map_or(Cell::Blank, |by| Cell::Text(decided(by, stored, decisions))),
            Self::Added => Cell::Time(Time(account.created_at)),
        }
    }
}

/// Who decided, in a word.
fn decided(by: DecidedBy, stored: &Stored, decisions: &Decisions) -> String {
    let event = stored.link.decided_event.and_then(|event| decisions.events.get(&event));
    let person = event.and_then(|event| decisions.people.get(&event.actor.person()?));
    match (by, person) {
        (_, Some(profile)) => profile.person.name(),
        (DecidedBy::Human, None) => "a person".to_owned(),
        (DecidedBy::Rule, None) => "a rule".to_owned(),
        (DecidedBy::Source, None) => "the source".to_owned(),
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"{% match self %}{% when Self::Whose(whose) %}{{ whose }}{% when Self::Text(text) %}{{ text }}{% when Self::Short(text) %}<span class="short">{{ text }}</span>{% when Self::Code(text) %}<code>{{ text }}</code>{% when Self::Flag(true) %}yes{% when Self::Flag(false) %}<strong class="no">no</strong>{% when Self::Unknown(unknown) %}{{ unknown }}{% when Self::Time(time) %}{{ time }}{% when Self::Blank %}<span class="none">–</span>{% endmatch %}"#,
    ext = "html"
)]
pub(crate) enum Cell {
    Whose(Whose),
    Text(String),
    /// Text that stays on one line.
    Short(String),
    Code(String),
    Flag(bool),
    Unknown(Unknown),
    Time(Time),
    Blank,
}

html!(Cell);
