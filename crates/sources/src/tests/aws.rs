//! The AWS credential report.

use domain::{
    Instant,
    accounts::observed_facts,
    connections::Kind,
    facts::{Fact, Unknown},
    listings::SeenAccount,
};
use serde_json::json;

use super::{ACCOUNTS_CSV, AWS, AWS_OF_MOTO, REPORT, read_accounts, refused_accounts};

fn sample() -> Vec<SeenAccount> {
    read_accounts(REPORT, AWS).unwrap().0
}

fn no_console<T>() -> Fact<T> {
    Fact::Unknown(Unknown::NotApplicable("no console access".into()))
}

fn with(from: &str, to: &str) -> String {
    assert!(AWS.contains(from), "{from}");
    AWS.replacen(from, to, 1)
}

#[test]
fn the_sample_report_is_read_whole() {
    let (rows, summary) = read_accounts(REPORT, AWS).unwrap();
    let names: Vec<_> = rows.iter().map(|row| (row.line, row.username.as_str())).collect();
    assert_eq!(names, [(2, "<root_account>"), (3, "sally@example.com"), (4, "rashid"), (5, "ci-deploy")]);
    assert_eq!(rows[2].external_id, "arn:aws:iam::111122223333:user/division_abc/rashid");
    assert_eq!(summary.format, "aws-credential-report");
    assert_eq!(summary.upstream.as_deref(), Some("111122223333"));
    assert_eq!(summary.columns.len(), 23);
    assert_eq!(summary.unread, ["additional_credentials_info"]);
    assert!(summary.always_complete);
    assert_eq!(summary.asked_at, None);
}

#[test]
fn the_newest_date_is_no_date_that_lies_ahead() {
    let (_, summary) = read_accounts(REPORT, AWS).unwrap();
    assert_eq!(summary.newest, Instant::parse("2024-05-02T11:00:00Z"));
}

#[test]
fn a_user_name_that_is_an_address_is_the_address() {
    let emails: Vec<_> = sample().into_iter().map(|row| row.email).collect();
    assert_eq!(emails, [None, Some("sally@example.com".into()), None, None]);
}

#[test]
fn no_second_factor_means_something_only_where_there_is_console_access() {
    let mfa: Vec<_> = sample().into_iter().map(|row| row.mfa).collect();
    assert_eq!(mfa, [Fact::Known(false), Fact::Known(true), Fact::Known(false), no_console()]);
    let facts: Vec<_> = sample().into_iter().map(|row| row.facts.by_name["mfa_active"].clone()).collect();
    assert_eq!(facts, [Fact::Known(json!(false)), Fact::Known(json!(true)), Fact::Known(json!(false)), no_console()]);
}

#[test]
fn what_the_report_does_not_say_of_a_second_factor_stays_unknown() {
    let silent = with("2024-12-31T08:00:00+00:00,true", "2024-12-31T08:00:00+00:00,no_information");
    assert_eq!(read_accounts(REPORT, silent).unwrap().0[1].mfa, Fact::Unknown(Unknown::NotCollected));
    let unsupported = with("Z,true,no_information", "Z,not_supported,no_information");
    assert_eq!(read_accounts(REPORT, unsupported).unwrap().0[2].mfa, Fact::Unknown(Unknown::NotCollected));
}

#[test]
fn a_root_user_without_a_password_has_no_console_access() {
    let no_password = with("44+00:00,not_supported", "44+00:00,false");
    assert_eq!(read_accounts(REPORT, no_password).unwrap().0[0].mfa, no_console());
    let factor = with("not_supported,not_supported,false", "not_supported,not_supported,true");
    assert_eq!(read_accounts(REPORT, factor).unwrap().0[0].mfa, Fact::Known(true));
}

#[test]
fn every_column_is_a_fact_in_its_own_words() {
    let rows = sample();
    let [root, sally, rashid, ci] = rows.as_slice() else { unreachable!() };
    let fact = |row: &SeenAccount, name: &str| row.facts.by_name[name].clone();
    let not_applicable = || Fact::Unknown(Unknown::NotApplicable("the report says N/A".into()));
    let own = |row: &SeenAccount| {
        row.facts.by_name.keys().filter(|name| !observed_facts::ALL.contains(&name.as_str())).count()
    };
    assert!(rows.iter().all(|row| own(row) == 23 && row.facts.call == "iam:GetCredentialReport"));
    assert_eq!(fact(root, "user"), Fact::Known(json!("<root_account>")));
    assert_eq!(fact(root, "password_enabled"), Fact::Unknown(Unknown::NotSupported));
    assert_eq!(fact(rashid, "password_last_used"), Fact::Unknown(Unknown::NotCollected));
    assert_eq!(fact(rashid, "password_next_rotation"), not_applicable());
    assert_eq!(fact(sally, "password_last_used"), Fact::Known(json!("2024-04-30T16:05:09.000000Z")));
    assert_eq!(fact(sally, "password_last_changed"), Fact::Known(json!("2024-02-01T08:00:00.000000Z")));
    assert_eq!(fact(sally, "access_key_1_last_used_region"), Fact::Known(json!("eu-central-1")));
    assert_eq!(fact(ci, "access_key_2_active"), Fact::Known(json!(true)));
    assert_eq!(fact(ci, "access_key_2_last_used_service"), not_applicable());
    assert_eq!(fact(ci, "additional_credentials_info"), Fact::Known(json!("3 more access keys")));
}

#[test]
fn what_is_observed_has_our_names() {
    let rows = sample();
    let observed = |name: &str| rows.iter().map(|row| row.facts.observed(name)).collect::<Vec<_>>();
    let unknown = || Fact::Unknown(Unknown::NotCollected);
    let known = |truth: bool| Fact::Known(json!(truth));
    assert_eq!(observed("access.admin"), [known(true), unknown(), unknown(), unknown()]);
    assert_eq!(observed("enabled"), [unknown(), known(true), known(true), known(true)]);
    let used = |at: &str| Fact::Known(json!(at));
    let never = Fact::Unknown(Unknown::NotApplicable("the report knows of no use".into()));
    let (root, sally) = ("2024-01-15T07:30:11.000000Z", "2024-05-02T10:15:00.000000Z");
    assert_eq!(observed("lastUsedAt"), [used(root), used(sally), never, used("2024-05-02T11:00:00.000000Z")]);
    assert_eq!(observed("mfa"), [known(false), known(true), known(false), no_console()]);
    assert_eq!(observed("groups"), [unknown(), unknown(), unknown(), unknown()]);
}

#[test]
fn a_user_without_password_key_and_certificate_cannot_sign_in() {
    let closed = with("Z,true,no_information,2021", "Z,false,no_information,2021");
    assert_eq!(read_accounts(REPORT, closed).unwrap().0[2].facts.observed("enabled"), Fact::Known(json!(false)));
}

#[test]
fn a_report_is_known_by_its_header_and_tells_the_partition() {
    let (rows, summary) = read_accounts("", AWS).unwrap();
    assert_eq!((rows, summary.kind), (sample(), Some(Kind::Aws)));
    let gov = AWS.replace("arn:aws:", "arn:aws-us-gov:");
    assert_eq!(read_accounts("", gov).unwrap().1.kind, Some(Kind::AwsGovCloud));
}

#[test]
fn a_user_may_be_called_like_a_word_of_the_report() {
    for name in ["no_information", "true", "2024-05-01"] {
        let report = with("rashid,arn", &format!("{name},arn"));
        let row = &read_accounts(REPORT, report).unwrap().0[2];
        assert_eq!(row.username, name);
        assert_eq!(row.facts.by_name["user"], Fact::Known(json!(name)));
    }
}

#[test]
fn columns_may_stand_in_any_order_and_lines_may_end_as_on_windows() {
    let swapped: Vec<_> = AWS
        .lines()
        .map(|line| {
            let mut fields: Vec<_> = line.split(',').collect();
            fields.reverse();
            fields.join(",")
        })
        .collect();
    let (plain, _) = read_accounts(REPORT, AWS).unwrap();
    assert_eq!(read_accounts(REPORT, format!("\u{feff}{}\r\n", swapped.join("\r\n"))).unwrap().0, plain);
    assert_eq!(read_accounts(REPORT, AWS.trim_end()).unwrap().0, plain);
}

#[test]
fn a_list_of_another_kind_is_refused_with_what_was_expected_and_found() {
    let problem = refused_accounts(REPORT, ACCOUNTS_CSV);
    assert!(problem.contains("not an AWS credential report"), "{problem}");
    assert!(problem.contains("missing: user, arn, user_creation_time"), "{problem}");
    assert!(problem.contains("found 6 columns, of which these are known: none"), "{problem}");
    let renamed = refused_accounts(REPORT, with("mfa_active", "mfa_enabled"));
    assert!(renamed.contains("missing: mfa_active; found 23 columns"), "{renamed}");
    let twice = refused_accounts(REPORT, with("additional_credentials_info", "user"));
    assert_eq!(twice, "line 1, column 23: has the name of an earlier column");
}

#[test]
fn a_report_of_two_accounts_is_refused() {
    let problem = refused_accounts(REPORT, with("111122223333:user/ci", "444455556666:user/ci"));
    assert!(problem.starts_with("line 5, column arn: is of another AWS account"), "{problem}");
}

#[test]
fn a_user_listed_twice_is_refused_with_both_lines() {
    let problem = refused_accounts(REPORT, with("user/ci-deploy", "user/sally@example.com"));
    assert_eq!(problem, "line 5, column arn: is the same as on line 3; it must be unique");
}

#[test]
fn what_stands_in_a_known_column_must_fit_it() {
    for (from, to, start) in [
        ("2020-07-06T12:00:00+00:00", "N/A", "line 3, column user_creation_time: must be an instant"),
        ("2020-07-06T12:00:00+00:00", "2020-07-06", "line 3, column user_creation_time: must be an instant"),
        ("00,false,N/A,N/A,N/A,false", "00,maybe,N/A,N/A,N/A,false", "line 5, column password_enabled: must be true"),
        ("2024-04-30T16:05:09Z", "2024-04-31T16:05:09Z", "line 3, column password_last_used: must be an instant"),
        ("rashid,arn:aws", "rashid,urn:aws", "line 4, column arn: must be the ARN"),
        ("arn:aws:iam::111122223333:user/division_abc/rashid", " ", "line 4, column arn: must not be empty"),
        ("rashid,arn", ",arn", "line 4, column user: must not be empty"),
        ("eu-central-1,s3", "eu-central-1,s3,extra", "line 3, column 23: has 24 fields"),
        ("eu-central-1,s3", "s3", "line 3, column 22: has 22 fields"),
    ] {
        let problem = refused_accounts(REPORT, with(from, to));
        assert!(problem.starts_with(start), "{problem}");
    }
}

#[test]
fn a_report_without_any_row_is_refused() {
    let header = AWS.lines().next().unwrap();
    assert!(refused_accounts(REPORT, format!("{header}\n")).contains("holds no account"));
    assert!(refused_accounts(REPORT, header).contains("ends inside its first line"));
    assert_eq!(refused_accounts(REPORT, ""), "the file is empty");
}

#[test]
fn a_report_that_ends_inside_its_last_known_column_is_refused() {
    let lines: Vec<_> = AWS.lines().map(|line| line.rsplit_once(',').unwrap().0).collect();
    let report = lines.join("\n");
    assert!(read_accounts(REPORT, &report).is_ok());
    for cut in 1.."N/A".len() + 1 {
        let problem = refused_accounts(REPORT, &report[..report.len() - cut]);
        assert!(problem.starts_with("line 5, column cert_2_last_rotated"), "{problem}");
    }
}

#[test]
fn a_report_of_the_emulator_moto_is_read_whole() {
    let (rows, summary) = read_accounts(REPORT, AWS_OF_MOTO).unwrap();
    let seen: Vec<_> = rows.iter().map(|row| (row.username.as_str(), row.mfa.clone())).collect();
    assert_eq!(seen, [("sally@example.com", Fact::Known(false)), ("rashid", no_console()), ("ci", no_console())]);
    assert_eq!(rows[1].facts.by_name["access_key_1_last_used_region"], Fact::Unknown(Unknown::NotSupported));
    assert!(summary.unread.is_empty());
}
