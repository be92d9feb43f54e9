//! Which format a list shows by itself.

use super::{read_accounts, read_people, refused_accounts, refused_people};

#[test]
fn a_list_of_anybodys_making_is_read_as_it_is_written() {
    for (text, format) in [
        ("id,name\n1,a\n", "csv"),
        ("{\"id\": 1}\n{\"id\": 2}\n", "jsonl"),
        ("{\"id\": 1, \"mails\": []}", "jsonl"),
        ("[{\"id\": 1}]", "json"),
        ("\u{feff} \n[ ]", "json"),
        ("{\"accounts\": [{\"id\": 1}]}", "json"),
        ("{\n \"accounts\": []\n}", "json"),
    ] {
        assert_eq!(read_accounts("", text).unwrap().1.format, format, "{text}");
    }
    assert_eq!(read_people("", "[{\"email\": \"ada@example.com\"}]").unwrap().1.format, "json");
}

#[test]
fn the_case_of_columns_makes_no_difference() {
    let csv = "LOGIN,Role,TFA enabled\nada,Owner,true\n";
    assert_eq!(read_accounts("", csv).unwrap().1.format, "github-export");
}

#[test]
fn a_list_that_may_be_two_things_is_refused_with_their_names() {
    let both = r#"[{"login": "ada", "id": 1, "node_id": "n", "type": "User", "username": "ada", "web_url": "u", "access_level": 50}]"#;
    let problem = refused_accounts("", both);
    assert_eq!(problem, "may be github-members or gitlab-members: say which, by --format");
    assert_eq!(read_accounts("gitlab-members", both).unwrap().1.format, "gitlab-members");
}

#[test]
fn the_more_that_a_list_has_of_a_preset_the_more_it_is_one() {
    let more = r#"[{"id": "u", "userPrincipalName": "a@example.com", "displayName": "A", "status": "x", "rolname": "r", "rolsuper": true}]"#;
    assert_eq!(read_accounts("", more).unwrap().1.format, "az-ad-users");
}

#[test]
fn accounts_and_people_are_not_taken_for_each_other() {
    let roles = r#"[{"rolname": "ada", "rolsuper": false, "rolcanlogin": true}]"#;
    assert_eq!(
        refused_people("", roles),
        "postgresql-roles is a list of accounts, not of people; import it as accounts"
    );
    assert!(refused_accounts("workday", "id\n1\n").starts_with("workday is a list of people"));
    assert_eq!(refused_people("xml", "<a/>"), "no such format is known; `whose import formats` lists them");
    assert_eq!(refused_accounts("personnel", "{}"), "no such format is known; `whose import formats` lists them");
}

#[test]
fn one_page_of_several_is_refused() {
    let users =
        |more: &str| format!(r#"{{"Users": [{{"UserId": "1", "UserName": "ada", "IdentityStoreId": "d-1"}}]{more}}}"#);
    assert!(read_accounts("", users("")).is_ok());
    assert!(read_accounts("", users(r#", "NextToken": null, "ResponseMetadata": {"RetryAttempts": 0}"#)).is_ok());
    for more in [r#", "NextToken": "abc""#, r#", "x": {"nextToken": "abc"}"#, r#", "IsTruncated": true"#] {
        assert!(refused_accounts("", users(more)).contains("one page of several"), "{more}");
    }
    let before = r#"{"@odata.nextLink": "https://graph.example.com", "value": [{"id": "1", "userPrincipalName": "a@example.com", "displayName": "A"}]}"#;
    assert!(refused_people("", before).contains("one page of several"));
    let kubernetes = r#"{"apiVersion": "v1", "items": [], "metadata": {"continue": "abc"}}"#;
    assert!(refused_accounts("", kubernetes).contains("one page of several"));
}

#[test]
fn pages_that_follow_each_other_are_one_list() {
    let page = |id: u8| format!("[{{\"id\": {id}}}]");
    let (rows, _) = read_accounts("", format!("{}\n{}[]{}\n", page(1), page(2), page(3))).unwrap();
    assert_eq!(rows.iter().map(|row| row.external_id.as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
    assert_eq!(
        refused_accounts("", format!("{}{}", page(1), page(1))),
        "line 1, column id: is the same as on line 1; it must be unique"
    );
    assert_eq!(refused_accounts("", format!("{} null", page(1))), "line 1: something follows the end of the list");
}

#[test]
fn rows_without_an_address_are_passed_over_only_where_a_tool_has_such_people() {
    let csv = "Employee #,Work Email\n1,ada@example.com\n2,\n3, \n";
    let (rows, summary) = read_people("", csv).unwrap();
    assert_eq!((rows.len(), summary.passed_over.get("rows without an address")), (1, Some(&2)));
    assert_eq!(refused_people("csv", "id,email\n1,\n"), "line 2, column email: must not be empty");
    assert!(
        refused_people("", "Employee #,Work Email\n1,ada\n")
            .starts_with("line 2, column Work Email: must be an e-mail")
    );
}

#[test]
fn a_date_of_last_use_in_no_known_spelling_is_unknown_and_counted() {
    let csv = "login,role,tfa_enabled,last_active\nada,Owner,true,some day\nbob,Owner,true,2024-05-31\n";
    let (rows, summary) = read_accounts("", csv).unwrap();
    assert!(rows[0].facts.observed("lastUsedAt").known().is_none());
    assert_eq!(summary.passed_over.values().collect::<Vec<_>>(), [&1]);
}
