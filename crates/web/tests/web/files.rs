//! What the list is of, as a file.

use domain::members::Role;
use testkit::{TestApp, importing};

use crate::browser::Browser;

#[tokio::test]
async fn what_is_filtered_is_given_as_a_sheet_or_as_json() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    for (filter, many) in [
        ("", 8),
        ("&q=SALLY", 2),
        ("&state=nobody", 5),
        ("&state=person&family=infrastructure", 2),
        ("&connection=2&at=here", 5),
        ("&at=gone", 0),
        ("&state=orphan", 0),
        ("&state=overdue", 0),
    ] {
        let csv = browser.read(&format!("/accounts/file?form=csv{filter}")).await;
        assert!(csv.text.starts_with("id,version,connection,username,externalId,email,person,"), "{}", csv.text);
        assert_eq!(csv.text.lines().count(), many + 1, "{filter}");
        assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"accounts-2026-11-02.csv\"");
        let json = browser.read(&format!("/accounts/file?form=json{filter}")).await;
        let rows: serde_json::Value = serde_json::from_str(&json.text).unwrap();
        assert_eq!(rows.as_array().unwrap().len(), many, "{filter}");
    }
}

#[tokio::test]
async fn a_workbook_is_one_and_a_long_list_comes_whole() {
    let (test, _) = TestApp::filled().await;
    let list: String = (0..2500).map(|number| format!("{number},user{number:04}\n")).collect();
    let mut import = importing(domain::runs::Scope::Accounts, "ldap", "csv");
    import.kind = Some(domain::connections::Kind::Ldap);
    test.import_as("default", import, &format!("id,username\n{list}")).await.unwrap();
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    let csv = browser.read("/accounts/file?connection=4").await.text;
    let mut names: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').nth(3)).collect();
    names.dedup();
    assert_eq!((names.len(), names.first(), names.last()), (2500, Some(&"user0000"), Some(&"user2499")));
    let book = browser.read("/accounts/file?form=xlsx&connection=4").await;
    assert!(book.text.starts_with("PK") && book.headers["content-type"].to_str().unwrap().contains("spreadsheetml"));
}

#[tokio::test]
async fn another_company_is_given_its_own_accounts_alone() {
    let (test, _) = TestApp::filled().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let browser = Browser::at(&test);
    browser.keep("whose", &test.session("other", Role::Administrator).await);
    assert_eq!(browser.read("/accounts/file?connection=2").await.text.lines().count(), 1);
}
