//! Rosters in CSV, JSON and JSON Lines.

use domain::{
    Instant,
    facts::{Fact, Unknown},
    listings::{RosterLeft, SeenPerson},
};
use serde_json::{Value, json};

use super::{ACCOUNTS_CSV, PERSONNEL, ROSTER_CSV, ROSTER_JSON, ROSTER_JSONL, read_people, refused_people};

fn known(person: &SeenPerson) -> Value {
    let known = person.facts.by_name.iter().filter_map(|(name, fact)| Some((name.clone(), fact.known()?.clone())));
    Value::Object(known.collect())
}

fn left(at: &str) -> Option<RosterLeft> {
    Some(RosterLeft { at: Some(Instant::parse(at).unwrap()) })
}

fn one(format: &str, text: &str) -> SeenPerson {
    read_people(format, text).unwrap().0.remove(0)
}

#[test]
fn the_sample_roster_is_read_whole() {
    let (rows, summary) = read_people("csv", ROSTER_CSV).unwrap();
    let ids: Vec<_> = rows.iter().map(|row| (row.line, row.external_id.as_str(), row.email.as_str())).collect();
    assert_eq!(
        ids,
        [
            (2, "E-1", "sally@example.com"),
            (3, "E-2", "rashid@example.com"),
            (4, "E-3", "Lena@Example.com"),
            (5, "E-4", "ida@example.com"),
        ]
    );
    assert_eq!(rows[2].job_title.as_deref(), Some("Head of Security, Europe"));
    assert_eq!((rows[3].first_name.as_str(), rows[3].last_name.as_str()), ("Ida", ""));
    assert_eq!(rows[0].mfa, Fact::Unknown(Unknown::NotCollected));
    assert_eq!(summary.unread, ["Office"]);
    assert!(!summary.always_complete);
}

#[test]
fn facts_that_are_read_back_have_our_names_and_the_others_their_own() {
    let (rows, _) = read_people("csv", ROSTER_CSV).unwrap();
    assert_eq!(
        known(&rows[1]),
        json!({
            "firstName": "Rashid", "lastName": "Khan", "jobTitle": "Auditor", "contractor": true,
            "startedAt": "2021-11-30T00:00:00.000000Z", "separatedAt": "2024-03-31T00:00:00.000000Z",
            "managerId": "E-3", "managerName": "Lena Weiß", "left": true, "Status": "Terminated", "Office": "Lahore"
        })
    );
    assert_eq!(known(&rows[3]), json!({"firstName": "Ida", "separatedAt": "2031-12-31T00:00:00.000000Z"}));
    assert_eq!(rows[2].facts.by_name["startedAt"], Fact::Known(json!("2018-01-15T08:00:00.000000Z")));
    assert_eq!(rows[0].facts.by_name["secondaryEmail"], Fact::Known(json!("sally@example.net")));
    assert_eq!(rows[0].facts.call, "file:csv");
}

#[test]
fn a_leaving_date_or_a_status_says_who_has_left() {
    let (rows, _) = read_people("csv", ROSTER_CSV).unwrap();
    let said: Vec<_> = rows.iter().map(|row| row.left).collect();
    assert_eq!(said, [None, left("2024-03-31"), None, left("2031-12-31")]);
    let says: Vec<_> = rows.iter().map(|row| row.facts.by_name.get("left").cloned()).collect();
    assert_eq!(
        says,
        [Some(Fact::Known(json!(false))), Some(Fact::Known(json!(true))), Some(Fact::Known(json!(false))), None]
    );
    let without_date = one("csv", "email,status\na@example.com,Left\n");
    assert_eq!(without_date.left, Some(RosterLeft { at: None }));
    let unclear = one("csv", "email,status\na@example.com,sabbatical\n");
    assert_eq!((unclear.left, unclear.facts.by_name.get("left")), (None, None));
}

#[test]
fn without_a_column_for_it_the_id_is_the_address_in_lower_case() {
    let (rows, _) = read_people("jsonl", ROSTER_JSONL).unwrap();
    assert_eq!((rows[0].external_id.as_str(), rows[0].email.as_str()), ("sally@example.com", "Sally@example.com"));
    assert_eq!(rows[0].left, None);
    assert_eq!(rows[1].left, left("2024-03-31"));
    let problem = refused_people("csv", "email\na@example.com\nA@Example.com\n");
    assert_eq!(problem, "line 3, column email: is the same as on line 2; it must be unique");
}

#[test]
fn the_sample_json_is_read_whole() {
    let (rows, summary) = read_people("json", ROSTER_JSON).unwrap();
    assert_eq!((rows[0].line, rows[1].line), (3, 7));
    assert_eq!((rows[0].first_name.as_str(), rows[0].last_name.as_str()), ("Sally Ann", "O'Neil"));
    assert_eq!((rows[1].first_name.as_str(), rows[1].last_name.as_str()), ("Rashid", ""));
    assert_eq!(rows[0].mfa, Fact::Known(true));
    assert_eq!(rows[0].facts.by_name["tags"], Fact::Known(json!(["a{b", "c]\"d"])));
    assert_eq!(rows[0].facts.by_name["startedAt"], Fact::Known(json!("2019-02-01T00:00:00.000000Z")));
    assert_eq!(rows[1].left, Some(RosterLeft { at: None }));
    assert_eq!(summary.unread, ["tags"]);
}

#[test]
fn an_array_may_stand_alone_and_an_upload_is_a_roster_too() {
    assert_eq!(read_people("json", "\u{feff} [ ] \n").unwrap().0.len(), 0);
    assert_eq!(one("json", "[{\"email\":\"a@example.com\"}]").external_id, "a@example.com");
    assert_eq!(read_people("json", PERSONNEL).unwrap().0.len(), 2);
}

#[test]
fn of_columns_that_mean_the_same_the_first_counts_and_the_others_are_facts() {
    let (rows, summary) =
        read_people("csv", "email,title,work_email,Job Title\na@x.org,Dr.,b@x.org,Chemist\n").unwrap();
    assert_eq!((rows[0].email.as_str(), rows[0].job_title.as_deref()), ("b@x.org", Some("Chemist")));
    assert_eq!(rows[0].facts.by_name["title"], Fact::Known(json!("Dr.")));
    assert_eq!(summary.unread, ["email", "title"]);
}

#[test]
fn rosters_that_are_not_what_they_should_be_are_refused() {
    for (format, text, problem) in [
        ("csv", "email\nsally\n", "line 2, column email: must be an e-mail address"),
        ("csv", "id,email\n1,\n", "line 2, column email: must not be empty"),
        ("csv", "id,email\n,a@example.com\n", "line 2, column id: must not be empty"),
        (
            "csv",
            "email,contractor\na@example.com,perhaps\n",
            "line 2, column contractor: must be yes, no, true, false, 1, 0, unknown or empty",
        ),
        (
            "csv",
            "email,hire date\na@example.com,31/31/2024\n",
            "line 2, column hireDate: must be a date as 2024-05-31 or an instant as 2024-05-31T10:00:00Z",
        ),
        (
            "csv",
            "email,hire date\na@example.com,03/04/2024\n",
            "line 2, column hireDate: may be day and month, or month and day: say which, by --dates dmy or --dates mdy",
        ),
        (
            "json",
            "{\"a\":[{\"email\":\"a@example.com\"}],\"b\":1}",
            "line 1: the object around the list must have one key only",
        ),
        ("json", "[{\"email\":\"a@example.com\"}] x", "line 1: something follows the end of the list"),
        ("json", "[\n{\"email\":\"a@example.com\"}\n{}]", "line 3: objects must be separated by commas"),
        ("json", "[{\"email\":\"a@example.com\"},]", "line 1: every element of the array must be an object"),
        ("json", "[1]", "line 1: every element of the array must be an object"),
        ("json", "[{\n\"email\": }]", "line 2: is not JSON"),
        ("json", "{\"people\":{}}", "line 1: expected a JSON array of objects, or a JSON object with one such array"),
        ("json", "\"a\"", "line 1: expected a JSON array of objects, or a JSON object with one such array"),
        ("json", "{}", "line 1: expected a JSON array of objects, or a JSON object with one such array"),
        ("json", "[{\"id\":1}]", "line 1, column email: must not be empty"),
        ("jsonl", "[", "line 1: is not a JSON object"),
    ] {
        assert_eq!(refused_people(format, text), problem, "{text}");
    }
    let problem = refused_people("csv", "id,login\n1,a\n");
    assert!(problem.contains("one must be called one of: workEmail, email"), "{problem}");
    assert!(refused_people("csv", ACCOUNTS_CSV).starts_with("line 4, column email: must not be empty"));
}
