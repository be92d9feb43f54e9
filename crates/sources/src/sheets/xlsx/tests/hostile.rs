//! Workbooks from somebody who means harm: refused, in little memory and soon.

use super::{
    super::elements::Elements,
    written::{Written, rows},
};
use crate::sheets::tests::kept;

fn refusal(written: &Written<'_>) -> String {
    kept(written.bytes()).err().unwrap()
}

#[test]
fn a_text_that_expands_without_end_is_refused() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(8 << 20));
    assert!(refusal(&Written { strings: &strings, ..Written::default() }).contains("expands"));
    let long = format!("<row><c t='inlineStr'><is><t>{}</t></is></c></row>", "&#97;".repeat(200_000));
    assert!(rows(&long).err().unwrap().contains("a cell is longer than 131072 bytes"));
}

#[test]
fn a_part_that_expands_without_end_is_refused() {
    let many = "<a/>".repeat(10_000);
    let mut small = Elements::of(many.as_bytes(), 20_000);
    assert!(small.find(0, |_, _| Ok(None::<()>)).err().unwrap().to_string().contains("expands"));
    let deep = format!("<worksheet>{}", "<a>".repeat(100));
    assert!(refusal(&Written { sheet: &deep, ..Written::default() }).contains("expands"));
}

#[test]
fn what_a_workbook_says_of_its_size_costs_nothing() {
    let strings = "<sst count='18446744073709551615' uniqueCount='18446744073709551615'/>";
    let sheet = "<worksheet><dimension ref='A1:XFD1048576'/><cols><col min='1' max='16384'/></cols><sheetData>\
                 <row spans='1:16384'><c t='str'><v>id</v></c></row><row r='1048576'><c><v>1</v></c></row></sheetData></worksheet>";
    let sheet = kept(Written { strings, sheet, ..Written::default() }.bytes()).unwrap();
    assert_eq!(sheet.rows.len(), 1);
}

#[test]
fn places_that_are_none_or_there_twice_are_refused() {
    for hostile in [
        "<row r='1'><c><v>1</v></c></row>",
        "<row r='0'/>",
        "<row r='1048577'/>",
        "<row r='99999999999999999999'/>",
        "<row r='2'><c r='A3'><v>1</v></c></row>",
        "<row r='2'><c r='A2'><v>1</v></c><c r='A2'><v>2</v></c></row>",
        "<row r='2'><c r='ZZZZZZZZ2'><v>1</v></c></row>",
        "<row><c t='s'><v>7</v></c></row>",
        "<row><c t='s'><v>-1</v></c></row>",
        "<row><c><v>one</v></c></row>",
        "<row><c t='none'><v>1</v></c></row>",
        "<row><c><f t='array' ref='A2:'/></c></row>",
    ] {
        assert!(rows(hostile).err().unwrap().contains("damaged"), "{hostile}");
    }
    assert!(rows("<row><c t='inlineStr'><is><t>a_x0000_</t></is></c></row>").err().unwrap().contains("U+0000"));
}

#[test]
fn nothing_is_declared_and_nothing_is_fetched() {
    let laughs = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><sst><si><t>&b;</t></si></sst>";
    assert!(refusal(&Written { strings: laughs, ..Written::default() }).contains("damaged"));
    let unknown = "<sst><si><t>&b;</t></si></sst>";
    assert!(refusal(&Written { strings: unknown, ..Written::default() }).contains("damaged"));
}

#[test]
fn a_long_text_that_is_said_again_and_again_is_refused() {
    let strings = format!("<sst><si><t>id</t></si><si><t>{}</t></si></sst>", "x".repeat(100_000));
    let many = "<row><c t='s'><v>1</v></c></row>".repeat(11_000);
    let sheet = format!("<worksheet><sheetData><row><c t='s'><v>0</v></c></row>{many}</sheetData></worksheet>");
    let mut none = Nothing;
    let bytes = Written { strings: &strings, sheet: &sheet, ..Written::default() }.bytes();
    assert!(crate::sheets::read(bytes, &mut none).err().unwrap().to_string().contains("expands"));
}

/// Keeps nothing.
struct Nothing;

impl crate::sheets::Reader for Nothing {
    fn titles(&mut self, _: Vec<String>) -> Result<(), domain::listings::BadList> {
        Ok(())
    }

    fn row(&mut self, _: crate::sheets::Row) -> Result<(), domain::listings::BadList> {
        Ok(())
    }
}
