//! The body of the roster upload.

use domain::facts::Fact;
use serde_json::{Value, json};

use super::{PERSONNEL, read_people, refused_people};

fn person() -> Value {
    json!({
        "id": "E-1", "firstName": "Sally", "lastName": "O'Neil", "email": "sally@example.com",
        "contractor": false, "isMfaEnabled": true, "date": "2019-02-01"
    })
}

fn body(people: &[Value]) -> String {
    json!({ "personnelData": people }).to_string()
}

fn with(key: &str, value: Value) -> String {
    let mut person = person();
    person[key] = value;
    body(&[person])
}

#[test]
fn the_sample_upload_is_read_whole() {
    let (rows, summary) = read_people("personnel", PERSONNEL).unwrap();
    assert_eq!((rows[0].line, rows[1].line), (3, 13));
    assert_eq!((rows[0].external_id.as_str(), rows[1].external_id.as_str()), ("E-1", "2"));
    assert_eq!(rows[0].job_title.as_deref(), Some("Engineer \"core\" {and} [more]"));
    assert_eq!((&rows[0].mfa, &rows[1].mfa), (&Fact::Known(true), &Fact::Known(false)));
    assert_eq!(rows[1].left, None);
    let facts: Value =
        rows[1].facts.by_name.iter().map(|(name, fact)| (name.clone(), fact.known().unwrap().clone())).collect();
    assert_eq!(
        facts,
        json!({
            "firstName": "Rashid", "lastName": "Khan", "contractor": true, "isMfaEnabled": false,
            "startedAt": "2021-11-30T00:00:00.000000Z", "avatarUrl": "https://example.com/2.png", "customerId": "C-9"
        })
    );
    assert!(summary.always_complete);
    assert_eq!(summary.format, "personnel");
    assert_eq!(summary.columns.len(), 10);
}

#[test]
fn an_empty_roster_is_a_roster() {
    assert!(read_people("personnel", body(&[])).unwrap().0.is_empty());
}

#[test]
fn an_id_may_be_a_whole_number_even_one_written_as_a_float() {
    for (id, text) in [(json!(7), "7"), (json!(7.0), "7"), (json!(-7), "-7"), (json!(u64::MAX), "18446744073709551615")]
    {
        assert_eq!(read_people("personnel", with("id", id)).unwrap().0[0].external_id, text);
    }
}

#[test]
fn every_required_key_must_be_there() {
    for key in ["id", "firstName", "lastName", "email", "contractor", "isMfaEnabled", "date"] {
        let mut person = person();
        person.as_object_mut().unwrap().remove(key);
        assert_eq!(refused_people("personnel", body(&[person])), format!("line 1, column {key}: is missing"));
    }
}

#[test]
fn every_value_must_have_its_type() {
    for (key, values, problem) in [
        ("id", vec![json!(""), json!(" "), json!(null)], "must not be empty"),
        ("id", vec![json!(true), json!([1]), json!({})], "must be text"),
        ("id", vec![json!(1.5), json!(1e300)], "must be text or a whole number"),
        ("firstName", vec![json!(null), json!(1), json!(["a"])], "must be text"),
        ("lastName", vec![json!(null), json!(false)], "must be text"),
        ("email", vec![json!(null), json!(1)], "must be text"),
        ("email", vec![json!(""), json!("sally"), json!("a@b")], "must be an e-mail address"),
        ("contractor", vec![json!(null), json!("true"), json!(0)], "must be true or false"),
        ("isMfaEnabled", vec![json!(null), json!("yes"), json!(1)], "must be true or false"),
        ("date", vec![json!(null), json!(20_190_201)], "must be text"),
        ("date", vec![json!("")], "must not be empty"),
        ("jobTitle", vec![json!(1), json!({})], "must be text"),
    ] {
        for value in values {
            assert_eq!(refused_people("personnel", with(key, value)), format!("line 1, column {key}: {problem}"));
        }
    }
    assert!(
        refused_people("personnel", with("date", json!("01.02.2019")))
            .starts_with("line 1, column date: must be a date")
    );
}

#[test]
fn the_first_day_is_read_in_each_documented_spelling() {
    for (spelled, read) in [
        ("2024-10-18T01:28:40", "2024-10-18T01:28:40.000000Z"),
        ("10/18/2024", "2024-10-18T00:00:00.000000Z"),
        ("2024-10-18", "2024-10-18T00:00:00.000000Z"),
        ("2024-10-18T01:28:40.5+02:00", "2024-10-17T23:28:40.500000Z"),
    ] {
        let (people, _) = read_people("personnel", with("date", json!(spelled))).unwrap();
        assert_eq!(people[0].facts.by_name["startedAt"].known(), Some(&json!(read)), "{spelled}");
    }
    for spelled in ["18/10/2024", "1/2/2024", "10/18/24", "2024-02-30T00:00:00", "10/18/2024/1"] {
        assert!(refused_people("personnel", with("date", json!(spelled))).contains("must be a date"), "{spelled}");
    }
}

#[test]
fn what_is_not_known_is_refused_and_not_repeated() {
    let problem = refused_people("personnel", with("secretKey", json!(1)));
    assert!(problem.starts_with("line 1: has an unknown key; known are id, firstName"), "{problem}");
    assert!(!problem.contains("secretKey"), "{problem}");
    assert!(refused_people("personnel", with("ID", json!(1))).starts_with("line 1: has an unknown key"));
}

#[test]
fn an_id_may_come_once() {
    assert_eq!(
        refused_people("personnel", body(&[person(), person()])),
        "line 1, column id: is the same as on line 1; it must be unique"
    );
}

#[test]
fn a_key_may_come_once_also_in_disguise() {
    for key in ["id", "\\u0069d"] {
        let twice = body(&[person()]).replacen("\"id\":", &format!("\"{key}\":\"x\",\"id\":"), 1);
        assert_eq!(refused_people("personnel", twice), "line 1: has a key twice");
    }
}

#[test]
fn the_body_is_one_object_with_one_key() {
    let expected = "line 1: expected a JSON object with one key, personnelData, that holds an array of objects";
    for text in
        ["[]", "{}", "null", "\"a\"", "{\"people\":[]}", "{\"personnelData\":{}}", "{\"personnelData\":null}", "1"]
    {
        assert_eq!(refused_people("personnel", text), expected, "{text}");
    }
    for (text, problem) in [
        ("", "the file is empty"),
        ("{\"personnelData\":[]} x", "line 1: something follows the end of the list"),
        ("{\"personnelData\":[]}\n{}", "line 2: something follows the end of the list"),
        ("{\"personnelData\":[],\"personnelData\":[]}", "line 1: the object around the list must have one key only"),
        ("\u{feff}{\"personnelData\":[]}", "must not begin with a byte order mark"),
        ("{\"personnelData\":[null]}", "line 1: every element of the array must be an object"),
        ("{\"personnelData\":[[]]}", "line 1: every element of the array must be an object"),
        ("{\"personnelData\" []}", "line 1: is not JSON"),
    ] {
        assert_eq!(refused_people("personnel", text), problem, "{text}");
    }
    assert!(read_people("personnel", "{\"personnel\\u0044ata\":[]}").is_ok());
}

#[test]
fn hostile_text_is_refused() {
    assert_eq!(refused_people("personnel", with("firstName", json!("a\0b"))), "line 1: holds the character U+0000");
    let deep = with("jobTitle", json!(0)).replace(":0", &format!(":{}{}", "[".repeat(90_000), "]".repeat(90_000)));
    assert_eq!(refused_people("personnel", deep), "line 1: is nested more than 32 levels deep");
    let raw = body(&[person()]).replace("Sally", "?").into_bytes();
    let raw: Vec<_> = raw.into_iter().map(|byte| if byte == b'?' { 0xC3 } else { byte }).collect();
    assert!(refused_people("personnel", raw).starts_with("line 1: is not UTF-8"));
    let lone = body(&[person()]).replace("Sally", "\\ud800");
    assert_eq!(refused_people("personnel", lone), "line 1: is not JSON");
}
