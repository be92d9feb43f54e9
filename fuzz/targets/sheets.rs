//! Edited sheets, CSV and XLSX: every row has as many cells as there are titles, and rows come in their order.

#![no_main]

use domain::listings::BadList;
use libfuzzer_sys::fuzz_target;
use sources::sheets::{Reader, Row, read};

#[derive(Default)]
struct Seen {
    titles: Option<usize>,
    last: u64,
}

impl Reader for Seen {
    fn titles(&mut self, titles: Vec<String>) -> Result<(), BadList> {
        assert!(self.titles.replace(titles.len()).is_none());
        Ok(())
    }

    fn row(&mut self, row: Row) -> Result<(), BadList> {
        assert_eq!(Some(row.cells.len()), self.titles);
        assert!(row.number > self.last);
        self.last = row.number;
        Ok(())
    }
}

fuzz_target!(|sheet: &[u8]| {
    let _ = read(sheet.to_vec(), &mut Seen::default());
});
