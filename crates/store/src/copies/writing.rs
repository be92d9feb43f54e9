//! Writing an export from one state of the database.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::{TABLES, Table, WHOLE, end, head};
use crate::{Error, Result, Tx, db::Value, error::Kind, migrations::hex};

/// Rows read at once.
const PAGE: i64 = 1000;

/// Writes the whole register, as this transaction sees it.
///
/// # Errors
/// When the database cannot be read, or the output not be written.
pub async fn write(tx: &mut Tx, out: &mut (dyn Write + Send)) -> Result<()> {
    let mut export = Export::begin(out)?;
    for table in TABLES {
        let mut last = None::<Vec<Value>>;
        loop {
            let mut page = table.page(tx, last.as_deref(), PAGE).await?;
            for row in &page {
                export.row(table, row)?;
            }
            last = page.pop();
            if last.is_none() {
                break;
            }
        }
        export.end_of(table)?;
    }
    export.end()
}

fn line(table: &Table, row: &[Value]) -> Result<String> {
    let mut line = format!(r#"{{"table":"{}""#, table.name);
    for (name, value) in table.names().zip(row) {
        line.push_str(&format!(r#","{name}":"#));
        match value {
            Value::Null => line.push_str("null"),
            Value::Int(number) => line.push_str(&number.to_string()),
            Value::Text(text) => line.push_str(&serde_json::to_string(text).map_err(Error::corrupt)?),
        }
    }
    line.push('}');
    Ok(line)
}

/// An export that is being written: every table of [`TABLES`] in turn, with its rows in the order of their keys.
pub struct Export<'o> {
    out: &'o mut (dyn Write + Send),
    digest: Sha256,
    /// Rows of the table that comes now, and of all tables.
    rows: u64,
    all: u64,
}

impl<'o> Export<'o> {
    /// Begins to write.
    ///
    /// # Errors
    /// When the output cannot be written; so do all that follow.
    pub fn begin(out: &'o mut (dyn Write + Send)) -> Result<Self> {
        let mut export = Self { out, digest: Sha256::new(), rows: 0, all: 0 };
        export.line(&head())?;
        Ok(export)
    }

    /// Writes a row, with a value for every column.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn row(&mut self, table: &Table, row: &[Value]) -> Result<()> {
        self.rows += 1;
        self.line(&line(table, row)?)
    }

    /// Writes that the table has no more rows.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn end_of(&mut self, table: &Table) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        self.all += rows;
        self.ends(table.name, rows)
    }

    /// Writes that there are no more tables.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn end(mut self) -> Result<()> {
        self.ends(WHOLE, self.all)?;
        self.out.flush().map_err(|cause| unwritten(&cause))
    }

    fn ends(&mut self, of: &str, rows: u64) -> Result<()> {
        let digest = hex(&self.digest.clone().finalize());
        self.line(&end(of, rows, &digest))
    }

    fn line(&mut self, text: &str) -> Result<()> {
        self.digest.update(text);
        self.digest.update("\n");
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.write_all(b"\n"));
        written.map_err(|cause| unwritten(&cause))
    }
}

fn unwritten(cause: &io::Error) -> Error {
    Error::new(Kind::Setup, format_args!("the export cannot be written: {cause}"))
}
