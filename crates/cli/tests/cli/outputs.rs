//! Lists, as tables, JSON and CSV, and the commands that look after the installation.

use serde_json::Value;

use crate::whose::Whose;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_list_is_one_array_and_one_sheet() {
    let whose = Whose::with_accounts();
    whose.done("keys create --name k --owner ada@example.com --all");
    for list in
        ["accounts list", "people list", "connections list", "companies list", "keys list", "events", "findings"]
    {
        let rows = json(&whose.done(&format!("{list} --json")));
        let rows = rows.as_array().unwrap().len();
        assert!(rows > 0, "{list}");
        let sheet = whose.done(&format!("{list} --csv"));
        assert_eq!(csv::Reader::from_reader(sheet.as_bytes()).records().count(), rows, "{list}");
        assert_eq!(whose.done(list).lines().count(), rows + 1, "{list}");
        assert_eq!(json(&whose.done(&format!("{list} --json --limit 1"))).as_array().unwrap().len(), 1, "{list}");
    }
    assert_eq!(whose.words("accounts list --json --csv").code, 2);
}

#[test]
fn long_lists_are_walked_to_their_end() {
    let whose = Whose::new();
    let list = (0..2345).fold("id\n".to_owned(), |list, number| format!("{list}{number}\n"));
    let ended = whose.fed("import accounts - --connection gh --format csv --kind GITHUB", &list);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(json(&whose.done("accounts list --json")).as_array().unwrap().len(), 2345);
    assert_eq!(json(&whose.done("accounts list --json --limit 1500")).as_array().unwrap().len(), 1500);
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe() {
    let whose = Whose::new();
    let list = "id,username\n1,=cmd()\n2,+1\n3,-1\n4,@x\n5,plain\n";
    whose.fed("import accounts - --connection gh --format csv --kind GITHUB", list);
    let sheet = whose.done("accounts list --csv --sort id");
    let names: Vec<String> =
        csv::Reader::from_reader(sheet.as_bytes()).records().map(|record| record.unwrap()[3].to_owned()).collect();
    assert_eq!(names, ["'=cmd()", "'+1", "'-1", "'@x", "plain"]);
    assert!(whose.done("accounts list --json").contains("\"=cmd()\""), "JSON stays as it is");
}

#[test]
fn an_empty_list_says_so_beside_the_output() {
    let whose = Whose::new();
    for list in ["accounts list", "people list", "keys list", "events --kind nothing"] {
        let ended = whose.words(list);
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (0, "", "whose: there is nothing to list\n"));
    }
}

#[test]
fn a_key_alone_is_the_output() {
    let whose = Whose::with_accounts();
    let made = whose.words("keys create --name k --owner ada@example.com --all");
    assert!(made.out.starts_with("whose_") && made.out.lines().count() == 1, "{}", made.out);
    assert!(made.err.starts_with("key #1, until 20"), "{}", made.err);
    let unknown = whose.words("keys revoke 99");
    assert!(unknown.code == 5 && unknown.err.contains("whose keys list"), "{}", unknown.err);
}

#[test]
fn a_key_is_printed_once_and_never_listed() {
    let whose = Whose::with_accounts();
    let made = json(&whose.done("keys create --name k --owner ada@example.com --all --json"));
    let key = made["key"].as_str().unwrap();
    assert!(key.starts_with("whose_"), "{made}");
    assert!(!whose.done("keys list --json").contains(key));
    whose.done(&format!("keys revoke {}", made["id"]));
    assert_ne!(json(&whose.done("keys list --json"))[0]["revokedAt"], Value::Null);
    let stranger = whose.words("keys create --name k --owner nobody@example.com --all");
    assert!(stranger.code == 5 && stranger.err.contains("import people"), "{}", stranger.err);
}

#[test]
fn events_are_filtered_alike_for_one_account_and_for_all() {
    let whose = Whose::with_accounts();
    whose.done("accounts link build grace@example.com --as ada@example.com");
    for of in ["", " --account build"] {
        let found = json(&whose.done(&format!("events --json --actor ada@example.com --since 2020-01-01{of}")));
        assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
        assert_eq!(found[0]["kind"], "account.linked");
        assert_eq!(whose.done(&format!("events --json --kind account.linked --until 2020-01-01{of}")), "[]\n");
    }
    assert_eq!(whose.words("events --since yesterday").code, 2);
}

#[test]
fn terms_stop_everything_until_they_are_accepted() {
    let whose = Whose::with_accounts();
    assert_eq!(whose.done("companies terms"), "no terms have been published\n");
    whose.done("companies terms --publish");
    let refused = whose.words("accounts list");
    assert!(refused.code == 7 && refused.err.contains("companies terms --accept"), "{}", refused.err);
    assert_eq!(
        whose.done("companies terms"),
        "terms in force: 1\naccepted: 0\nto accept them: whose companies terms --accept\n"
    );
    assert!(whose.done("whoami").contains("has not accepted the terms in force"));
    whose.done("companies terms --accept");
    whose.done("accounts list");
    assert_eq!(whose.done("companies terms"), "terms in force: 1\naccepted: 1\n");
}

#[test]
fn a_company_is_set_flag_by_flag() {
    let whose = Whose::with_accounts();
    assert_eq!(
        whose.done("companies set"),
        "time zone: UTC\noffboarding SLA: 1 business days\nlists are stale after: 7 days\n"
    );
    whose.done("companies set --time-zone Europe/Berlin");
    let set = json(&whose.done("companies set --offboarding-sla 0 --stale-after 14 --json"));
    assert_eq!(
        set["settings"],
        serde_json::json!({ "timeZone": "Europe/Berlin", "offboardingSla": 0, "staleAfter": 14 })
    );
    let refused = whose.words("companies set --time-zone Nowhere");
    assert!(refused.code == 1 && refused.err.contains("timeZone must be a zone"), "{}", refused.err);
    assert_eq!(whose.words("companies set --offboarding-sla 300").code, 2);
}

#[test]
fn the_installation_is_looked_after() {
    let whose = Whose::with_accounts();
    assert_eq!(whose.done("db check"), "what is stored holds together\n");
    assert!(whose.done("db migrate").contains("up to date"));
    assert!(whose.done("config show").contains("serve.listen"));
    assert!(whose.done("config check").contains("would work"));
    let looked_at = json(&whose.done("doctor --json"));
    assert!(looked_at.as_array().unwrap().iter().all(|line| line["level"] == "ok"), "{looked_at}");
    assert_eq!(json(&whose.done("openapi"))["openapi"].as_str().unwrap().split('.').next(), Some("3"));
}

#[test]
fn a_database_that_cannot_be_used_is_told_apart() {
    let whose = Whose::new();
    assert_eq!(whose.words("is ada --database sqlite:none/whose.db").code, 1);
    assert_eq!(whose.words("is ada --database mysql://x").code, 2);
    whose.file("text.db", &"no database ".repeat(1000));
    assert_eq!(whose.words("doctor --database sqlite:text.db").code, 1);
}
