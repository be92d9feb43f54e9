//! Cells on their way into rows.

use domain::listings::BadList;

use super::{
    super::{Cell, Reader, Row},
    places::Place,
    too_large,
};
use crate::reading::refusals::{self, COLUMN_LIMIT};

/// Bytes that the texts of all rows may have together: a file can say the same long text a million times.
const LIMIT: usize = 1 << 30;

/// The row at hand, and what is known of all.
pub(super) struct Rows<'r> {
    reader: &'r mut dyn Reader,
    /// How many columns there are, once the titles were read.
    columns: Option<usize>,
    row: u32,
    cells: Vec<Cell>,
    length: usize,
}

impl<'r> Rows<'r> {
    pub(super) fn new(reader: &'r mut dyn Reader) -> Self {
        Self { reader, columns: None, row: 1, cells: Vec::new(), length: 0 }
    }

    /// Takes the next cell. Those in which nothing stands may be left out of the file.
    pub(super) fn take(&mut self, at: Place, cell: Cell) -> Result<(), BadList> {
        if at.row != self.row {
            self.end_of_row()?;
            self.row = at.row;
        }
        let column = usize::try_from(at.column).unwrap_or(usize::MAX);
        if cell == empty() || self.columns.is_some_and(|columns| column > columns) {
            return Ok(());
        }
        if column > COLUMN_LIMIT {
            return Err(refusals::list(format!("the sheet has more than {COLUMN_LIMIT} columns")));
        }
        if let Cell::Text(text) = &cell {
            self.length += text.len();
            if text.contains('\0') {
                return Err(refusals::list(format!("a cell of row {} has U+0000 in it", at.row)));
            }
        }
        self.cells.resize(column - 1, empty());
        self.cells.push(cell);
        if self.length > LIMIT { Err(too_large()) } else { Ok(()) }
    }

    /// Refused when the range is more than one cell, and there are columns of the sheet in it: such cells `are` something.
    pub(super) fn check_alone(&self, range: &str, are: &str) -> Result<(), BadList> {
        let places = range.split_once(':').map_or((range, range), |places| places);
        let (from, to) = (Place::parse(places.0), Place::parse(places.1));
        let columns = self.columns.and_then(|columns| u32::try_from(columns).ok()).unwrap_or(u32::MAX);
        match from.zip(to) {
            None => Err(super::damaged()),
            Some((from, to)) if from == to || from.column > columns => Ok(()),
            Some(_) => Err(refusals::list(format!("the cells {range} {are}"))),
        }
    }

    /// Ends with the last row.
    pub(super) fn end(mut self) -> Result<(), BadList> {
        self.end_of_row()
    }

    fn end_of_row(&mut self) -> Result<(), BadList> {
        let mut cells = std::mem::take(&mut self.cells);
        let Some(columns) = self.columns else {
            let title = |cell| match cell {
                Cell::Text(text) => text,
                Cell::Formula => String::new(),
            };
            if self.row > 1 || cells.is_empty() {
                return Err(refusals::list("the first row must hold the titles of the columns"));
            }
            self.columns = Some(cells.len());
            return self.reader.titles(cells.into_iter().map(title).collect());
        };
        if cells.is_empty() {
            return Ok(());
        }
        cells.resize(columns, empty());
        self.reader.row(Row { number: self.row.into(), cells })
    }
}

const fn empty() -> Cell {
    Cell::Text(String::new())
}
