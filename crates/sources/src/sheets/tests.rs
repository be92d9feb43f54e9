//! What spreadsheets make of a CSV file, and what of it is still read.

use super::*;

#[derive(Default)]
pub(super) struct Kept {
    pub(super) titles: Vec<String>,
    pub(super) rows: Vec<(u64, Vec<Cell>)>,
}

impl Reader for Kept {
    fn titles(&mut self, titles: Vec<String>) -> Result<(), BadList> {
        self.titles = titles;
        Ok(())
    }

    fn row(&mut self, row: Row) -> Result<(), BadList> {
        self.rows.push((row.number, row.cells));
        Ok(())
    }
}

pub(super) fn kept(bytes: impl Into<Vec<u8>>) -> Result<Kept, String> {
    let mut kept = Kept::default();
    read(bytes.into(), &mut kept).map(|()| kept).map_err(|bad| bad.to_string())
}

pub(super) fn texts(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|text| Cell::Text((*text).to_owned())).collect()
}

#[test]
fn commas_semicolons_and_tabs_separate_where_they_separate_the_titles() {
    for separator in [",", ";", "\t"] {
        for (before, end) in [("", "\n"), ("\u{feff}", "\r\n")] {
            let lines = [["id", "person"], ["7", "\"a,b;c\td\""]].map(|line| line.join(separator));
            let sheet = kept(format!("{before}{}", lines.map(|line| line + end).concat())).unwrap();
            assert_eq!(sheet.titles, ["id", "person"]);
            assert_eq!(sheet.rows, [(2, texts(&["7", "a,b;c\td"]))]);
        }
    }
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
    let sheet = kept("id,because\n1,\"two\nlines\"\n\n2,x\n,\n3,\"a\r\n\r\nb\"\n4,y").unwrap();
    let numbers: Vec<u64> = sheet.rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [2, 4, 6, 7]);
    assert_eq!(sheet.rows[2].1, texts(&["3", "a\r\n\r\nb"]));
}

#[test]
fn a_long_reason_is_read_and_a_quote_that_is_never_closed_is_not() {
    let long = "\u{1F600}".repeat(30_000);
    assert_eq!(kept(format!("id,reason\n1,{long}\n")).unwrap().rows, [(2, texts(&["1", &long]))]);
    let open = format!("id,reason\n1,\"{}\n", "x,\n".repeat(50_000));
    assert!(kept(open).err().unwrap().contains("never closed"));
}

#[test]
fn what_is_damaged_is_refused_whole() {
    for (sheet, why) in [
        ("", "empty"),
        ("id,person\n1\n", "fields"),
        ("id,person\n1,a,b\n", "fields"),
        ("id,person\n1,\"a\n", "cut off"),
        ("id,person\n1,a\"b\n", "quote"),
        ("id,person\n1,a\0\n", "U+0000"),
    ] {
        let refused = kept(sheet).err().unwrap();
        assert!(refused.contains(why), "{sheet:?}: {refused}");
    }
    assert!(kept(b"id,person\n1,Zo\xEB\n".to_vec()).err().unwrap().contains("UTF-8"));
}

#[test]
fn other_encodings_and_old_formats_are_named() {
    let utf_16: Vec<u8> =
        [0xFEFF].into_iter().chain("id\tperson\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert!(kept(utf_16).err().unwrap().contains("UTF-16"));
    assert!(kept(vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1]).err().unwrap().contains("old or an encrypted"));
}
