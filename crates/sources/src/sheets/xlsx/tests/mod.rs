//! What spreadsheets keep as XLSX.

mod hostile;
mod written;

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::super::{
    Cell,
    tests::{kept, texts},
};

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
    assert_eq!(sheet.rows, [(2, texts(&["120000", "2026-12-31", ""])), (4, texts(&["", "TRUE", "1.5"]))]);
}

#[test]
fn a_number_is_a_day_where_it_is_shown_as_one() {
    for (format, shown) in [
        ("yyyy\\-mm\\-dd", "2027-03-04"),
        ("[$-407]d. mmmm yyyy;@", "2027-03-04"),
        ("General", "46450"),
        ("0.00\" days\"", "46450"),
        ("[Red]#,##0", "46450"),
        ("@", "46450"),
    ] {
        let cells = kept(workbook(|sheet| {
            sheet.write_number_with_format(1, 1, 46_450, &Format::new().set_num_format(format)).unwrap();
        }));
        assert_eq!(cells.unwrap().rows, [(2, texts(&["", shown, ""]))], "{format}");
    }
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
fn cells_that_stand_for_one_another_are_refused() {
    let merged = workbook(|sheet| _ = sheet.merge_range(1, 1, 3, 1, "ada", &Format::new()).unwrap());
    assert!(kept(merged).err().unwrap().contains("the cells B2:B4 are merged; split them"));
    let together = workbook(|sheet| _ = sheet.write_array_formula(1, 1, 3, 1, "{=A1:A3}").unwrap());
    assert!(kept(together).err().unwrap().contains("the cells B2:B4 are calculated together"));
    let beside = workbook(|sheet| _ = sheet.merge_range(1, 5, 3, 5, "mine", &Format::new()).unwrap());
    assert!(kept(beside).is_ok(), "beside the columns of the sheet");
}

#[test]
fn the_first_worksheet_that_is_shown_is_read() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_hidden(true);
    workbook.add_worksheet().set_active(true).write_string(0, 0, "shown").unwrap();
    workbook.add_worksheet().write_string(0, 0, "behind").unwrap();
    assert_eq!(kept(workbook.save_to_buffer().unwrap()).unwrap().titles, ["shown"]);
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
    #![proptest_config(ProptestConfig::with_cases(64))]

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

    #[test]
    fn no_damage_is_worse_than_a_refusal(place in 0_usize..10_000, byte: u8) {
        let mut bytes = workbook(|sheet| _ = sheet.write_string(1, 1, "ada").unwrap());
        let place = 4 + place % (bytes.len() - 4);
        bytes[place] = byte;
        let _ = kept(bytes);
    }
}
