//! What is exported and not edited asks for nothing, whatever the accounts are called.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::sheets::{People, change};

/// The sheet of these accounts, as `whose accounts list --csv` writes it.
fn export(accounts: &[Value]) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(COLUMNS.iter().map(|column| column.title)).unwrap();
    for account in accounts {
        csv.write_record(COLUMNS.iter().map(|column| column.guarded(account))).unwrap();
    }
    String::from_utf8(csv.into_inner().unwrap()).unwrap()
}

fn read(text: impl Into<Vec<u8>>) -> Result<Sheet, String> {
    let mut sheet = Sheet::default();
    sources::sheets::read(text.into(), &mut sheet).map(|()| sheet).map_err(|bad| bad.to_string())
}

fn account(id: i64, texts: &[String; 6]) -> Value {
    let [username, external_id, reason, email, because, state] = texts;
    let person = json!({ "id": 1, "email": email, "firstName": because, "lastName": "", "left": false });
    let service = json!({ "reason": reason, "owner": person, "reviewBy": "2026-12-31", "unowned": false });
    let (person, service) = match state.len() % 3 {
        0 => (person, Value::Null),
        1 => (Value::Null, service),
        _ => (Value::Null, Value::Null),
    };
    json!({
        "id": id, "version": id * 2, "username": username, "externalId": external_id, "email": email,
        "person": person, "service": service, "connection": { "name": because, "kind": "AWS" },
        "decision": { "by": "human", "because": because }, "family": "other", "status": "linked",
    })
}

/// Text with everything in it that a spreadsheet or a CSV file could stumble over.
fn texts() -> impl Strategy<Value = String> {
    "['=+@\t\r\n \",;-]{0,4}[^\0]{0,6}"
}

/// User name, external id, reason, address, because, and what decides the state.
fn row() -> impl Strategy<Value = [String; 6]> {
    let address = "['=+-]{0,3}[a-z!]{1,3}@example\\.com";
    (texts(), texts(), texts(), address, texts(), texts()).prop_map(
        |(username, external_id, reason, email, because, state)| {
            [username, external_id, format!("{reason}."), email, because, state]
        },
    )
}

proptest! {
    #[test]
    fn a_sheet_that_nobody_edited_asks_for_nothing(rows in prop::collection::vec(row(), 0..20)) {
        let accounts: Vec<Value> = (1..).zip(&rows).map(|(id, texts)| account(id, texts)).collect();
        let sheet = read(export(&accounts)).unwrap();
        prop_assert_eq!((sheet.edited, sheet.refused), (vec![], vec![]));
        prop_assert_eq!((sheet.unchanged, sheet.strange), (accounts.len(), vec![]));
    }

    #[test]
    fn compared_with_the_register_it_asks_for_nothing_either(rows in prop::collection::vec(row(), 1..20)) {
        let accounts: Vec<Value> = (1..).zip(&rows).map(|(id, texts)| account(id, texts)).collect();
        let sheet = read(export(&accounts).replacen("exported", "no mark", 1)).unwrap();
        prop_assert_eq!(sheet.edited.len(), accounts.len());
        for (edited, account) in sheet.edited.iter().zip(&accounts) {
            prop_assert_eq!(change(edited, account, &People::default()), Ok(None));
        }
    }
}

fn sample() -> Vec<Value> {
    let texts = |name: &str| [name, "=arn", "nightly", "ada@example.com", "", "aaa"].map(str::to_owned);
    vec![account(1, &texts("=deploy")), account(2, &texts("build"))]
}

#[test]
fn an_edited_row_is_found_wherever_its_columns_stand() {
    let sheet =
        read("because;Person;ID;owner;version;serviceReason;reviewBy;notes\nasked;ada@example.com;2;;4;;;x\n").unwrap();
    let [edited] = sheet.edited.as_slice() else { unreachable!("one row") };
    assert_eq!((edited.row, edited.account, edited.version), (2, 2, 4));
    assert_eq!((edited.cells.person.as_str(), edited.because.as_str()), ("ada@example.com", "asked"));
    assert_eq!(sheet.strange, ["notes"]);
}

#[test]
fn a_row_is_edited_once_anything_in_it_differs_or_says_why() {
    let exported = export(&sample());
    let with = |title: &str, text: &str| {
        let place = exported.lines().next().unwrap().split(',').position(|column| column == title).unwrap();
        let mut cells: Vec<&str> = exported.lines().nth(1).unwrap().split(',').collect();
        cells[place] = text;
        read(exported.replacen(exported.lines().nth(1).unwrap(), &cells.join(","), 1)).unwrap().edited.len()
    };
    for title in ["person", "serviceReason", "owner", "reviewBy", "because", "version", "exported"] {
        assert_eq!(with(title, "9"), 1, "{title}");
    }
    assert_eq!(with("username", "other"), 0, "names are not read back");
}

#[test]
fn a_sheet_without_its_columns_is_refused() {
    for (titles, why) in [
        ("id,person,serviceReason,owner,reviewBy", "version"),
        ("id,version,serviceReason,owner,reviewBy", "person"),
        ("id,version,person,person,serviceReason,owner,reviewBy", "twice"),
    ] {
        let refused = read(format!("{titles}\n")).err().unwrap();
        assert!(refused.contains(why), "{refused}");
    }
}

#[test]
fn a_row_without_an_account_is_refused_by_itself() {
    let sheet =
        read("id,version,person,serviceReason,owner,reviewBy\n,,a@example.com,,,\n1.2E5,1,,,,\n7,0,,,,\n").unwrap();
    let rows: Vec<u64> = sheet.refused.iter().map(|(row, _)| *row).collect();
    assert_eq!((rows, sheet.edited.len()), (vec![2, 3], 1));
}

#[test]
fn a_calculated_cell_refuses_the_sheet_where_it_is_read() {
    let mut sheet = Sheet::default();
    let columns = ["id", "version", "person", "serviceReason", "owner", "reviewBy", "notes"];
    sheet.titles(columns.map(str::to_owned).to_vec()).unwrap();
    let row = |place: usize| {
        let mut cells = vec![Cell::Text("1".to_owned()); columns.len()];
        cells[place] = Cell::Formula;
        Row { number: 2, cells }
    };
    assert!(sheet.row(row(6)).is_ok());
    assert!(sheet.row(row(2)).unwrap_err().to_string().contains("column person: is calculated by a formula in row 2"));
}
