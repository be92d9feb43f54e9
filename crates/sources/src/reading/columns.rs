//! The columns of a list, and the fields that they serve.

use std::collections::{BTreeSet, HashMap};

use domain::listings::BadList;

use super::refusals::{self, COLUMN_LIMIT, NAME_LIMIT};
use crate::mapping::{Mapping, Meaning};

/// The columns of a list, in order of appearance.
pub(crate) struct Columns {
    /// What each field is read from.
    pub(crate) mapping: Mapping,
    columns: Vec<Column>,
    numbers: HashMap<String, usize>,
    passed_over: BTreeSet<usize>,
    /// Paths inside columns that are read in part.
    unread: BTreeSet<String>,
}

/// One column.
struct Column {
    name: String,
    meanings: Vec<Meaning>,
    dropped: bool,
}

impl Columns {
    /// No columns yet.
    pub(crate) fn new(mapping: Mapping) -> Self {
        Self {
            mapping,
            columns: Vec::new(),
            numbers: HashMap::new(),
            passed_over: BTreeSet::new(),
            unread: BTreeSet::new(),
        }
    }

    /// The number, from 0, of the column of that name; a new one is added.
    pub(crate) fn number(&mut self, name: &str, line: u64) -> Result<usize, BadList> {
        let name = name.trim();
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let number = self.columns.len();
        let refused = |problem: String| refusals::cell(line, (number + 1).to_string(), problem);
        if name.is_empty() {
            return Err(refused("has no name".to_owned()));
        }
        if name.len() > NAME_LIMIT {
            return Err(refused(format!("has a name longer than {NAME_LIMIT} bytes")));
        }
        if number >= COLUMN_LIMIT {
            return Err(refused(format!("is one too many: a list may have {COLUMN_LIMIT} columns")));
        }
        let (meanings, dropped) = (self.mapping.meanings(name), self.mapping.drops(name));
        self.columns.push(Column { name: name.to_owned(), meanings, dropped });
        self.numbers.insert(name.to_owned(), number);
        Ok(number)
    }

    /// What the column is called.
    pub(crate) fn name(&self, number: usize) -> &str {
        self.columns.get(number).map_or("", |column| column.name.as_str())
    }

    /// What the column is called, without repeating a name that only the file knows: one of ours, else its number.
    pub(crate) fn public_name(&self, number: usize) -> String {
        let meaning = self.meanings(number).first();
        let public = meaning.and_then(|meaning| Some(self.mapping.source(meaning.entry)?.public_name(meaning.rank)));
        public.map_or_else(|| (number + 1).to_string(), str::to_owned)
    }

    /// The fields that the column serves.
    pub(crate) fn meanings(&self, number: usize) -> &[Meaning] {
        self.columns.get(number).map_or(&[], |column| column.meanings.as_slice())
    }

    /// Whether the column holds what is never kept.
    pub(crate) fn drops(&self, number: usize) -> bool {
        self.columns.get(number).is_some_and(|column| column.dropped)
    }

    /// Notes that another column was taken for what this one also means.
    pub(crate) fn pass_over(&mut self, number: usize) {
        self.passed_over.insert(number);
    }

    /// Notes a path inside a column that no field is read from.
    pub(crate) fn leave(&mut self, number: usize, key: &str) {
        let path = format!("{}.{key}", self.name(number));
        if self.unread.len() < COLUMN_LIMIT && path.len() <= NAME_LIMIT {
            self.unread.insert(path);
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.columns.len()
    }

    /// Their names.
    pub(crate) fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// The names of those that are no more than facts.
    pub(crate) fn unread(&self) -> Vec<String> {
        let unread = self.columns.iter().enumerate().filter(|(number, column)| {
            !column.dropped && (column.meanings.is_empty() || self.passed_over.contains(number))
        });
        unread.map(|(_, column)| column.name.clone()).chain(self.unread.iter().cloned()).collect()
    }

    /// The names of those that are not kept at all.
    pub(crate) fn dropped(&self) -> Vec<String> {
        self.columns.iter().filter(|column| column.dropped).map(|column| column.name.clone()).collect()
    }

    /// Whether a column serves this field.
    pub(crate) fn serves(&self, field: &str) -> bool {
        let entry = self.mapping.entry(field);
        self.columns.iter().flat_map(|column| &column.meanings).any(|meaning| Some(meaning.entry) == entry)
    }

    /// Refused when no column serves this field.
    pub(crate) fn require(&self, field: &str) -> Result<(), BadList> {
        let source = self.mapping.entry(field).and_then(|entry| self.mapping.source(entry));
        let Some(source) = source.filter(|source| !source.asked && !self.serves(field)) else { return Ok(()) };
        let places: Vec<_> = source.places.iter().map(|place| place.name.as_str()).collect();
        Err(refusals::row(
            1,
            format!(
                "the first line must name the columns, separated by commas, and one must be called one of: {}; {}; or say \
                 which it is, by --map {field}=COLUMN",
                places.join(", "),
                self.found(),
            ),
        ))
    }

    /// Refused when somebody asked for a column that is not there.
    pub(crate) fn require_asked(&self) -> Result<(), BadList> {
        let asked = self.mapping.sources().iter().filter(|source| source.asked && !source.places.is_empty());
        match asked.into_iter().find(|source| !self.serves(source.field)) {
            None => Ok(()),
            Some(source) => Err(refusals::list(format!(
                "there is no column of the name that {} is mapped to; {}",
                source.field,
                self.found()
            ))),
        }
    }

    fn found(&self) -> String {
        let known = (0..self.len()).filter(|number| !self.meanings(*number).is_empty());
        let known: Vec<_> = known.map(|number| self.public_name(number)).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        format!("found {} columns, of which these are known: {known}", self.len())
    }
}

/// The text without case, `_`, `-` and blanks.
pub(crate) fn folded(text: &str) -> String {
    let kept = text.chars().filter(|c| !matches!(c, '_' | '-') && !c.is_whitespace());
    kept.flat_map(char::to_lowercase).collect()
}
