//! Sheets as CSV, separated by commas, semicolons or tabs: whichever the titles are separated by.

use std::io::Cursor;

use domain::listings::BadList;

use super::{CELL_LIMIT, Cell, Reader, Row};
use crate::reading::{
    bytes,
    records::{Dialect, Record, Records},
    tables::{check_width, header},
};

pub(super) fn read(bytes: Vec<u8>, reader: &mut dyn Reader) -> Result<(), BadList> {
    let dialect = Dialect { separator: separator(&bytes), field_limit: CELL_LIMIT };
    let (input, _) = bytes::after_bom(Box::new(Cursor::new(bytes)))?;
    let (mut records, mut record) = (Records::written(input, dialect), Record::default());
    header(&mut records, &mut record)?;
    let titles: Vec<String> =
        record.fields(|number| (number + 1).to_string())?.into_iter().map(str::to_owned).collect();
    reader.titles(titles.clone())?;
    // A spreadsheet has one row where the text may have several lines: those inside cells are not rows.
    let mut inside = record.inner_lines();
    while records.read(&mut record)? {
        check_width(&record, titles.len())?;
        let name = |number: usize| titles.get(number).cloned().unwrap_or_default();
        let fields = record.fields(name)?;
        if fields.iter().any(|field| !field.is_empty()) {
            let cells = fields.into_iter().map(|field| Cell::Text(field.to_owned())).collect();
            reader.row(Row { number: record.line - inside, cells })?;
        }
        inside += record.inner_lines();
    }
    Ok(())
}

/// What stands most often between the titles.
fn separator(bytes: &[u8]) -> u8 {
    let titles = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let times = |separator: u8| titles.iter().filter(|byte| **byte == separator).count();
    // Of equals, the last is taken.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| times(*separator)).unwrap_or(b',')
}
