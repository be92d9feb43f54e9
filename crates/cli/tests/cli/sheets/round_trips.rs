//! Whatever a sheet says: what was exported changes nothing, and what was applied can be undone. On the engine under test.

use proptest::{collection::vec, option, prelude::*};
use serde_json::{Value, json};

use super::{Sheet, last_batch};
use crate::whose::{Ended, Whose};

const PEOPLE: [&str; 2] = ["ada@example.com", "grace@example.com"];
/// What neither formats nor spreadsheets nor guards may change.
const TEXT: &str = "[a=+@'\t\r\n \"_x0-9;,É-]{0,12}[a=É]";

/// What a row is edited to say; nothing where it is left alone.
#[derive(Clone, Debug)]
enum Edit {
    Nobody,
    Person(usize),
    Service { reason: String, owner: Option<usize>, review_by: Option<String> },
}

fn edit() -> impl Strategy<Value = Option<Edit>> {
    let day = (2026..2030, 1..=12, 1..=28).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}"));
    let service = (TEXT, option::of(0..2_usize), option::of(day));
    let service = service.prop_map(|(reason, owner, review_by)| Edit::Service { reason, owner, review_by });
    option::weighted(
        0.8,
        prop_oneof![Just(Edit::Nobody), (0..2_usize).prop_map(Edit::Person), service.clone(), service],
    )
}

/// A register of accounts with these names, and the sheet of it.
fn filled(names: &[String]) -> (Whose, Sheet) {
    let whose = Whose::on_engine();
    whose.file("staff.csv", "id,email\nE1,ada@example.com\nE2,grace@example.com\n");
    let mut list = csv::Writer::from_writer(Vec::new());
    list.write_record(["id", "username", "email"]).unwrap();
    for (number, name) in names.iter().enumerate() {
        let email = if number == 0 { PEOPLE[0] } else { "" };
        list.write_record([&format!("x{number}"), name, email]).unwrap();
    }
    whose.file("accounts.csv", &String::from_utf8(list.into_inner().unwrap()).unwrap());
    whose.done("import people staff.csv --connection staff");
    whose.done("import accounts accounts.csv --connection gh --format csv --kind GITHUB");
    let sheet = Sheet::exported(&whose);
    (whose, sheet)
}

/// Writes the edits into the rows of the sheet.
fn edited(sheet: &mut Sheet, edits: &[Option<Edit>]) {
    for (number, edit) in edits.iter().enumerate() {
        let (person, reason, owner, review_by) = match edit {
            None => continue,
            Some(Edit::Nobody) => ("", "", "", ""),
            Some(Edit::Person(person)) => (PEOPLE[*person], "", "", ""),
            Some(Edit::Service { reason, owner, review_by }) => {
                ("", reason.as_str(), owner.map_or("", |owner| PEOPLE[owner]), review_by.as_deref().unwrap_or_default())
            }
        };
        let cells = [("person", person), ("serviceReason", reason), ("owner", owner), ("reviewBy", review_by)];
        sheet.edit(&format!("x{number}"), &cells);
    }
}

/// All that is decided.
fn decided(whose: &Whose) -> Vec<Value> {
    let accounts: Vec<Value> = serde_json::from_str(&whose.done("accounts list --sort id --json")).unwrap();
    let decided =
        |account: Value| json!([account["id"], account["person"]["id"], account["service"], account["decision"]["by"]]);
    accounts.into_iter().map(decided).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4) })]

    #[test]
    fn what_is_exported_changes_nothing_and_what_is_applied_is_undone(
        names in vec(TEXT, 5),
        first in vec(edit(), 5),
        second in vec(edit(), 5),
    ) {
        let (whose, mut sheet) = filled(&names);
        for edits in [first, second] {
            let before = decided(&whose);
            edited(&mut sheet, &edits);
            let applied = sheet.apply(&whose, "");
            prop_assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
            let after = decided(&whose);
            whose.file("again.csv", &whose.done("accounts list --csv"));
            whose.done("accounts list --xlsx again.xlsx");
            for again in ["a.csv", "again.csv", "again.xlsx"] {
                let again = whose.done(&format!("accounts apply {again}"));
                prop_assert!(again.starts_with("changed 0 accounts; refused 0 rows; left 7 rows"), "{}", again);
            }
            if applied.out.contains("undo it with") {
                let undone = whose.done(&format!("undo {}", last_batch(&applied)));
                prop_assert_eq!(decided(&whose), before, "{}", undone);
                whose.done(&format!("undo {}", last_batch(&Ended { out: undone, ..applied })));
            }
            prop_assert_eq!(decided(&whose), after);
            sheet = Sheet::exported(&whose);
        }
    }
}
