//! Sheets: tables that people edit in a spreadsheet and save, read row by row as they see them.
//!
//! Unlike a list, a sheet has been through a program with habits of its own: it may have put a byte order mark before it,
//! separated fields by what its country uses, and ended lines in its own way. What it may have spoilt is refused.

mod csv;
mod xlsx;

use domain::listings::BadList;

use crate::reading::refusals;

/// Bytes that one cell may have: 30,000 characters of up to four, and some more.
const CELL_LIMIT: usize = 128 * 1024;

/// A row of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, as a spreadsheet shows it: the titles are row 1.
    pub number: u64,
    /// Its cells, as many as there are titles.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// What stands in it.
    Text(String),
    /// It is calculated, so that what it shows may be something else in the next moment, or was and went wrong.
    Formula,
}

/// What is done with a sheet while it is read. A refusal ends the reading.
pub trait Reader {
    /// Takes the titles of the columns, before any row.
    ///
    /// # Errors
    /// When they are not those of the sheet that is wanted.
    fn titles(&mut self, titles: Vec<String>) -> Result<(), BadList>;

    /// Takes a row, in their order. Rows in which nothing stands are left out.
    ///
    /// # Errors
    /// When it makes the whole sheet useless.
    fn row(&mut self, row: Row) -> Result<(), BadList>;
}

/// Reads a sheet to its end, in whichever format its bytes say that it is.
///
/// # Errors
/// When it is damaged, or not of a format that can be read.
pub fn read(bytes: Vec<u8>, reader: &mut dyn Reader) -> Result<(), BadList> {
    match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            Err(refusals::list("the sheet is UTF-16; save it as CSV in UTF-8 (in Excel: CSV UTF-8)"))
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            Err(refusals::list("the sheet is an old or an encrypted Excel file; save it as XLSX, or as CSV in UTF-8"))
        }
        [b'P', b'K', 3, 4, ..] => xlsx::read(bytes, reader),
        _ => csv::read(bytes, reader),
    }
}

#[cfg(test)]
mod tests;
