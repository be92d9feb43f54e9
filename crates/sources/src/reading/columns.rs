//! The columns of a list, and what each is taken for.

use std::collections::{BTreeSet, HashMap};

use domain::listings::BadList;

use super::refusals::{self, COLUMN_LIMIT, NAME_LIMIT};

/// What columns may be called: for each meaning its spellings, the one that counts most first; that one also names it.
/// Case, `_`, `-` and blanks make no difference.
pub(crate) type Vocabulary = &'static [&'static [&'static str]];

/// What a column is taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// Which entry of the vocabulary.
    pub(crate) entry: usize,
    /// Which of its spellings; a smaller one counts more.
    pub(crate) rank: usize,
    /// That spelling.
    pub(crate) spelling: &'static str,
}

/// The columns of a list, in order of appearance.
pub(crate) struct Columns {
    /// Every name that has a meaning.
    pub(crate) vocabulary: Vocabulary,
    names: Vec<String>,
    meanings: Vec<Option<Meaning>>,
    numbers: HashMap<String, usize>,
    unread: BTreeSet<usize>,
}

impl Columns {
    /// No columns yet.
    pub(crate) fn new(vocabulary: Vocabulary) -> Self {
        Self { vocabulary, names: Vec::new(), meanings: Vec::new(), numbers: HashMap::new(), unread: BTreeSet::new() }
    }

    /// The number, from 0, of the column of that name; a new one is added.
    pub(crate) fn number(&mut self, name: &str, line: u64) -> Result<usize, BadList> {
        let name = name.trim();
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let number = self.names.len();
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
        let meaning = meaning(self.vocabulary, name);
        if meaning.is_none() {
            self.unread.insert(number);
        }
        self.names.push(name.to_owned());
        self.meanings.push(meaning);
        self.numbers.insert(name.to_owned(), number);
        Ok(number)
    }

    /// What the column is called.
    pub(crate) fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("", String::as_str)
    }

    /// What the column is called, without repeating a name that only the file knows: one of ours, else its number.
    pub(crate) fn public_name(&self, number: usize) -> String {
        self.meaning(number).map_or_else(|| (number + 1).to_string(), |meaning| meaning.spelling.to_owned())
    }

    /// What the column is taken for.
    pub(crate) fn meaning(&self, number: usize) -> Option<Meaning> {
        self.meanings.get(number).copied().flatten()
    }

    /// Which entry of the vocabulary has that name.
    pub(crate) fn entry(&self, name: &str) -> Option<usize> {
        self.vocabulary.iter().position(|spellings| spellings.first() == Some(&name))
    }

    /// Notes that another column was taken for what this one also means.
    pub(crate) fn passed_over(&mut self, number: usize) {
        self.unread.insert(number);
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Their names.
    pub(crate) fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    /// The names of those that are no more than facts.
    pub(crate) fn unread(&self) -> Vec<String> {
        self.unread.iter().map(|number| self.name(*number).to_owned()).collect()
    }

    /// Refused when no column means this.
    pub(crate) fn require(&self, name: &str) -> Result<(), BadList> {
        let entry = self.entry(name);
        if self.meanings.iter().flatten().any(|meaning| Some(meaning.entry) == entry) {
            return Ok(());
        }
        let spellings = entry.and_then(|entry| self.vocabulary.get(entry)).map(|spellings| spellings.join(", "));
        let known: Vec<_> = self.meanings.iter().flatten().map(|meaning| meaning.spelling).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Err(refusals::row(
            1,
            format!(
                "the first line must name the columns, separated by commas, and one must be called one of: {}; \
                 found {} columns, of which these are known: {known}",
                spellings.unwrap_or_default(),
                self.len(),
            ),
        ))
    }
}

fn meaning(vocabulary: Vocabulary, name: &str) -> Option<Meaning> {
    let wanted = folded(name);
    vocabulary.iter().enumerate().find_map(|(entry, spellings)| {
        let rank = spellings.iter().position(|spelling| folded(spelling) == wanted)?;
        spellings.get(rank).map(|spelling| Meaning { entry, rank, spelling })
    })
}

/// The text without case, `_`, `-` and blanks.
pub(crate) fn folded(text: &str) -> String {
    let kept = text.chars().filter(|c| !matches!(c, '_' | '-') && !c.is_whitespace());
    kept.flat_map(char::to_lowercase).collect()
}
