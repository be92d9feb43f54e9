//! What rows ask for, and what of it is refused.

use super::*;

fn ada() -> Value {
    json!({ "id": 1, "email": "ada@example.com", "firstName": "Ada", "lastName": "Lovelace", "left": false })
}

fn grace() -> Value {
    json!({ "id": 2, "email": "grace@example.com", "firstName": "Grace", "lastName": "Hopper", "left": false })
}

fn people() -> People {
    let mut people = People::default();
    people.add(&ada());
    people.add(&grace());
    people
}

fn nobodys() -> Value {
    json!({ "id": 7, "version": 3, "username": "deploy", "externalId": "1003", "person": null, "service": null })
}

fn adas() -> Value {
    json!({ "person": ada(), "id": 7, "version": 3, "username": "deploy", "externalId": "1003", "service": null })
}

fn service() -> Value {
    let service = json!({ "reason": "nightly", "owner": ada(), "reviewBy": "2026-12-31" });
    json!({ "service": service, "id": 7, "version": 3, "username": "deploy", "externalId": "1003", "person": null })
}

fn row(person: &str, reason: &str, owner: &str, review_by: &str) -> Edited {
    let [person, reason, owner, review_by] = [person, reason, owner, review_by].map(str::to_owned);
    let cells = Cells { person, reason, owner, review_by };
    Edited { row: 2, account: 7, version: 3, called: vec!["deploy".to_owned()], cells, because: String::new() }
}

fn changed(row: &Edited, present: &Value) -> Change {
    change(row, present, &people()).unwrap().unwrap()
}

fn refused(row: &Edited, present: &Value) -> String {
    change(row, present, &people()).unwrap_err()
}

#[test]
fn a_person_is_linked_and_no_person_is_unlinked() {
    let linked = changed(&row("Grace@Example.com", "", "", ""), &nobodys());
    assert_eq!(linked.items, [json!({ "op": "link", "person": 2, "account": 7, "version": 3 })]);
    assert_eq!(linked.words, "nobody yet → Grace Hopper <grace@example.com>");
    let unlinked = changed(&Edited { because: " left ".to_owned(), ..row(" ", "", "", "") }, &adas());
    assert_eq!(unlinked.items, [json!({ "op": "unlink", "account": 7, "version": 3, "reason": "left" })]);
}

#[test]
fn a_reason_marks_a_service_account_and_no_reason_unmarks_it() {
    let marked = changed(&row("", "ci deploys", "#2", "31.01.2027"), &adas());
    let mark = json!({ "op": "mark", "serviceReason": "ci deploys", "owner": 2, "reviewBy": "2027-01-31",
                       "account": 7, "version": 3 });
    assert_eq!(marked.items, [mark]);
    assert!(
        marked.words.ends_with(
            "→ service account \"ci deploys\", owner Grace Hopper <grace@example.com>, review by 2027-01-31"
        )
    );
    let unmarked = changed(&row("", "", "", ""), &service());
    assert_eq!(unmarked.items, [json!({ "op": "unmark", "account": 7, "version": 3 })]);
}

#[test]
fn a_service_account_that_becomes_a_person_s_is_unmarked_first() {
    let items = changed(&row("ada@example.com", "", "", ""), &service()).items;
    let ops: Vec<_> =
        items.iter().map(|item| (item["op"].as_str().unwrap(), item["version"].as_i64().unwrap())).collect();
    assert_eq!(ops, [("unmark", 3), ("link", 4)]);
}

#[test]
fn an_owner_and_a_day_can_be_taken_away() {
    let items = changed(&row("", "nightly", "", ""), &service()).items;
    assert_eq!((&items[0]["owner"], &items[0]["reviewBy"]), (&Value::Null, &Value::Null));
}

#[test]
fn what_is_so_already_changes_nothing_even_where_the_row_is_old() {
    for (row, present) in [
        (row("", "", "", ""), nobodys()),
        (row("ADA@example.com", "", "", ""), adas()),
        (row("#1", "", "", ""), adas()),
        (row("", "nightly", "ada@example.com", "12/31/2026"), service()),
    ] {
        let old = Edited { version: 1, ..row };
        assert_eq!(change(&old, &present, &people()), Ok(None), "{old:?}");
    }
}

#[test]
fn what_changed_since_the_export_is_refused() {
    let old = Edited { version: 2, ..row("grace@example.com", "", "", "") };
    assert!(refused(&old, &adas()).contains("changed since the export, and is now: Ada Lovelace"));
}

#[test]
fn a_row_that_cannot_be_understood_is_refused_and_says_why() {
    let long = "x".repeat(30_001);
    for (row, why) in [
        (row("ada@example.com", "nightly", "", ""), "both a person and a serviceReason"),
        (row("", "", "ada@example.com", ""), "no serviceReason"),
        (row("", " ", "", "2026-12-31"), "no serviceReason"),
        (row("ada@example.com", "", "grace@example.com", ""), "no serviceReason"),
        (row("nobody@example.com", "", "", ""), "person: there is no person"),
        (row("", "nightly", "Grace", ""), "owner: a person is named by"),
        (row("", "nightly", "", "soon"), "reviewBy must be a day"),
        (row("", &long, "", ""), "longer than 30000"),
        (Edited { called: vec!["build".to_owned(), "1002".to_owned()], ..row("", "", "", "") }, "another"),
        (Edited { because: long.clone(), ..row("ada@example.com", "", "", "") }, "because is longer"),
    ] {
        let refused = refused(&row, &nobodys());
        assert!(refused.contains(why), "{refused}");
    }
}

#[test]
fn one_name_that_a_spreadsheet_left_alone_is_enough() {
    let rewritten = Edited { called: vec!["deploy".to_owned(), "1.003E3".to_owned()], ..row("#1", "", "", "") };
    assert!(change(&rewritten, &nobodys(), &people()).unwrap().is_some());
    assert!(change(&Edited { called: Vec::new(), ..rewritten }, &nobodys(), &people()).unwrap().is_some());
}
