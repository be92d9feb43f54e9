//! Lists: as a table, as one JSON array, as CSV, or as XLSX.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use exports::Book;
use serde_json::Value;

use super::Column;
use crate::{
    args::Listed,
    client::Pages,
    exit::{Failure, Result},
};

/// What a list shows.
pub(crate) struct Shape {
    /// To people.
    pub(crate) table: &'static [Column],
    /// To spreadsheets.
    pub(crate) csv: &'static [Column],
}

/// The rows of a list.
pub(crate) enum Rows<'c> {
    /// Read page by page.
    Pages(Pages<'c>),
    /// Here already.
    Ready(Vec<Value>),
}

impl Rows<'_> {
    /// The next ones; none after the last.
    async fn next(&mut self, wanted: usize) -> Result<Vec<Value>> {
        match self {
            Self::Pages(pages) => pages.next(wanted).await,
            Self::Ready(rows) => Ok(std::mem::take(rows)),
        }
    }
}

/// Prints the rows. JSON and CSV are written as the rows come, so that long lists need little memory.
pub(crate) async fn list(rows: Rows<'_>, shape: &Shape, listed: Listed, json: bool) -> Result<()> {
    let form: Box<dyn Form> = if json {
        Box::new(Array::new())
    } else if listed.csv {
        Box::new(Csv::new(shape.csv)?)
    } else {
        Box::new(Table::new(shape.table))
    };
    write(rows, form, listed.limit).await
}

/// Writes the rows into an XLSX file, in place of one that is there.
pub(crate) async fn book(rows: Rows<'_>, shape: &Shape, limit: Option<usize>, path: &Path) -> Result<()> {
    let failed = |error: &io::Error| Failure::failed(format_args!("{} cannot be written: {error}", path.display()));
    let mut book = Book::new("accounts", shape.csv).map_err(|error| failed(&error))?;
    each(rows, limit, &mut |row| book.row(row).map_err(|error| failed(&error))).await?;
    book.save(path).map_err(|error| failed(&error))
}

async fn write(rows: Rows<'_>, mut form: Box<dyn Form>, limit: Option<usize>) -> Result<()> {
    each(rows, limit, &mut |row| form.row(row).map_err(|error| Failure::of_output(&error))).await?;
    form.end().map_err(|error| Failure::of_output(&error))
}

/// Calls `tell` with each row.
async fn each(mut rows: Rows<'_>, limit: Option<usize>, tell: &mut dyn FnMut(&Value) -> Result<()>) -> Result<()> {
    let mut wanted = limit.unwrap_or(usize::MAX);
    while wanted > 0 {
        let page = rows.next(wanted).await?;
        if page.is_empty() {
            break;
        }
        page.iter().take(wanted).try_for_each(&mut *tell)?;
        wanted = wanted.saturating_sub(page.len());
    }
    Ok(())
}

/// A way to write a list.
trait Form {
    fn row(&mut self, row: &Value) -> io::Result<()>;
    fn end(&mut self) -> io::Result<()>;
}

/// One JSON array, a row a line.
struct Array {
    out: BufWriter<io::Stdout>,
    any: bool,
}

impl Array {
    fn new() -> Self {
        Self { out: BufWriter::new(io::stdout()), any: false }
    }
}

impl Form for Array {
    fn row(&mut self, row: &Value) -> io::Result<()> {
        write!(self.out, "{}{row}", if self.any { ",\n" } else { "[" })?;
        self.any = true;
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        writeln!(self.out, "{}", if self.any { "]" } else { "[]" })?;
        self.out.flush()
    }
}

/// CSV (RFC 4180) with a header.
struct Csv {
    out: csv::Writer<io::Stdout>,
    columns: &'static [Column],
}

impl Csv {
    fn new(columns: &'static [Column]) -> Result<Self> {
        let mut out = csv::Writer::from_writer(io::stdout());
        let written = out.write_record(columns.iter().map(|column| column.title));
        written.map_err(|error| Failure::of_output(&error.into()))?;
        Ok(Self { out, columns })
    }
}

impl Form for Csv {
    fn row(&mut self, row: &Value) -> io::Result<()> {
        Ok(self.out.write_record(self.columns.iter().map(|column| column.guarded(row)))?)
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Columns as wide as what they hold; nothing at all when there are no rows.
struct Table {
    columns: &'static [Column],
    lines: Vec<Vec<String>>,
}

impl Table {
    const fn new(columns: &'static [Column]) -> Self {
        Self { columns, lines: Vec::new() }
    }

    fn text(&self) -> String {
        let titles: Vec<String> = self.columns.iter().map(|column| column.title.to_owned()).collect();
        let all = || std::iter::once(&titles).chain(&self.lines);
        let mut widths = vec![0; titles.len()];
        for line in all() {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = cell.chars().count().max(*width);
            }
        }
        all().map(|line| padded(line, &widths)).collect()
    }
}

fn padded(line: &[String], widths: &[usize]) -> String {
    let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
    format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
}

impl Form for Table {
    fn row(&mut self, row: &Value) -> io::Result<()> {
        self.lines.push(self.columns.iter().map(|column| column.shown(row)).collect());
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if self.lines.is_empty() {
            super::aside("whose: there is nothing to list");
            return Ok(());
        }
        let mut out = io::stdout().lock();
        out.write_all(self.text().as_bytes())?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_they_hold() {
        const COLUMNS: &[Column] = &[Column::at("ID", "/id"), Column::at("NAME", "/name"), Column::at("X", "/x")];
        let mut table = Table::new(COLUMNS);
        table.row(&serde_json::json!({ "id": 1, "name": "Zoë" })).unwrap();
        table.row(&serde_json::json!({ "id": 100, "name": "a\tb", "x": true })).unwrap();
        assert_eq!(table.text(), "ID   NAME  X\n1    Zoë\n100  a\u{fffd}b   yes\n");
    }
}
