//! Lists as XLSX: every cell is text, also what somebody will type into it, so that nothing runs and nothing is rewritten.

use std::{io, path::Path};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, IgnoreError, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use crate::Column;

/// The number format of text: what is typed into such a cell is neither a formula nor a date.
const TEXT: &str = "@";
/// The last row of a worksheet, from 0.
const LAST_ROW: u32 = 1_048_575;

/// A workbook with one worksheet. Rows go to a temporary file as they come; the file itself is written at the end. The
/// same rows make the same bytes.
pub struct Book {
    workbook: Workbook,
    columns: &'static [Column],
    format: Format,
    row: u32,
}

impl Book {
    /// A worksheet of that name with these columns.
    ///
    /// # Errors
    /// When the temporary file cannot be made.
    pub fn new(name: &str, columns: &'static [Column]) -> io::Result<Self> {
        let (workbook, format) = (Workbook::new(), Format::new().set_num_format(TEXT));
        let mut book = Self { workbook, columns, format, row: 0 };
        book.begin(name).map_err(io::Error::other)?;
        Ok(book)
    }

    fn begin(&mut self, name: &str) -> Result<(), XlsxError> {
        let begun = ExcelDateTime::from_ymd(2000, 1, 1)?;
        self.workbook.set_properties(&DocProperties::new().set_creation_datetime(&begun));
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (place, column) in (0..).zip(self.columns) {
            sheet.set_column_format(place, &self.format)?;
            sheet.set_column_width(place, 20)?;
            sheet.write_string_with_format(0, place, column.title, &self.format)?;
        }
        Ok(())
    }

    /// Whether no other row has a place in it.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.row == LAST_ROW
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When it is full, or the temporary file cannot be written.
    pub fn row(&mut self, row: &Value) -> io::Result<()> {
        if self.is_full() {
            return Err(io::Error::other("an XLSX sheet has no more than 1,048,576 rows; use --csv"));
        }
        self.write(row).map_err(io::Error::other)
    }

    fn write(&mut self, row: &Value) -> Result<(), XlsxError> {
        self.row += 1;
        let (number, columns, format) = (self.row, self.columns, self.format.clone());
        let sheet = self.sheet()?;
        for (place, column) in (0..).zip(columns) {
            sheet.write_string_with_format(number, place, column.guarded(row), &format)?;
        }
        Ok(())
    }

    fn sheet(&mut self) -> Result<&mut Worksheet, XlsxError> {
        self.workbook.worksheet_from_index(0)
    }

    /// Writes the file, in place of one that is there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(mut self, path: &Path) -> io::Result<()> {
        let (last, columns) = (self.row, u16::try_from(self.columns.len()).unwrap_or(u16::MAX));
        let sheet = self.sheet().map_err(io::Error::other)?;
        // Ids are text too, and a spreadsheet need not say so in every row.
        let plain = sheet.ignore_error_range(0, 0, last, columns.saturating_sub(1), IgnoreError::NumberStoredAsText);
        plain.map_err(io::Error::other)?;
        self.workbook.save(path).map_err(io::Error::other)
    }
}
