//! A JSON object, member by member: arrays in it are read object by object, and what is held of them is counted.

use std::collections::HashSet;

use domain::listings::BadList;
use serde_json::Value;

use super::{
    bytes::{self, Input as Bytes},
    elements::{self, Next},
    objects::{self, Members},
    pages, refusals,
    scanner::Scanner,
};

/// A JSON object that is read member by member.
pub(crate) struct Document {
    scanner: Scanner,
    keys: HashSet<String>,
}

impl Document {
    /// Reads the `{` that it begins with.
    pub(crate) fn open(input: domain::listings::Input) -> Result<Self, BadList> {
        let input: Bytes = bytes::after_bom(input)?.0;
        let mut scanner = Scanner::new(input);
        match scanner.mark()? {
            Some(b'{') => Ok(Self { scanner, keys: HashSet::new() }),
            None => Err(refusals::empty()),
            Some(_) => Err(refusals::row(scanner.line(), "expected a JSON object")),
        }
    }

    /// The next key, whose value must be taken next; `None` once nothing follows.
    pub(crate) fn key(&mut self) -> Result<Option<String>, BadList> {
        match self.scanner.ahead()? {
            Some(b'}') => {
                self.scanner.mark()?;
                let behind = self.scanner.mark()?.is_some();
                let problem = || refusals::row(self.scanner.line(), "something follows the end of the document");
                return if behind { Err(problem()) } else { Ok(None) };
            }
            Some(b',') if !self.keys.is_empty() => drop(self.scanner.mark()?),
            None => return Err(refusals::cut_off(1)),
            Some(_) if self.keys.is_empty() => {}
            Some(_) => return Err(self.scanner.no_json()),
        }
        let key = self.scanner.key()?;
        if self.keys.len() >= refusals::COLUMN_LIMIT {
            return Err(refusals::row(self.scanner.line(), "has too many keys"));
        }
        if !self.keys.insert(key.clone()) {
            return Err(refusals::row(self.scanner.line(), "has a key twice"));
        }
        Ok(Some(key))
    }

    /// Takes an array, and hands over each object with the line that it begins on; says how many there were.
    pub(crate) fn each(&mut self, mut take: impl FnMut(Members, u64) -> Result<(), BadList>) -> Result<u64, BadList> {
        match self.scanner.mark()? {
            Some(b'[') => {}
            None => return Err(refusals::cut_off(1)),
            Some(_) => return Err(refusals::row(self.scanner.line(), "expected an array of objects")),
        }
        let (mut next, mut object, mut count) = (Next::FirstOrEnd, Vec::new(), 0);
        while let Some(line) = elements::element(&mut self.scanner, &mut next, &mut object)? {
            take(objects::parse(&object, line, 2)?, line)?;
            count += 1;
        }
        Ok(count)
    }

    /// Takes any value; refused when it says that the document goes on elsewhere.
    pub(crate) fn value(&mut self, key: &str) -> Result<Value, BadList> {
        let value = self.scanner.value(1)?;
        pages::check(key, &value, self.scanner.line())?;
        Ok(value)
    }
}

/// What is held of a document that must be read to its end before its first row is known.
#[derive(Default)]
pub(crate) struct Held(usize);

/// Bytes of text that may be held of such a document: a million members take less.
const HELD_LIMIT: usize = 256 * 1024 * 1024;

impl Held {
    /// Counts these texts, refused once they are too many.
    pub(crate) fn add(&mut self, bytes: usize, line: u64) -> Result<(), BadList> {
        self.0 = self.0.saturating_add(bytes);
        let problem = || refusals::row(line, format!("holds more than {HELD_LIMIT} bytes of members; split the list"));
        if self.0 > HELD_LIMIT { Err(problem()) } else { Ok(()) }
    }
}
