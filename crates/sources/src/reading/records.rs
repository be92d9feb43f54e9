//! CSV records (RFC 4180), one at a time: strict about quotes and bounded in memory, because a lenient reader takes a
//! file that ends inside quotes for a whole one, and one that is never closed for a single field.

use std::io::BufRead;

use domain::listings::BadList;

use super::{
    bytes::{self, Input},
    refusals::{self, ROW_LIMIT, TEXT_LIMIT},
};

/// The records of a CSV file. Lines end in LF or CRLF; empty lines are skipped.
pub(crate) struct Records {
    input: Input,
    dialect: Dialect,
    line: u64,
}

/// How the records of a file are written.
#[derive(Clone, Copy)]
pub(crate) struct Dialect {
    /// What stands between two fields.
    pub(crate) separator: u8,
    /// Bytes that one field may have.
    pub(crate) field_limit: usize,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { separator: b',', field_limit: TEXT_LIMIT }
    }
}

/// One record. Reused from row to row.
#[derive(Default)]
pub(crate) struct Record {
    /// The line that it begins on, from 1.
    pub(crate) line: u64,
    /// Whether the file ended before its line did.
    pub(crate) unended: bool,
    text: Vec<u8>,
    ends: Vec<usize>,
    place: Place,
}

/// Where in a record the next byte stands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside quotes: the end of the field, or the first half of a doubled quote.
    Closed,
    /// Behind a carriage return.
    Return,
}

impl Records {
    /// The records of this input.
    pub(crate) fn new(input: Input) -> Self {
        Self::written(input, Dialect::default())
    }

    /// The records of this input, which are written like that.
    pub(crate) fn written(input: Input, dialect: Dialect) -> Self {
        Self { input, dialect, line: 1 }
    }

    /// Reads the next record; `false` at the end of the file.
    pub(crate) fn read(&mut self, record: &mut Record) -> Result<bool, BadList> {
        record.restart(self.line);
        loop {
            let chunk = bytes::at_hand(&mut self.input)?;
            if chunk.is_empty() {
                return record.end_of_file();
            }
            let mut used = 0;
            let mut whole = false;
            for byte in chunk {
                used += 1;
                whole = record.take(*byte, self.dialect)?;
                self.line += u64::from(*byte == b'\n');
                if whole {
                    break;
                }
            }
            self.input.consume(used);
            if !whole {
                continue;
            }
            if record.ends.is_empty() {
                record.restart(self.line);
            } else {
                return Ok(true);
            }
        }
    }
}

impl Record {
    /// How many line feeds stand inside its fields.
    pub(crate) fn inner_lines(&self) -> u64 {
        self.text.iter().map(|byte| u64::from(*byte == b'\n')).sum()
    }

    /// How many fields it has.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Its fields in order, each checked to be UTF-8 without U+0000; columns are named by `column`.
    pub(crate) fn fields(&self, column: impl Fn(usize) -> String) -> Result<Vec<&str>, BadList> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let pieces = starts.zip(&self.ends).map(|(start, end)| self.text.get(*start..*end).unwrap_or_default());
        pieces
            .enumerate()
            .map(|(number, piece)| checked(piece).map_err(|problem| refusals::cell(self.line, column(number), problem)))
            .collect()
    }

    fn restart(&mut self, line: u64) {
        self.line = line;
        self.unended = false;
        self.text.clear();
        self.ends.clear();
        self.place = Place::Start;
    }

    /// Takes one byte; `true` when it ends the line. An empty line ends without any field.
    fn take(&mut self, byte: u8, dialect: Dialect) -> Result<bool, BadList> {
        match (self.place, byte) {
            (Place::Quoted, b'"') => self.place = Place::Closed,
            (Place::Quoted, _) => self.push(byte, dialect)?,
            (Place::Return, b'\n') | (Place::Start | Place::Plain | Place::Closed, b'\n') => {
                self.end_of_line()?;
                return Ok(true);
            }
            (Place::Return, _) => return Err(self.refused("has a carriage return without a line feed behind it")),
            (_, byte) if byte == dialect.separator => self.end_of_field()?,
            (Place::Closed, b'"') => {
                self.push(byte, dialect)?;
                self.place = Place::Quoted;
            }
            (Place::Start, b'"') => self.place = Place::Quoted,
            (Place::Plain, b'"') => return Err(self.refused("has a quote inside a field that is not quoted")),
            // What was read of an empty line is told from an empty first field by the field that is not ended yet.
            (Place::Start, b'\r') if self.ends.is_empty() => self.place = Place::Return,
            (_, b'\r') => {
                self.end_of_field()?;
                self.place = Place::Return;
            }
            (Place::Closed, _) => return Err(self.refused("has text behind a closing quote")),
            (Place::Start | Place::Plain, _) => {
                self.push(byte, dialect)?;
                self.place = Place::Plain;
            }
        }
        Ok(false)
    }

    fn push(&mut self, byte: u8, dialect: Dialect) -> Result<(), BadList> {
        self.text.push(byte);
        if self.text.len() - self.ends.last().copied().unwrap_or_default() > dialect.field_limit {
            return Err(refusals::too_long(self.line, self.column(), dialect.field_limit));
        }
        self.fits()
    }

    fn end_of_field(&mut self) -> Result<(), BadList> {
        self.ends.push(self.text.len());
        self.place = Place::Start;
        self.fits()
    }

    fn fits(&self) -> Result<(), BadList> {
        let fits = self.text.len() + self.ends.len() <= ROW_LIMIT;
        if fits { Ok(()) } else { Err(refusals::row_too_long(self.line)) }
    }

    fn end_of_line(&mut self) -> Result<(), BadList> {
        let empty_line = self.place == Place::Start && self.ends.is_empty();
        if self.place == Place::Return || empty_line { Ok(()) } else { self.end_of_field() }
    }

    fn end_of_file(&mut self) -> Result<bool, BadList> {
        if self.place == Place::Quoted {
            return Err(refusals::cell(self.line, self.column(), "the file ends inside quotes: it is cut off"));
        }
        self.unended = self.place != Place::Return;
        self.end_of_line()?;
        Ok(!self.ends.is_empty())
    }

    fn refused(&self, problem: &str) -> BadList {
        refusals::cell(self.line, self.column(), problem)
    }

    fn column(&self) -> String {
        (self.ends.len() + 1).to_string()
    }
}

fn checked(bytes: &[u8]) -> Result<&str, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8; save the file as UTF-8")?;
    if domain::texts::storable(text) { Ok(text) } else { Err("holds the character U+0000; save the file as UTF-8") }
}
