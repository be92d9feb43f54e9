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
    let mut out = Hashed { out, digest: Sha256::new() };
    out.line(&head())?;
    let mut all = 0;
    for table in TABLES {
        let rows = rows(tx, table, &mut out).await?;
        out.end(table.name, rows)?;
        all += rows;
    }
    out.end(WHOLE, all)?;
    out.out.flush().map_err(|cause| unwritten(&cause))
}

async fn rows(tx: &mut Tx, table: &Table, out: &mut Hashed<'_>) -> Result<u64> {
    let names: Vec<&str> = table.names().collect();
    let (mut count, mut last) = (0, None::<Vec<Value>>);
    loop {
        let mut page = table.page(tx, last.as_deref(), PAGE).await?;
        for row in &page {
            out.line(&line(table, &names, row)?)?;
        }
        count += page.len() as u64;
        last = page.pop();
        if last.is_none() {
            return Ok(count);
        }
    }
}

fn line(table: &Table, names: &[&str], row: &[Value]) -> Result<String> {
    let mut line = format!(r#"{{"table":"{}""#, table.name);
    for (name, value) in names.iter().zip(row) {
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

/// An output that knows the digest of what went there.
struct Hashed<'o> {
    out: &'o mut (dyn Write + Send),
    digest: Sha256,
}

impl Hashed<'_> {
    fn line(&mut self, text: &str) -> Result<()> {
        self.digest.update(text);
        self.digest.update("\n");
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.write_all(b"\n"));
        written.map_err(|cause| unwritten(&cause))
    }

    fn end(&mut self, of: &str, rows: u64) -> Result<()> {
        let digest = hex(&self.digest.clone().finalize());
        self.line(&end(of, rows, &digest))
    }
}

fn unwritten(cause: &io::Error) -> Error {
    Error::new(Kind::Setup, format_args!("the export cannot be written: {cause}"))
}
