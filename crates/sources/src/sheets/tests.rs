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

mod workbooks {
    //! What spreadsheets keep as XLSX.

    use proptest::prelude::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

    use super::{super::*, kept, texts};

    fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, title) in ["id", "person", "notes"].into_iter().enumerate() {
            sheet.write_string(0, u16::try_from(column).unwrap(), title).unwrap();
        }
        fill(sheet);
        workbook.save_to_buffer().unwrap()
    }

    #[test]
    fn whatever_kind_of_cell_it_is_is_read_as_a_person_would_type_it() {
        let day = ExcelDateTime::parse_from_str("2026-12-31").unwrap();
        let sheet = kept(workbook(|sheet| {
            sheet.write_number(1, 0, 120_000).unwrap();
            sheet.write_datetime_with_format(1, 1, &day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
            sheet.write_boolean(3, 1, true).unwrap();
            sheet.write_number(3, 2, 1.5).unwrap();
            sheet.write_string(4, 9, "beside the titles").unwrap();
        }));
        let sheet = sheet.unwrap();
        assert_eq!(sheet.titles, ["id", "person", "notes"]);
        assert_eq!(sheet.rows, [(2, texts(&["120000", "2026-12-31", ""])), (4, texts(&["", "true", "1.5"]))]);
    }

    #[test]
    fn a_calculated_cell_is_told_from_one_that_somebody_typed() {
        let sheet = kept(workbook(|sheet| {
            sheet.write_formula(1, 1, Formula::new("=A1&\"x\"").set_result("ax")).unwrap();
            sheet.write_string(2, 1, "=A1").unwrap();
        }));
        let empty = || Cell::Text(String::new());
        assert_eq!(sheet.unwrap().rows, [(2, vec![empty(), Cell::Formula, empty()]), (3, texts(&["", "=A1", ""]))]);
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        let whole = workbook(|_| {});
        for bytes in [&b"PK\x03\x04"[..], &whole[..whole.len() / 2]] {
            assert!(kept(bytes.to_vec()).err().unwrap().contains("damaged"));
        }
        let mut none = Workbook::new();
        none.add_worksheet();
        assert!(kept(none.save_to_buffer().unwrap()).err().unwrap().contains("titles"));
    }

    proptest! {
        #[test]
        fn every_text_comes_back_as_it_was(rows in prop::collection::vec("[\t\r\n_x0-9A-F<&'\"]{0,6}[^\0]{0,6}", 1..8)) {
            let sheet = kept(workbook(|sheet| {
                for (row, text) in (1..).zip(&rows) {
                    sheet.write_string(row, 0, "1").unwrap();
                    sheet.write_string(row, 1, text).unwrap();
                }
            }));
            let read: Vec<Vec<Cell>> = sheet.unwrap().rows.into_iter().map(|(_, cells)| cells).collect();
            let written: Vec<Vec<Cell>> = rows.iter().map(|text| texts(&["1", text, ""])).collect();
            prop_assert_eq!(read, written);
        }
    }
}
