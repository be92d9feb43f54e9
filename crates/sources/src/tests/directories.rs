//! LDIF.

use domain::facts::{Fact, Unknown};
use serde_json::json;

use super::{read_accounts, refused_accounts};

const ADA: &str = "dn: uid=ada,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: ada\n\n";

#[test]
fn lines_are_unfolded_and_comments_left_out() {
    let text = "# a comment\n#  that goes on\n  here\ndn: uid=ada,dc=exam\n ple,dc=com\n# between\nobjectclass: per\n son\nCN: Ada\n\n";
    let (rows, _) = read_accounts("", text).unwrap();
    assert_eq!((rows[0].external_id.as_str(), rows[0].username.as_str()), ("uid=ada,dc=example,dc=com", "Ada"));
    assert_eq!(rows[0].line, 4);
}

#[test]
fn attributes_may_have_options_and_come_several_times() {
    let text = "dn: uid=ada,dc=example,dc=com\nobjectClass: person\nuid: ada\nMail: none\nmail: ada@example.com\ncn;lang-de: Ada\nuserPassword;x-hash:: c2VjcmV0\n\n";
    let (rows, summary) = read_accounts("", text).unwrap();
    assert_eq!(rows[0].email.as_deref(), Some("ada@example.com"));
    assert_eq!(rows[0].facts.by_name["Mail"], Fact::Known(json!(["none", "ada@example.com"])));
    assert_eq!(rows[0].facts.by_name["cn;lang-de"], Fact::Known(json!("Ada")));
    assert_eq!(summary.dropped, ["userPassword;x-hash"]);
    assert!(!format!("{rows:?}").contains("secret"));
}

#[test]
fn what_is_no_text_and_what_is_in_another_file_is_not_kept() {
    let text =
        format!("{}logo:: /9j/4AA=\nphotoFile:< file:///etc/passwd\n\n", ADA.trim_end_matches('\n').to_owned() + "\n");
    let (rows, summary) = read_accounts("", text).unwrap();
    assert_eq!((rows.len(), summary.dropped), (1, vec!["logo".to_owned(), "photoFile".to_owned()]));
}

#[test]
fn the_words_that_ldapsearch_adds_are_understood() {
    let done = format!("{ADA}# search result\nsearch: 2\nresult: 0 Success\n\n# numEntries: 1\n");
    assert_eq!(read_accounts("", done).unwrap().0.len(), 1);
    let cut = format!("{ADA}search: 2\nresult: 4 Size limit exceeded\n");
    assert_eq!(
        refused_accounts("", cut),
        "line 5: the directory did not give the whole list: its result is not 0; ask for it in pages"
    );
    let elsewhere = format!("{ADA}ref: ldap://other.example.com/dc=example,dc=com\n\n");
    assert_eq!(read_accounts("", elsewhere).unwrap().1.passed_over["references to other servers"], 1);
}

#[test]
fn an_entry_that_is_cut_off_is_refused() {
    for cut in 1..ADA.len() {
        let refused = read_accounts("ldif", &ADA[..cut]).is_err();
        assert!(refused || ADA[..cut].ends_with("\n\n"), "cut at {cut}");
    }
    let inside = "line 4: the file ends inside an entry: each ends with an empty line; fetch it again";
    assert_eq!(refused_accounts("", ADA.trim_end_matches('\n').to_owned() + "\n"), inside);
}

#[test]
fn what_is_not_ldif_is_refused_with_the_line() {
    for (text, problem) in [
        ("", "the file is empty"),
        ("version: 1\n", "the file is empty"),
        ("version: 2\n\ndn: a=b\n\n", "line 1: is of another version of LDIF than 1"),
        (" dn: a=b\n\n", "line 1: begins with a blank, but goes on from nothing"),
        ("uid: ada\n\n", "line 1: an entry must begin with dn"),
        ("uid: ada\ndn: a=b\n\n", "line 2, column dn: must be the first line of an entry, and only that"),
        ("dn: a=b\ndn: c=d\n\n", "line 2, column dn: must be the first line of an entry, and only that"),
        ("dn: a=b\nchangetype: modify\n\n", "line 2: the file holds changes and not entries; export entries"),
        ("dn: a=b\nmail ada\n\n", "line 2: must be an attribute, as mail: ada@example.com"),
        ("dn: a=b\n: ada\n\n", "line 2: must be an attribute, as mail: ada@example.com"),
        ("dn: a=b\nmail:: ada@example.com\n\n", "line 2: is not in Base64, as the two colons say"),
        ("dn:: /w==\n\n", "line 1, column dn: is not UTF-8; export the file as UTF-8"),
    ] {
        assert_eq!(refused_accounts("ldif", text), problem, "{text:?}");
    }
    let long = format!("dn: a=b\nmail: {}\n\n", "a".repeat(70_000));
    assert!(refused_accounts("ldif", long).starts_with("line 2, column mail: is longer than 65536 bytes"));
    let endless = format!("dn: a=b\nnote: {}\n", "a\n b\n ".repeat(600_000));
    assert!(refused_accounts("ldif", endless).starts_with("line 2: the row is longer than"));
}

#[test]
fn an_entry_as_what_would_add_it_is_an_entry() {
    let text = ADA.replace("objectClass", "changetype: add\nobjectClass");
    assert_eq!(read_accounts("", text).unwrap().0.len(), 1);
}

#[test]
fn entries_without_classes_are_accounts_when_they_have_a_name_to_sign_in_with() {
    let text = "dn: uid=ada,dc=example,dc=com\nuid: ada\n\ndn: ou=people,dc=example,dc=com\nou: people\n\n";
    let (rows, summary) = read_accounts("", text).unwrap();
    assert_eq!((rows.len(), summary.passed_over["entries that are no accounts"]), (1, 1));
}

#[test]
fn a_list_of_two_places_is_bound_to_none() {
    let other = ADA.replace("ada", "bob").replace("dc=example", "dc=elsewhere");
    assert_eq!(read_accounts("", ADA).unwrap().1.upstream.as_deref(), Some("dc=example,dc=com"));
    assert_eq!(read_accounts("", format!("{ADA}{other}{}", ADA.replace("ada", "eve"))).unwrap().1.upstream, None);
}

#[test]
fn whether_an_account_can_be_used_is_known_as_far_as_the_directory_says() {
    let enabled = |line: &str| {
        let text = ADA.replace("\n\n", &format!("\n{line}\n\n"));
        read_accounts("", text).unwrap().0[0].facts.observed("enabled")
    };
    for (line, known) in [
        ("userAccountControl: 512", true),
        ("userAccountControl: 66050", false),
        ("nsAccountLock: TRUE", false),
        ("nsAccountLock: false", true),
        ("pwdAccountLockedTime: 000001010000Z", false),
    ] {
        assert_eq!(enabled(line), Fact::Known(json!(known)), "{line}");
    }
    for line in ["sn: L", "pwdAccountLockedTime: 20240531140705Z", "userAccountControl: many"] {
        assert_eq!(enabled(line), Fact::Unknown(Unknown::NotCollected), "{line}");
    }
}
