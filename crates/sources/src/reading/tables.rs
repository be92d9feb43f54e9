//! Tables: lists whose columns are told by name, whether written as CSV, JSON Lines or one JSON array.

use std::io::BufRead;

use domain::listings::{BadList, Summary};
use serde_json::Value;

use super::{
    bytes,
    cells::Cell,
    columns::{Columns, Vocabulary},
    elements::Elements,
    lines::Lines,
    objects,
    records::{Record, Records},
    refusals,
};

/// The rows of a list whose columns are told by name.
pub(crate) struct Table {
    rows: Rows,
    columns: Columns,
    format: &'static str,
}

/// How the rows are written.
enum Rows {
    Csv(Records, Record),
    Jsonl(Lines, Vec<u8>, bool),
    Json(Elements, Vec<u8>),
}

/// One row: what it has, by the number of the column.
pub(crate) struct Row {
    /// The line that it begins on.
    pub(crate) line: u64,
    cells: Vec<(usize, Value)>,
    /// For each entry of the vocabulary, which of the cells is taken for it.
    taken: Vec<Option<usize>>,
}

impl Table {
    /// A CSV file; its first line names the columns, the required one among them.
    pub(crate) fn csv(input: Box<dyn BufRead + Send>, vocabulary: Vocabulary, required: &str) -> Result<Self, BadList> {
        let (mut records, mut record) = (Records::new(bytes::after_bom(input)?.0), Record::default());
        header(&mut records, &mut record)?;
        let mut columns = Columns::new(vocabulary);
        let names = record.fields(|number| (number + 1).to_string())?;
        for (number, name) in names.into_iter().enumerate() {
            if columns.number(name, record.line)? != number {
                return Err(refusals::cell(record.line, (number + 1).to_string(), "has the name of an earlier column"));
            }
        }
        columns.require(required)?;
        Ok(Self { rows: Rows::Csv(records, record), columns, format: "csv" })
    }

    /// A JSON Lines file: one object on each line.
    pub(crate) fn jsonl(input: Box<dyn BufRead + Send>, vocabulary: Vocabulary) -> Result<Self, BadList> {
        let lines = Lines::new(bytes::after_bom(input)?.0);
        Ok(Self { rows: Rows::Jsonl(lines, Vec::new(), false), columns: Columns::new(vocabulary), format: "jsonl" })
    }

    /// A JSON file: an array of objects, or an object with one such array.
    pub(crate) fn json(input: Box<dyn BufRead + Send>, vocabulary: Vocabulary) -> Result<Self, BadList> {
        let elements = Elements::open(bytes::after_bom(input)?.0, None)?;
        Ok(Self { rows: Rows::Json(elements, Vec::new()), columns: Columns::new(vocabulary), format: "json" })
    }

    /// The next row, or `None` after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Row>, BadList> {
        let read = match &mut self.rows {
            Rows::Csv(records, record) => csv_cells(records, record, &self.columns)?,
            Rows::Jsonl(lines, text, any) => match lines.read(text)? {
                Some(line) => {
                    *any = true;
                    Some((line, json_cells(text, line, 0, &mut self.columns)?))
                }
                None if *any => None,
                None => return Err(refusals::empty()),
            },
            Rows::Json(elements, text) => match elements.read(text)? {
                Some(line) => Some((line, json_cells(text, line, elements.depth(), &mut self.columns)?)),
                None => None,
            },
        };
        read.map(|(line, cells)| Row::new(line, cells, &mut self.columns)).transpose()
    }

    /// The columns met so far.
    pub(crate) const fn columns(&self) -> &Columns {
        &self.columns
    }

    /// What is known of the table as a whole.
    pub(crate) fn summary(&self) -> Summary {
        let (columns, unread) = (self.columns.names(), self.columns.unread());
        Summary { format: self.format, columns, unread, ..Summary::default() }
    }

    /// The format as facts name it, as in `file:csv`.
    pub(crate) fn call(&self) -> String {
        format!("file:{}", self.format)
    }
}

/// Reads the first record, which names the columns.
pub(crate) fn header(records: &mut Records, record: &mut Record) -> Result<(), BadList> {
    if !records.read(record)? {
        return Err(refusals::empty());
    }
    if record.unended {
        return Err(refusals::row(record.line, "the file ends inside its first line, which names the columns"));
    }
    Ok(())
}

/// Refused when the record has not as many fields as there are columns.
pub(crate) fn check_width(record: &Record, columns: usize) -> Result<(), BadList> {
    let fields = record.len();
    if fields == columns {
        return Ok(());
    }
    if record.unended && fields < columns {
        return Err(refusals::cell(record.line, fields.to_string(), "the file is cut off inside this row"));
    }
    let column = fields.min(columns).to_string();
    Err(refusals::cell(
        record.line,
        column,
        format!("has {fields} fields where the first line names {columns} columns"),
    ))
}

type Cells = Vec<(usize, Value)>;

fn csv_cells(records: &mut Records, record: &mut Record, columns: &Columns) -> Result<Option<(u64, Cells)>, BadList> {
    if !records.read(record)? {
        return Ok(None);
    }
    check_width(record, columns.len())?;
    let fields = record.fields(|number| columns.public_name(number))?;
    let cells = fields.into_iter().map(|text| Value::String(text.to_owned())).enumerate().collect();
    Ok(Some((record.line, cells)))
}

fn json_cells(text: &[u8], line: u64, depth: usize, columns: &mut Columns) -> Result<Cells, BadList> {
    let members = objects::parse(text, line, depth)?;
    members.into_iter().map(|(key, value)| Ok((columns.number(&key, line)?, value))).collect()
}

impl Row {
    fn new(line: u64, cells: Cells, columns: &mut Columns) -> Result<Self, BadList> {
        let mut taken: Vec<Option<(usize, usize)>> = vec![None; columns.vocabulary.len()];
        for (place, (column, _)) in cells.iter().enumerate() {
            let Some(meaning) = columns.meaning(*column) else { continue };
            let Some(entry) = taken.get_mut(meaning.entry) else { continue };
            match *entry {
                Some((_, rank)) if rank == meaning.rank => {
                    return Err(refusals::cell(line, meaning.spelling, "is there twice, in two spellings"));
                }
                Some((_, rank)) if rank < meaning.rank => columns.passed_over(*column),
                other => {
                    if let Some((column, _)) = other.and_then(|(earlier, _)| cells.get(earlier)) {
                        columns.passed_over(*column);
                    }
                    *entry = Some((place, meaning.rank));
                }
            }
        }
        let taken = taken.into_iter().map(|entry| entry.map(|(place, _)| place)).collect();
        Ok(Self { line, cells, taken })
    }

    /// What the row has in the column taken for this, if there is one.
    pub(crate) fn get(&self, columns: &Columns, name: &str) -> Option<Cell<'_>> {
        let place = self.taken.get(columns.entry(name)?).copied().flatten()?;
        let (column, value) = self.cells.get(place)?;
        Some(Cell { line: self.line, column: columns.meaning(*column)?.spelling, value })
    }

    /// Every cell by the name of its column, and what it was taken for, if for anything.
    pub(crate) fn into_cells(self, columns: &Columns) -> impl Iterator<Item = (&str, Option<&'static str>, Value)> {
        let taken = self.taken;
        self.cells.into_iter().enumerate().map(move |(place, (column, value))| {
            let entry = taken.iter().position(|chosen| *chosen == Some(place));
            let meaning = entry.and_then(|entry| columns.vocabulary.get(entry)?.first().copied());
            (columns.name(column), meaning, value)
        })
    }
}
