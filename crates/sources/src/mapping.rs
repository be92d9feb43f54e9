//! What the fields of a row are read from: columns known by their spellings, those that a preset names, and those that
//! somebody asked for.

use domain::{
    accounts::observed_facts,
    facts::Unknown,
    listings::{BadList, DateOrder, Reading},
};

use crate::{
    presets::Preset,
    reading::{columns::folded, refusals},
    words::Words,
};

/// The fields that a row may have, each with the names its column may go by, the one that counts most first. Case, `_`,
/// `-` and blanks make no difference.
pub(crate) type Vocabulary = &'static [(&'static str, &'static [&'static str])];

/// The field that binds a list to one account at the provider. No column is taken for it unasked.
pub(crate) const UPSTREAM: &str = "upstream";

/// What each field is read from, in the order of the vocabulary.
#[derive(Clone, Debug)]
pub(crate) struct Mapping {
    sources: Vec<Source>,
    dates: Option<DateOrder>,
    dropped: &'static [String],
    /// The preset's name, where there is one.
    pub(crate) preset: Option<&'static Preset>,
}

/// What one field is read from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The field.
    pub(crate) field: &'static str,
    /// The columns or paths, the one that counts most first.
    pub(crate) places: Vec<Place>,
    /// Whether a place that holds nothing is passed over for the next.
    pub(crate) falls_back: bool,
    /// Whether somebody asked for just this place.
    pub(crate) asked: bool,
    /// What the words of the tool mean.
    pub(crate) words: Option<&'static Words>,
    /// Why there is nothing where there is no place.
    unknown: Option<&'static Unknown>,
}

/// A column, or a path into one: `profile.email`.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// As it was written.
    pub(crate) name: String,
    folded: String,
}

/// How a column serves a field.
#[derive(Clone, Debug)]
pub(crate) struct Meaning {
    /// Which field.
    pub(crate) entry: usize,
    /// Which of its places; a smaller one counts more.
    pub(crate) rank: usize,
    /// The path inside the column, where it is not the column itself.
    pub(crate) tail: Option<String>,
}

impl Place {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), folded: folded(name) }
    }

    /// The path inside this column that the place is: empty for the column itself, `None` for another column.
    fn within(&self, column: &str, column_folded: &str) -> Option<&str> {
        if self.folded == column_folded {
            return Some("");
        }
        self.name.strip_prefix(column)?.strip_prefix('.').filter(|tail| !tail.is_empty())
    }
}

impl Mapping {
    /// Every field by its spellings.
    pub(crate) fn plain(vocabulary: Vocabulary) -> Self {
        let sources = vocabulary.iter().map(|(field, spellings)| {
            let places = spellings.iter().map(|name| Place::new(name)).collect();
            Source { field, places, falls_back: false, asked: false, words: None, unknown: None }
        });
        Self { sources: sources.collect(), dates: None, dropped: &[], preset: None }
    }

    /// The fields that a preset knows.
    pub(crate) fn of(vocabulary: Vocabulary, preset: &'static Preset) -> Self {
        let sources = vocabulary.iter().map(|(field, _)| Source {
            field,
            places: preset.places(field).iter().map(|name| Place::new(name)).collect(),
            falls_back: true,
            asked: false,
            words: preset.words(field),
            unknown: preset.unknown(field),
        });
        Self { sources: sources.collect(), dates: None, dropped: preset.dropped(), preset: Some(preset) }
    }

    /// The same, with what somebody asks for.
    pub(crate) fn asked(mut self, reading: &Reading) -> Result<Self, BadList> {
        self.dates = reading.dates;
        for (field, column) in &reading.map {
            let known: Vec<_> = self.sources.iter().map(|source| source.field).collect();
            let Some(source) = self.sources.iter_mut().find(|source| source.field == field.trim()) else {
                let known = known.join(", ");
                return Err(refusals::list(format!("a field that is mapped is not known; known are {known}")));
            };
            if source.asked {
                return Err(refusals::list(format!("the field {} is mapped twice", source.field)));
            }
            let column = column.trim();
            source.places = if column.is_empty() { Vec::new() } else { vec![Place::new(column)] };
            source.asked = true;
            source.falls_back = false;
        }
        Ok(self)
    }

    /// How a column of that name serves the fields.
    pub(crate) fn meanings(&self, column: &str) -> Vec<Meaning> {
        let (mut meanings, plain) = (Vec::new(), folded(column));
        for (entry, source) in self.sources.iter().enumerate() {
            let inside = source
                .places
                .iter()
                .enumerate()
                .filter_map(|(rank, place)| Some((rank, place.within(column, &plain)?)));
            meanings.extend(inside.map(|(rank, tail)| {
                let tail = Some(tail).filter(|tail| !tail.is_empty()).map(str::to_owned);
                // Of columns that differ in their case only, somebody who names one means that one.
                let other = source.asked && tail.is_none() && source.places.iter().all(|place| place.name != column);
                Meaning { entry, rank: rank + usize::from(other), tail }
            }));
        }
        meanings
    }

    /// Which field has that name.
    pub(crate) fn entry(&self, field: &str) -> Option<usize> {
        self.sources.iter().position(|source| source.field == field)
    }

    /// What the field is read from.
    pub(crate) fn source(&self, entry: usize) -> Option<&Source> {
        self.sources.get(entry)
    }

    /// What the fields are read from, in order.
    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Why nothing is known of a field that no column is taken for.
    pub(crate) fn unknown(&self, field: &str) -> Unknown {
        let source = self.sources.iter().find(|source| source.field == field);
        source.and_then(|source| source.unknown).cloned().unwrap_or(Unknown::NotCollected)
    }

    /// In which order dates with slashes are written.
    pub(crate) const fn dates(&self) -> Option<DateOrder> {
        self.dates
    }

    /// Whether a column of that name holds what is never kept.
    pub(crate) fn drops(&self, column: &str) -> bool {
        let name = folded(column.split('[').next().unwrap_or_default());
        let whole = folded(column);
        SECRETS.contains(&name.as_str()) || self.dropped.iter().any(|dropped| folded(dropped) == whole)
    }
}

impl Source {
    /// What the place is called in refusals: its name, or the field's where somebody else named the place.
    pub(crate) fn public_name(&self, rank: usize) -> &str {
        let place = self.places.get(rank).filter(|_| !self.asked);
        place.map_or(self.field, |place| place.name.as_str())
    }
}

/// Whether a provider's own column of that name would be taken for what we observed.
pub(crate) fn is_reserved(column: &str) -> bool {
    observed_facts::ALL.contains(&column)
}

/// Columns that are never kept, whatever list they are in: without case, `_`, `-`, blanks and what is in brackets.
const SECRETS: [&str; 22] = [
    "password",
    "passwordhash",
    "passwordprofile",
    "passwd",
    "userpassword",
    "unicodepwd",
    "rolpassword",
    "secret",
    "secretkey",
    "secretaccesskey",
    "clientsecret",
    "privatekey",
    "apikey",
    "token",
    "accesstoken",
    "refreshtoken",
    "recoverycodes",
    "otpsecret",
    "totpsecret",
    "ssn",
    "socialsecuritynumber",
    "nationalid",
];
