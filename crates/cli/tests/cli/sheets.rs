//! The sheet of accounts: exported, edited, applied.

mod round_trips;

use serde_json::Value;

use crate::whose::{Ended, Whose};

/// A sheet as somebody edits it.
struct Sheet {
    titles: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    fn exported(whose: &Whose) -> Self {
        let text = whose.done("accounts list --csv --sort id");
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        let titles = csv.headers().unwrap().iter().map(str::to_owned).collect();
        let row = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
        Self { titles, rows: csv.records().map(|record| row(record.unwrap())).collect() }
    }

    fn place(&self, title: &str) -> usize {
        self.titles.iter().position(|column| column == title).unwrap()
    }

    /// Writes into the row of the account with that external id.
    fn edit(&mut self, account: &str, cells: &[(&str, &str)]) {
        let of = self.place("externalId");
        let row = self.rows.iter().position(|row| row[of] == account).unwrap();
        for (title, text) in cells {
            let place = self.place(title);
            self.rows[row][place] = (*text).to_owned();
        }
    }

    fn text(&self) -> String {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(&self.titles).unwrap();
        self.rows.iter().for_each(|row| csv.write_record(row).unwrap());
        String::from_utf8(csv.into_inner().unwrap()).unwrap()
    }

    fn apply(&self, whose: &Whose, flags: &str) -> Ended {
        whose.file("a.csv", &self.text());
        whose.words(format!("accounts apply a.csv {flags}").trim_end())
    }
}

fn last_batch(ended: &Ended) -> String {
    ended.out.trim_end().rsplit_once("undo it with: whose undo ").unwrap().1.to_owned()
}

#[test]
fn a_sheet_that_nobody_edited_changes_nothing() {
    let whose = Whose::with_accounts();
    whose.done("accounts mark build --reason =nightly --owner grace@example.com --review-by 2027-01-31");
    let events = whose.done("events --json");
    for sheet in [whose.done("accounts list --csv"), whose.done("accounts list --csv").replace('\n', "\r\n")] {
        let ended = whose.fed("accounts apply -", &sheet);
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (0, "changed 0 accounts; refused 0 rows; left 6 rows as they are\n")
        );
    }
    assert_eq!(whose.done("events --json"), events);
}

#[test]
fn an_edited_sheet_is_shown_applied_as_one_batch_and_undone() {
    let whose = Whose::with_accounts();
    let mut sheet = Sheet::exported(&whose);
    sheet.edit("1001", &[("person", "grace@example.com"), ("because", "she took it over")]);
    sheet.edit("1002", &[("serviceReason", "nightly build"), ("owner", "ada@example.com"), ("reviewBy", "31.01.2027")]);
    sheet.edit("1003", &[("person", "ada@example.com")]);
    let tried = sheet.apply(&whose, "--dry-run");
    assert_eq!(tried.code, 0, "{}{}", tried.out, tried.err);
    for words in [
        "row 4  ada: Ada Lovelace <ada@example.com> → Grace Hopper <grace@example.com>",
        "row 5  build: nobody yet → service account \"nightly build\", owner Ada Lovelace <ada@example.com>, review by 2027-01-31",
        "would change 3 accounts; refused 0 rows; left 3 rows as they are",
    ] {
        assert!(tried.out.contains(words), "{}", tried.out);
    }
    assert_eq!(whose.words("is build").code, 3, "nothing has changed");
    let ended = sheet.apply(&whose, "--because listed --as grace@example.com");
    assert_eq!(ended.code, 0, "{}{}", ended.out, ended.err);
    assert!(whose.done("is ada --json").contains("she took it over"));
    assert!(whose.done("is build").contains("because: listed"));
    let again = sheet.apply(&whose, "");
    assert!(again.out.contains("changed 0 accounts; refused 0 rows; left 6"), "{}{}", again.out, again.err);
    let undone = whose.done(&format!("undo {}", last_batch(&ended)));
    assert!(undone.contains("restored 3 accounts"), "{undone}");
    assert!(whose.done("is ada").contains("belongs to Ada Lovelace"));
}

#[test]
fn a_workbook_is_a_sheet_too() {
    let whose = Whose::with_accounts();
    whose.done("accounts mark build --reason =nightly --owner grace@example.com --review-by 2027-01-31");
    whose.done("accounts list --xlsx a.xlsx");
    let ended = whose.words("accounts apply a.xlsx");
    assert_eq!((ended.code, ended.out.as_str()), (0, "changed 0 accounts; refused 0 rows; left 6 rows as they are\n"));
    whose.done("accounts unmark build");
    let ended = whose.words("accounts apply a.xlsx --json");
    assert_eq!(
        (ended.code, ended.out.contains("\"applied\":0")),
        (0, true),
        "nobody edited what is old: {}",
        ended.out
    );
    assert_eq!(whose.words("accounts list --xlsx no/folder/a.xlsx").code, 1);
    assert_eq!(whose.words("accounts list --xlsx a.xlsx --csv").code, 2);
}

#[test]
fn what_changed_since_and_what_is_not_understood_is_refused_by_its_row() {
    let whose = Whose::with_accounts();
    let mut sheet = Sheet::exported(&whose);
    sheet.edit("1001", &[("person", "")]);
    sheet.edit("1002", &[("person", "ada@example.com"), ("serviceReason", "both")]);
    sheet.edit("1003", &[("person", "nobody@example.com")]);
    sheet.edit("1004", &[("owner", "grace@example.com")]);
    let mut strange = sheet.rows[0].clone();
    strange[sheet.place("id")] = "999".to_owned();
    strange[sheet.place("person")] = "ada@example.com".to_owned();
    sheet.rows.push(strange);
    whose.done("accounts link ada grace@example.com");
    let ended = sheet.apply(&whose, "");
    assert_eq!(ended.code, 9, "{}{}", ended.out, ended.err);
    for words in [
        "row 4  refused: was changed since the export, and is now: Grace Hopper",
        "row 5  refused: has both a person and a serviceReason",
        "row 6  refused: person: there is no person with that address",
        "row 7  refused: has an owner or a reviewBy and no serviceReason",
        "row 8  refused: there is no account #999",
        "changed 0 accounts; refused 5 rows; left 2 rows as they are",
    ] {
        assert!(ended.out.contains(words), "{}", ended.out);
    }
}

#[test]
fn good_rows_are_applied_beside_refused_ones() {
    let whose = Whose::with_accounts();
    let mut sheet = Sheet::exported(&whose);
    sheet.edit("1002", &[("person", "ada@example.com")]);
    sheet.edit("1003", &[("person", "nobody@example.com")]);
    let ended = sheet.apply(&whose, "--json");
    assert_eq!(ended.code, 9);
    let told: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((&told["applied"], &told["refused"], &told["unchanged"]), (&1.into(), &1.into(), &4.into()));
    assert!(told["batch"].is_number() && told["rows"][1]["refused"].is_string(), "{told}");
    assert!(whose.done("is build").contains("Ada"));
}

#[test]
fn a_sheet_from_a_country_with_semicolons_is_read_and_strange_columns_are_told() {
    let whose = Whose::with_accounts();
    let mut sheet = Sheet::exported(&whose);
    sheet.edit("1002", &[("serviceReason", "a, \"b\"")]);
    sheet.titles.push("notes".to_owned());
    sheet.rows.iter_mut().for_each(|row| row.push("mine; all mine".to_owned()));
    let mut csv = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(vec![]);
    csv.write_record(&sheet.titles).unwrap();
    sheet.rows.iter().rev().for_each(|row| csv.write_record(row).unwrap());
    let text = format!("\u{feff}{}", String::from_utf8(csv.into_inner().unwrap()).unwrap());
    let ended = whose.fed("accounts apply -", &text);
    assert_eq!(ended.code, 0, "{}{}", ended.out, ended.err);
    assert!(ended.err.contains("these columns are not read: notes"), "{}", ended.err);
    assert!(whose.done("is build").contains("is a service account: a, \"b\""));
}

#[test]
fn a_column_that_was_sorted_alone_changes_nothing() {
    let whose = Whose::with_accounts();
    let mut sheet = Sheet::exported(&whose);
    let id = sheet.place("id");
    let mut ids: Vec<String> = sheet.rows.iter().map(|row| row[id].clone()).collect();
    ids.reverse();
    sheet.rows.iter_mut().zip(ids).for_each(|(row, other)| row[id] = other);
    let ended = sheet.apply(&whose, "");
    assert_eq!(ended.code, 9);
    assert!(ended.out.contains("has the id of one account and the name of another"), "{}", ended.out);
    assert!(ended.out.contains("changed 0 accounts"), "{}", ended.out);
}

#[test]
fn a_sheet_that_is_none_is_refused_whole() {
    let whose = Whose::with_accounts();
    for (sheet, why) in [
        ("", "empty"),
        ("a,b\n1,2\n", "column id: is missing"),
        ("id,version\n", "column person: is missing"),
        ("id,version,person,serviceReason,owner,reviewBy\n1,1,\"", "cut off"),
    ] {
        let ended = whose.fed("accounts apply -", sheet);
        assert_eq!(ended.code, 1, "{sheet:?}");
        assert!(ended.err.contains(why), "{sheet:?}: {}", ended.err);
    }
    assert_eq!(whose.words("accounts apply none.csv").code, 1);
}

#[test]
fn a_long_sheet_is_one_batch_too() {
    let whose = Whose::with_accounts();
    let list = (0..1500).fold("id\n".to_owned(), |list, number| format!("{list}{number}\n"));
    whose.fed("import accounts - --connection big --format csv --kind GITHUB", &list);
    let mut sheet = Sheet::exported(&whose);
    let (place, connection) = (sheet.place("person"), sheet.place("connection"));
    let big = sheet.rows.iter_mut().filter(|row| row[connection] == "big");
    big.for_each(|row| row[place] = "grace@example.com".to_owned());
    let ended = sheet.apply(&whose, "");
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("changed 1500 accounts"), "{}", ended.err);
    assert!(whose.done(&format!("undo {} --yes", last_batch(&ended))).contains("restored 1500 accounts"));
}
