//! Sheets as XLSX (ECMA-376): the first worksheet, whatever is in it as text.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};
use domain::listings::BadList;

use super::{Cell, Reader, Row};
use crate::reading::refusals::{self, COLUMN_LIMIT};

pub(super) fn read(bytes: Vec<u8>, reader: &mut dyn Reader) -> Result<(), BadList> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let first = workbook.sheet_names().first().cloned().ok_or_else(refusals::empty)?;
    let mut cells = workbook.worksheet_cells_reader(&first).map_err(|_| damaged())?;
    let mut rows = Rows { reader, columns: None, row: 0, cells: Vec::new() };
    while let Some(found) = cells.next_cell_with_formula_metadata().map_err(|_| damaged())? {
        let cell = if found.formula.is_some() { Cell::Formula } else { Cell::Text(text(&found.value)) };
        rows.take(found.pos, cell)?;
    }
    rows.end_of_row()?;
    if rows.columns.is_some() { Ok(()) } else { Err(refusals::empty()) }
}

fn damaged() -> BadList {
    refusals::list("the sheet is damaged, or no XLSX; save it as XLSX, or as CSV in UTF-8")
}

/// Cells on their way into rows.
struct Rows<'r> {
    reader: &'r mut dyn Reader,
    /// How many columns there are, once the titles were read.
    columns: Option<usize>,
    /// The row at hand, from 0.
    row: u32,
    cells: Vec<Cell>,
}

impl Rows<'_> {
    /// Takes the next cell. Cells in which nothing stands may be left out of the file.
    fn take(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<(), BadList> {
        if row != self.row {
            self.end_of_row()?;
            self.row = row;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let empty = cell == Cell::Text(String::new());
        if empty || self.columns.is_some_and(|columns| column >= columns) {
            return Ok(());
        }
        if column >= COLUMN_LIMIT {
            return Err(refusals::list(format!("the sheet has more than {COLUMN_LIMIT} columns")));
        }
        self.cells.resize(self.cells.len().max(column + 1), Cell::Text(String::new()));
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    fn end_of_row(&mut self) -> Result<(), BadList> {
        let mut cells = std::mem::take(&mut self.cells);
        let Some(columns) = self.columns else {
            let title = |cell| match cell {
                Cell::Text(text) => text,
                Cell::Formula => String::new(),
            };
            if self.row > 0 || cells.is_empty() {
                return Err(refusals::list("the first row must hold the titles of the columns"));
            }
            self.columns = Some(cells.len());
            return self.reader.titles(cells.into_iter().map(title).collect());
        };
        if cells.is_empty() {
            return Ok(());
        }
        cells.resize(columns, Cell::Text(String::new()));
        self.reader.row(Row { number: u64::from(self.row) + 1, cells })
    }
}

/// What stands in a cell, as a person would type it: whole numbers without a point, days as 2026-12-31.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
            if at.is_datetime() && (hour, minute, second, milli) == (0, 0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                at.as_f64().to_string()
            }
        }
    }
}
