//! Fields that are read from where somebody says.

use domain::{
    facts::{Fact, Unknown},
    listings::{DateOrder, Reading},
};
use serde_json::json;

use super::{accounts_as, people_as};

fn mapped(format: &str, map: &[(&str, &str)]) -> Reading {
    let map = map.iter().map(|(field, column)| ((*field).to_owned(), (*column).to_owned()));
    Reading { map: map.collect(), ..super::reading(format) }
}

const STAFF: &str = "\
Number,Who,Office Mail,Mail,Joined,Dept
7,Ada Lovelace,ada@example.com,private@example.net,2024-03-04,R&D
";

#[test]
fn a_field_is_read_from_the_column_that_is_named() {
    let map = [("id", "Number"), ("name", "Who"), ("email", "Office Mail"), ("startedAt", "joined")];
    let (rows, summary) = people_as(&mapped("", &map), STAFF).unwrap();
    let ada = &rows[0];
    assert_eq!((ada.external_id.as_str(), ada.email.as_str()), ("7", "ada@example.com"));
    assert_eq!((ada.first_name.as_str(), ada.last_name.as_str()), ("Ada", "Lovelace"));
    assert_eq!(ada.facts.by_name["startedAt"], Fact::Known(json!("2024-03-04T00:00:00.000000Z")));
    assert_eq!(summary.unread, ["Mail", "Dept"]);
}

#[test]
fn a_path_leads_into_json_and_what_stands_beside_it_is_named() {
    let list = r#"[{"key": "k1", "person": {"mail": "ada@example.com", "desk": 4}, "mfa": {"on": true}}]"#;
    let map = [("id", "key"), ("email", "person.mail"), ("mfa", "mfa.on")];
    let (rows, summary) = accounts_as(&mapped("", &map), list).unwrap();
    assert_eq!((rows[0].external_id.as_str(), rows[0].email.as_deref()), ("k1", Some("ada@example.com")));
    assert_eq!(rows[0].mfa, Fact::Known(true));
    assert_eq!(rows[0].facts.by_name["person"], Fact::Known(json!({"mail": "ada@example.com", "desk": 4})));
    assert_eq!(summary.unread, ["person.desk"]);
    let lines = list.trim_matches(['[', ']']);
    assert_eq!(accounts_as(&mapped("jsonl", &map), lines).unwrap().0[0].external_id, "k1");
}

#[test]
fn what_is_observed_can_be_mapped_too() {
    let csv = "login,super,seen,teams\nada,yes,2024-05-31 10:00:00,a; b\n";
    let map = [
        ("id", "login"),
        ("access.admin", "super"),
        ("lastUsedAt", "seen"),
        ("groups", "teams"),
        ("upstream", "login"),
    ];
    let (rows, summary) = accounts_as(&mapped("csv", &map), csv).unwrap();
    let observed = |name| rows[0].facts.observed(name);
    assert_eq!(observed("access.admin"), Fact::Known(json!(true)));
    assert_eq!(observed("lastUsedAt"), Fact::Known(json!("2024-05-31T10:00:00.000000Z")));
    assert_eq!(observed("groups"), Fact::Known(json!(["a", "b"])));
    assert_eq!(observed("enabled"), Fact::Unknown(Unknown::NotCollected));
    assert_eq!(summary.upstream.as_deref(), Some("ada"));
}

#[test]
fn a_field_of_a_preset_is_read_from_elsewhere_or_not_at_all() {
    let csv = "login,role,tfa_enabled,last_active,work\nada,Owner,true,2024-05-31,ada@example.com\n";
    let (rows, summary) = accounts_as(&mapped("", &[("email", "work"), ("lastUsedAt", "")]), csv).unwrap();
    assert_eq!((summary.format, rows[0].email.as_deref()), ("github-export", Some("ada@example.com")));
    assert_eq!(rows[0].facts.observed("lastUsedAt"), Fact::Unknown(Unknown::NotCollected));
    assert_eq!(rows[0].facts.observed("access.admin"), Fact::Known(json!(true)));
    assert_eq!(summary.unread, ["last_active"]);
}

#[test]
fn of_two_columns_that_look_alike_the_exact_one_is_read() {
    let csv = "id,E-Mail,email\n1,ada@example.com,ada@example.net\n";
    let (rows, _) = accounts_as(&mapped("", &[("email", "E-Mail")]), csv).unwrap();
    assert_eq!(rows[0].email.as_deref(), Some("ada@example.com"));
    let (rows, _) = accounts_as(&mapped("", &[("email", "email")]), csv).unwrap();
    assert_eq!(rows[0].email.as_deref(), Some("ada@example.net"));
}

#[test]
fn what_cannot_be_mapped_is_refused_with_what_can_be() {
    let refused = |map: &[(&str, &str)], text: &str| accounts_as(&mapped("", map), text).unwrap_err().to_string();
    let csv = "id,secret-name\n1,a\n";
    let problem = refused(&[("mail", "secret-name")], csv);
    assert_eq!(
        problem,
        "a field that is mapped is not known; known are id, username, email, mfa, access.admin, access.database, \
         access.write, access.push, lastUsedAt, nature, groups, enabled, upstream"
    );
    assert_eq!(refused(&[("email", "id"), ("email", "id")], csv), "the field email is mapped twice");
    let missing =
        "there is no column of the name that email is mapped to; found 2 columns, of which these are known: id";
    assert_eq!(refused(&[("email", "none")], csv), missing);
    assert_eq!(refused(&[("email", "none.at.all")], r#"[{"id": 1, "secret-name": 2}]"#), missing);
    let policy = r#"{"bindings": []}"#;
    assert!(refused(&[("email", "none")], policy).contains("is read by its own rules"));
    assert!(
        refused(&[("upstream", "secret-name")], "id,secret-name\n1,a\n2,b\n").starts_with("line 3, column upstream")
    );
}

#[test]
fn a_column_that_is_mapped_may_be_missing_from_some_rows() {
    let lines =
        "{\"id\": 1, \"contact\": {\"mail\": \"ada@example.com\"}}\n{\"id\": 2}\n{\"id\": 3, \"contact\": null}\n";
    let (rows, _) = accounts_as(&mapped("", &[("email", "contact.mail")]), lines).unwrap();
    let emails: Vec<_> = rows.iter().map(|row| row.email.as_deref()).collect();
    assert_eq!(emails, [Some("ada@example.com"), None, None]);
}

#[test]
fn the_order_of_a_date_is_what_somebody_says() {
    let csv = "email,Start Date,End Date\nada@example.com,03/04/2024,\n";
    let read = |dates| {
        let (rows, _) = people_as(&Reading { dates, ..Reading::default() }, csv).map_err(|bad| bad.to_string())?;
        Ok::<_, String>(rows[0].facts.by_name["startedAt"].known().unwrap().as_str().unwrap()[..10].to_owned())
    };
    assert_eq!(read(Some(DateOrder::DayFirst)).as_deref(), Ok("2024-04-03"));
    assert_eq!(read(Some(DateOrder::MonthFirst)).as_deref(), Ok("2024-03-04"));
    assert!(read(None).unwrap_err().starts_with("line 2, column startDate: may be day and month"));
}

#[test]
fn secrets_are_never_kept_whatever_list_they_are_in() {
    let csv = "id,name,Password,API-Key,password_last_used\n1,ada,hunter2,k-1,2024-05-31\n";
    let (rows, summary) = accounts_as(&Reading::default(), csv).unwrap();
    assert_eq!(rows[0].facts.by_name.keys().collect::<Vec<_>>(), ["id", "name", "password_last_used"]);
    assert_eq!(
        (summary.dropped, summary.unread),
        (vec!["Password".to_owned(), "API-Key".to_owned()], vec!["password_last_used".to_owned()])
    );
}
