//! Workbooks written by hand: what other programs write, and what no program does.

use std::io::{Cursor, Write as _};

use zip::{ZipWriter, write::SimpleFileOptions};

use crate::sheets::{
    Cell,
    tests::{Kept, kept, texts},
};

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a workbook that differ from test to test.
pub(super) struct Written<'a> {
    pub(super) workbook: &'a str,
    pub(super) styles: &'a str,
    pub(super) strings: &'a str,
    pub(super) sheet: &'a str,
}

impl Default for Written<'_> {
    fn default() -> Self {
        let workbook = "<workbook><sheets><sheet name='a' sheetId='1' r:id='rId1'/></sheets></workbook>";
        Self { workbook, styles: "<styleSheet/>", strings: "<sst/>", sheet: "<worksheet/>" }
    }
}

impl Written<'_> {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let relation = |id: &str, kind: &str, to: &str| {
            format!("<Relationship Id='{id}' Type='{RELATIONS}/{kind}' Target='{to}'/>")
        };
        let package = relation("rId1", "officeDocument", "xl/workbook.xml");
        let parts = relation("rId1", "worksheet", "/xl/worksheets/sheet1.xml")
            + &relation("rId2", "sharedStrings", "sharedStrings.xml")
            + &relation("rId3", "styles", "styles.xml");
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, text) in [
            ("_rels/.rels", format!("<Relationships>{package}</Relationships>").as_str()),
            ("xl/_rels/workbook.xml.rels", format!("<Relationships>{parts}</Relationships>").as_str()),
            ("xl/workbook.xml", self.workbook),
            ("xl/styles.xml", self.styles),
            ("xl/sharedStrings.xml", self.strings),
            ("xl/worksheets/sheet1.xml", self.sheet),
        ] {
            zip.start_file(path, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

/// What is read of a worksheet with the title `id` and these rows.
pub(super) fn rows(rows: &str) -> Result<Kept, String> {
    let title = "<row><c t='inlineStr'><is><t>id</t></is></c></row>";
    let sheet = format!("<worksheet><sheetData>{title}{rows}</sheetData></worksheet>");
    kept(Written { sheet: &sheet, ..Written::default() }.bytes())
}

#[test]
fn rows_and_cells_may_leave_out_where_they_are() {
    let sheet = rows("<row><c><v>1</v></c></row><row r='7'><c r='A7'><v>2</v></c></row><row><c><v>3</v></c></row>");
    assert_eq!(sheet.unwrap().rows, [(2, texts(&["1"])), (7, texts(&["2"])), (8, texts(&["3"]))]);
}

#[test]
fn a_text_is_its_runs_without_how_they_are_pronounced() {
    let strings = "<sst><si/><si><t> id </t></si><si><r><rPr><b/></rPr><t xml:space='preserve'>Zo&#xEB; </t></r>\
                   <r><t>&lt;_x0041_<![CDATA[&]]></t></r><rPh sb='0' eb='1'><t>zoh</t></rPh></si></sst>";
    let sheet = "<x:worksheet><x:sheetData><x:row r='1'><x:c r='A1' t='s'><x:v>1</x:v></x:c></x:row>\
                 <x:row r='2'><x:c r='A2' t='s'><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>";
    let sheet = kept(Written { strings, sheet, ..Written::default() }.bytes()).unwrap();
    assert_eq!((sheet.titles, sheet.rows), (vec!["id".to_owned()], vec![(2, texts(&["Zoë <A&"]))]));
}

#[test]
fn days_are_counted_from_where_the_workbook_says() {
    let styles = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy'/></numFmts><cellStyleXfs><xf numFmtId='14'/>\
                  </cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs></styleSheet>";
    let sheet = "<worksheet><sheetData><row><c t='str'><v>a</v></c><c t='str'><v>b</v></c><c t='str'><v>c</v></c></row>\
                 <row><c s='1'><v>46450</v></c><c s='2'><v>44988</v></c><c><v>46450</v></c></row></sheetData></worksheet>";
    let from_1900 = kept(Written { styles, sheet, ..Written::default() }.bytes()).unwrap();
    assert_eq!(from_1900.rows, [(2, texts(&["2027-03-04", "2023-03-03", "46450"]))]);
    let workbook = "<workbook><workbookPr date1904='1'/><sheet r:id='rId1'/></workbook>";
    let from_1904 = kept(Written { workbook, styles, sheet, ..Written::default() }.bytes()).unwrap();
    assert_eq!(from_1904.rows, [(2, texts(&["2031-03-05", "2027-03-04", "46450"]))]);
}

#[test]
fn what_went_wrong_was_calculated() {
    let sheet = rows("<row><c t='e'><v>#REF!</v></c></row><row><c><f t='shared' si='0'/><v>1</v></c></row>");
    assert_eq!(sheet.unwrap().rows, [(2, vec![Cell::Formula]), (3, vec![Cell::Formula])]);
}
