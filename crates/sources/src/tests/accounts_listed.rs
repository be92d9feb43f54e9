//! Accounts in CSV and JSON Lines.

use domain::facts::{Fact, Unknown};
use serde_json::json;

use super::{ACCOUNTS_CSV, ACCOUNTS_JSONL, AWS, REPORT, read_accounts, refused_accounts};

#[test]
fn the_sample_csv_is_read_whole() {
    let (rows, summary) = read_accounts("csv", ACCOUNTS_CSV).unwrap();
    let seen: Vec<_> = rows
        .iter()
        .map(|row| (row.line, row.external_id.as_str(), row.username.as_str(), row.email.as_deref()))
        .collect();
    assert_eq!(
        seen,
        [
            (2, "1001", "sally", Some("sally@example.com")),
            (3, "1002", "rashid", Some("rashid@example.com")),
            (4, "1003", "build-bot", None),
            (5, "1004", "1004", Some("lena@example.com")),
        ]
    );
    let unknown = Fact::Unknown(Unknown::NotCollected);
    let mfa: Vec<_> = rows.iter().map(|row| row.mfa.clone()).collect();
    assert_eq!(mfa, [Fact::Known(true), Fact::Known(false), unknown, Fact::Known(true)]);
    assert_eq!(summary.unread, ["Team", "Last seen"]);
    assert_eq!(summary.columns.len(), 6);
    assert!(!summary.always_complete && summary.upstream.is_none() && summary.newest.is_none());
}

#[test]
fn every_csv_column_is_a_fact_under_its_own_name() {
    let (rows, _) = read_accounts("csv", ACCOUNTS_CSV).unwrap();
    let facts = |row: usize, name: &str| rows[row].facts.by_name[name].clone();
    assert_eq!(rows[0].facts.call, "file:csv");
    assert_eq!(facts(0, "Identity ID"), Fact::Known(json!("1001")));
    assert_eq!(facts(0, "Has MFA"), Fact::Known(json!(true)));
    assert_eq!(facts(0, "Team"), Fact::Known(json!("Platform, core")));
    assert_eq!(facts(1, "Last seen"), Fact::Unknown(Unknown::NotCollected));
    assert_eq!(facts(2, "Team"), Fact::Known(json!("The \"builders\"")));
    assert_eq!(facts(3, "Team"), Fact::Known(json!("two\nlines")));
}

#[test]
fn the_sample_json_lines_are_read_whole() {
    let (rows, summary) = read_accounts("jsonl", ACCOUNTS_JSONL).unwrap();
    let seen: Vec<_> = rows.iter().map(|row| (row.line, row.external_id.as_str(), row.username.as_str())).collect();
    assert_eq!(seen, [(1, "1001", "sally"), (2, "1002", "rashid"), (4, "MDQ6VXNlcjE=", "MDQ6VXNlcjE=")]);
    assert_eq!(rows[0].facts.by_name["teams"], Fact::Known(json!(["platform", "core"])));
    assert_eq!(rows[0].facts.by_name["plan"], Fact::Unknown(Unknown::NotCollected));
    assert_eq!(rows[2].facts.by_name["plan"], Fact::Known(json!({"name": "team"})));
    assert_eq!(rows[2].mfa, Fact::Unknown(Unknown::NotCollected));
    assert_eq!(summary.columns, ["id", "login", "email", "mfaEnabled", "teams", "plan", "seats", "site_admin"]);
    assert_eq!(summary.unread, ["teams", "plan", "seats", "site_admin"]);
}

#[test]
fn an_address_that_is_none_is_only_a_fact() {
    let (rows, _) = read_accounts("csv", "id,email\n1,none\n").unwrap();
    assert_eq!(rows[0].email, None);
    assert_eq!(rows[0].facts.by_name["email"], Fact::Known(json!("none")));
}

#[test]
fn empty_lines_are_skipped_and_lines_counted_all_the_same() {
    let (rows, _) = read_accounts("csv", "id,name\r\n\r\n\r\n7,a\r\n8,\"b\r\n\r\nc\"\r\n9,d").unwrap();
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 5, 8]);
    assert_eq!(rows[1].username, "b\r\n\r\nc");
}

#[test]
fn a_list_may_be_empty_but_not_a_file() {
    assert!(read_accounts("csv", "id,name\n").unwrap().0.is_empty());
    for format in ["csv", "json", "jsonl", REPORT, ""] {
        assert_eq!(refused_accounts(format, ""), "the file is empty");
        assert_eq!(refused_accounts(format, "\u{feff}"), "the file is empty");
    }
    assert_eq!(refused_accounts("jsonl", "\n \n"), "the file is empty");
}

#[test]
fn a_csv_without_the_key_is_refused_with_what_was_expected_and_found() {
    let problem = refused_accounts("csv", "login,secret-name\na,b\n");
    assert!(problem.contains("one must be called one of: id, identityId, externalId"), "{problem}");
    assert!(problem.contains("found 2 columns, of which these are known: login"), "{problem}");
    assert!(!problem.contains("secret-name"), "{problem}");
    assert!(refused_accounts("csv", AWS).contains("found 23 columns"));
    assert!(refused_accounts("csv", "id;name\n1;a\n").contains("separated by commas"));
}

#[test]
fn damaged_csv_is_refused_with_line_and_column() {
    for (csv, problem) in [
        ("id,name\n1\n", "line 2, column 1: has 1 fields where the first line names 2 columns"),
        ("id,name\n1,a,b\n", "line 2, column 2: has 3 fields where the first line names 2 columns"),
        ("id,name\n1,a\n2", "line 3, column 1: the file is cut off inside this row"),
        ("id,name\n1,\"a", "line 2, column 2: the file ends inside quotes: it is cut off"),
        ("id,name\n1,\"a\"\n2,\"b\nc", "line 3, column 2: the file ends inside quotes: it is cut off"),
        ("id,name\n1,a\"b\n", "line 2, column 2: has a quote inside a field that is not quoted"),
        ("id,name\n1,\"a\"b\n", "line 2, column 2: has text behind a closing quote"),
        ("id,name\r1,a\r", "line 1, column 3: has a carriage return without a line feed behind it"),
        ("id,name\n1,a\n 1 ,b\n", "line 3, column id: is the same as on line 2; it must be unique"),
        ("id,name\n,a\n", "line 2, column id: must not be empty"),
        ("id,name\n\" \",a\n", "line 2, column id: must not be empty"),
        ("id,mfa\n1,maybe\n", "line 2, column mfa: must be yes, no, true, false, 1, 0, unknown or empty"),
        ("id,name,Team\n1,a,\0\n", "line 2, column 3: holds the character U+0000; save the file as UTF-8"),
        ("id,name,name\n", "line 1, column 3: has the name of an earlier column"),
        ("id,,name\n", "line 1, column 2: has no name"),
        ("id,na", "line 1: the file ends inside its first line, which names the columns"),
        ("id,hasMfa,has_mfa\n1,yes,no\n", "line 2, column hasMfa: is there twice, in two spellings"),
    ] {
        assert_eq!(refused_accounts("csv", csv), problem);
    }
}

#[test]
fn text_that_is_not_utf8_is_refused_even_where_fields_join_to_utf8() {
    assert!(refused_accounts("csv", b"id,name\n1,\xC3\x28\n").starts_with("line 2, column name: is not UTF-8"));
    assert!(refused_accounts("csv", b"id,name\n\xC3,\xA9\n").starts_with("line 2, column id: is not UTF-8"));
    assert!(refused_accounts("csv", b"\xFF\xFEi\0d\0\n\0").starts_with("line 1, column 1: is not UTF-8"));
    assert!(refused_accounts("jsonl", b"{\"id\":\"\xC3\x28\"}\n").starts_with("line 1: is not UTF-8"));
}

#[test]
fn damaged_json_lines_are_refused_with_the_line() {
    for (jsonl, problem) in [
        ("{\"id\":1}\n{\"id\":2", "line 2: the file is cut off inside what begins here; fetch it again"),
        ("{\"id\":1}\n{\"id\":1}", "line 2, column id: is the same as on line 1; it must be unique"),
        ("{\"id\":\"\"}", "line 1, column id: must not be empty"),
        ("{\"id\":null}", "line 1, column id: must not be empty"),
        ("{\"name\":\"a\"}", "line 1, column id: is missing"),
        ("{\"id\":1,\"id\":2}", "line 1: has a key twice"),
        ("{\"id\":1,\"\\u0069d\":2}", "line 1: has a key twice"),
        ("{\"id\":1,\"a\":{\"b\":1,\"b\":2}}", "line 1: has a key twice"),
        ("{\"id\":1,\"ID\":2}", "line 1, column id: is there twice, in two spellings"),
        ("{\"id\":1,\"a\":\"\\u0000\"}", "line 1: holds the character U+0000"),
        ("{\"id\":1} {\"id\":2}", "line 1: is not JSON"),
        ("{\"id\":1,}", "line 1: is not JSON"),
        ("[1]", "line 1: is not a JSON object"),
        ("{\"id\":1.5}", "line 1, column id: must be text or a whole number"),
        ("{\"id\":true}", "line 1, column id: must be text"),
        ("{\"id\":1,\"mfa\":\"maybe\"}", "line 1, column mfa: must be yes, no, true, false, 1, 0, unknown or empty"),
        ("{\"id\":1,\"\":2}", "line 1, column 2: has no name"),
    ] {
        assert_eq!(refused_accounts("jsonl", jsonl), problem, "{jsonl}");
    }
}

#[test]
fn json_is_read_to_a_depth_of_32_and_no_deeper() {
    let nested = |depth: usize| format!("{{\"id\":1,\"a\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert!(read_accounts("jsonl", nested(32)).is_ok());
    assert_eq!(refused_accounts("jsonl", nested(33)), "line 1: is nested more than 32 levels deep");
    assert_eq!(refused_accounts("jsonl", nested(100_000)), "line 1: is nested more than 32 levels deep");
}
