//! Reading an export: line by line, in bounded memory, up to what is damaged.

use std::{
    fmt,
    io::{BufRead, Read as _},
};

use domain::{Instant, listings::BadList};
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor},
};
use sha2::{Digest, Sha256};

use super::{TABLES, Table, WHOLE, end, head};
use crate::{db::Value, migrations::hex};

/// The longest line that is read.
const LONGEST: u64 = 256 << 20;

/// What an export holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// How many rows, table by table, in the order of [`TABLES`].
    rows: Vec<u64>,
    /// When the newest event was recorded.
    pub newest: Option<Instant>,
    /// The SHA-256 of the whole file, in hexadecimal.
    pub sha256: String,
}

impl Held {
    /// How many rows there are.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.rows.iter().sum()
    }

    /// How many rows the table of that name has.
    #[must_use]
    pub fn of(&self, table: &str) -> u64 {
        TABLES.iter().zip(&self.rows).find(|(known, _)| known.name == table).map_or(0, |(_, rows)| *rows)
    }
}

/// The rows of an export that is being read.
pub struct Lines<R> {
    input: R,
    digest: Sha256,
    /// The number of the line read last, from 1.
    line: u64,
    /// The names of the columns of the table that comes now.
    names: Vec<&'static str>,
    /// Rows of that table so far.
    rows: u64,
    held: Held,
}

impl<R: BufRead> Lines<R> {
    /// Begins to read.
    ///
    /// # Errors
    /// When it is no export, or of another schema than this program's.
    pub fn open(input: R) -> Result<Self, BadList> {
        let (digest, held) = (Sha256::new(), Held::default());
        let mut lines = Self { input, digest, line: 0, names: Vec::new(), rows: 0, held };
        let first = lines.line()?;
        if first == head() {
            lines.begin();
            return Ok(lines);
        }
        Err(lines.bad(if first.starts_with(&format!(r#"{{"whose":"{WHOLE}","#)) {
            "this export is of another schema than this program's; bring it in with the whose that wrote it, and then run \
             `whose db migrate` with this one"
        } else {
            "this is no export of whose"
        }))
    }

    /// The next row, and its table; `None` at the end of a file that is whole.
    ///
    /// # Errors
    /// When the file is damaged, or was cut.
    pub fn next_row(&mut self) -> Result<Option<(&'static Table, Vec<Value>)>, BadList> {
        loop {
            let before = self.digest.clone();
            let text = self.line()?;
            let Some(table) = self.table() else {
                self.end(WHOLE, self.held.all(), before, &text)?;
                return self.nothing_more().map(|()| None);
            };
            if !text.starts_with(r#"{"end":"#) {
                return self.row(table, &text).map(|row| Some((table, row)));
            }
            self.end(table.name, self.rows, before, &text)?;
            self.held.rows.push(self.rows);
            self.begin();
        }
    }

    /// What the file holds, once it was read to its end.
    pub fn held(self) -> Held {
        Held { sha256: hex(&self.digest.finalize()), ..self.held }
    }

    fn table(&self) -> Option<&'static Table> {
        TABLES.get(self.held.rows.len())
    }

    fn begin(&mut self) {
        self.names = self.table().map(|table| table.names().collect()).unwrap_or_default();
        self.rows = 0;
    }

    /// The next line, without its line feed.
    fn line(&mut self) -> Result<String, BadList> {
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes);
        self.line += 1;
        read.map_err(|cause| self.bad(&format!("the file cannot be read: {cause}")))?;
        self.digest.update(&bytes);
        match bytes.pop() {
            Some(b'\n') => String::from_utf8(bytes).map_err(|_| self.bad("this is no text: the file is damaged")),
            _ => Err(self.bad("the file ends here, before its end: it was cut off")),
        }
    }

    fn row(&mut self, table: &Table, text: &str) -> Result<Vec<Value>, BadList> {
        let damaged = |lines: &Self| lines.bad(&format!("this is no row of {}: the file is damaged", table.name));
        let Cells(cells) = serde_json::from_str(text).map_err(|_| damaged(self))?;
        let names = std::iter::once("table").chain(self.names.iter().copied());
        if !cells.iter().map(|(name, _)| name.as_str()).eq(names) {
            return Err(damaged(self));
        }
        let mut values = cells.into_iter().map(|(_, value)| value);
        if values.next() != Some(table.name.into()) {
            return Err(damaged(self));
        }
        let row = values.collect::<Vec<_>>();
        self.rows += 1;
        if table.name == "events" {
            self.note_newest(&row);
        }
        Ok(row)
    }

    fn note_newest(&mut self, row: &[Value]) {
        let at = self.names.iter().position(|name| *name == "at").and_then(|at| row.get(at));
        if let Some(Value::Int(micros)) = at {
            self.held.newest = self.held.newest.max(Some(Instant::from_micros(*micros)));
        }
    }

    /// Passes if that line is the end of so many rows, and all before it is as it was written.
    fn end(&self, of: &str, rows: u64, before: Sha256, text: &str) -> Result<(), BadList> {
        if text == end(of, rows, &hex(&before.finalize())) {
            return Ok(());
        }
        Err(self.bad(&format!("this is not how {of} ends, after {rows} rows: the file is damaged here or in them")))
    }

    fn nothing_more(&mut self) -> Result<(), BadList> {
        match self.input.fill_buf() {
            Ok([]) => Ok(()),
            _ => {
                self.line += 1;
                Err(self.bad("something comes after the end: the file is damaged"))
            }
        }
    }

    fn bad(&self, problem: &str) -> BadList {
        BadList { line: Some(self.line), column: None, problem: problem.to_owned() }
    }
}

/// A flat object, in its own order.
struct Cells(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Cells {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Cells;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of whole numbers and texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cells, A::Error> {
        let mut cells = Vec::new();
        while let Some((name, cell)) = map.next_entry::<String, serde_json::Value>()? {
            let value = match cell {
                serde_json::Value::Null => Some(Value::Null),
                serde_json::Value::Number(number) => number.as_i64().map(Value::Int),
                serde_json::Value::String(text) => Some(Value::Text(text)),
                _ => None,
            };
            cells.push((name, value.ok_or_else(|| A::Error::custom("a column is neither a whole number nor text"))?));
        }
        Ok(Cells(cells))
    }
}
