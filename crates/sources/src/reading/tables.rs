//! Tables: lists whose columns are told by name, whether written as CSV, JSON Lines or one JSON array.

use domain::listings::{BadList, Input, Summary};
use serde_json::Value;

use super::{
    bytes,
    columns::Columns,
    elements::Elements,
    lines::Lines,
    objects,
    records::{Record, Records},
    refusals,
    rows::{Cells, Row},
};
use crate::mapping::Mapping;

/// The rows of a list whose columns are told by name.
pub(crate) struct Table {
    rows: Rows,
    columns: Columns,
    shape: Shape,
    any: bool,
}

/// How the rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// CSV whose first line names the columns.
    Csv,
    /// A JSON array of objects, or a JSON object with one such array.
    Json,
    /// One JSON object on each line.
    Jsonl,
}

impl Shape {
    /// Every shape.
    pub(crate) const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Jsonl];

    /// The word it is chosen by.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
    }

    /// The shape of that name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name() == name)
    }
}

/// The input, cut into rows.
enum Rows {
    Csv(Records, Record),
    Jsonl(Lines, Vec<u8>),
    Json(Elements, Vec<u8>),
}

impl Table {
    /// The rows of a file of that shape; one of its columns must serve the required field.
    pub(crate) fn open(shape: Shape, input: Input, mapping: Mapping, required: &str) -> Result<Self, BadList> {
        let input = bytes::after_bom(input)?.0;
        let rows = match shape {
            Shape::Csv => Rows::Csv(Records::new(input), Record::default()),
            Shape::Jsonl => Rows::Jsonl(Lines::new(input), Vec::new()),
            Shape::Json => {
                let elements = match mapping.preset {
                    Some(preset) => Elements::among(input, preset.rows())?,
                    None => Elements::open(input, None)?,
                };
                Rows::Json(elements, Vec::new())
            }
        };
        let mut table = Self { rows, columns: Columns::new(mapping), shape, any: false };
        table.name_columns(required)?;
        Ok(table)
    }

    /// Reads the line of a CSV file that names the columns.
    fn name_columns(&mut self, required: &str) -> Result<(), BadList> {
        let Rows::Csv(records, record) = &mut self.rows else { return Ok(()) };
        header(records, record)?;
        let names = record.fields(|number| (number + 1).to_string())?;
        for (number, name) in names.into_iter().enumerate() {
            if self.columns.number(name, record.line)? != number {
                return Err(refusals::cell(record.line, (number + 1).to_string(), "has the name of an earlier column"));
            }
        }
        self.columns.require_asked()?;
        self.columns.require(required)
    }

    /// The next row, or `None` after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Row>, BadList> {
        let read = match &mut self.rows {
            Rows::Csv(records, record) => csv_cells(records, record, &self.columns)?,
            Rows::Jsonl(lines, text) => match lines.read(text)? {
                Some(line) => Some((line, json_cells(text, line, 0, &mut self.columns)?)),
                None if self.any => None,
                None => return Err(refusals::empty()),
            },
            Rows::Json(elements, text) => match elements.read(text)? {
                Some(line) => Some((line, json_cells(text, line, elements.depth(), &mut self.columns)?)),
                None => None,
            },
        };
        let Some((line, cells)) = read else {
            return if self.any { self.columns.require_asked().map(|()| None) } else { Ok(None) };
        };
        self.any = true;
        Row::new(line, cells, &mut self.columns).map(Some)
    }

    /// The columns met so far.
    pub(crate) const fn columns(&self) -> &Columns {
        &self.columns
    }

    /// What is known of the table as a whole.
    pub(crate) fn summary(&self) -> Summary {
        let preset = self.columns.mapping.preset;
        let mut unread = self.columns.unread();
        if let Rows::Json(elements, _) = &self.rows {
            unread.extend(elements.others().iter().cloned());
        }
        Summary {
            format: preset.map_or(self.shape.name(), |preset| preset.name()),
            kind: preset.map(|preset| preset.kind()),
            columns: self.columns.names(),
            unread,
            dropped: self.columns.dropped(),
            ..Summary::default()
        }
    }

    /// The format as facts name it, as in `file:csv`.
    pub(crate) fn call(&self) -> String {
        let preset = self.columns.mapping.preset;
        format!("file:{}", preset.map_or(self.shape.name(), |preset| preset.name()))
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
