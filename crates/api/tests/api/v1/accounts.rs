//! Finding and reading accounts.

use domain::{connections::Kind, runs::Scope};
use http::{Method, header};
use serde_json::Value;
use testkit::{TestApp, importing, samples};

use super::{check_refused, numbers, page, texts, walk, whole, without_events};
use crate::history::{self, account};

/// Names that a language sorts otherwise than their bytes, with ties.
const ODD: [&str; 10] = ["Zebra", "zebra", "_x", "x", "Ähre", "straße", "STRASSE", "e\u{301}", "\u{1F600}", "deploy"];

/// A register with accounts in every state: Omar has left, and answers for `deploy`.
pub(super) async fn varied() -> (TestApp, String) {
    let (test, key) = TestApp::filled().await;
    let omar = history::person(&test, "default", "omar.khan@example.com").await;
    for (name, what, body) in [
        ("tjones", "link", format!(r#"{{"person": {omar}}}"#)),
        ("deploy", "service", format!(r#"{{"service": true, "serviceReason": "Deploys", "owner": {omar}}}"#)),
        ("build-bot", "service", r#"{"service": true, "serviceReason": "Builds", "owner": 1}"#.to_owned()),
        ("<root_account>", "service", r#"{"service": true, "serviceReason": "Root"}"#.to_owned()),
    ] {
        let path = format!("/api/v1/accounts/{}/{what}", account(&test, name).await);
        assert_eq!(test.put(&key, &path, &body).await.status, 200, "{name}");
    }
    let without_wei: String = samples::AWS
        .lines()
        .filter(|line| !line.starts_with("wei"))
        .fold(String::new(), |list, line| list + line + "\n");
    test.import("default", Scope::Accounts, "aws", "aws-credential-report", &without_wei).await.unwrap();
    (test, key)
}

/// Imports accounts of these names into a connection of that name.
async fn import(test: &TestApp, connection: &str, names: impl Iterator<Item = String>) {
    let list =
        names.enumerate().fold("id,username\n".to_owned(), |list, (number, name)| format!("{list}{number},{name}\n"));
    let mut import = importing(Scope::Accounts, connection, "csv");
    import.kind = Some(Kind::Ldap);
    test.import_as("default", import, &list).await.unwrap();
}

/// Whether an account is in the list of that filter, as its own row tells.
fn is_in(row: &Value, (name, value): (&str, &str)) -> bool {
    let id = |object: &Value| object["id"].to_string();
    match name {
        "unlinked" => (row["status"] == "unlinked").to_string() == value,
        "service" => (row["status"] == "service").to_string() == value,
        "unowned" => (row["service"]["unowned"] == true).to_string() == value,
        "removed" => (!row["removedAt"].is_null()).to_string() == value,
        "leaver" => (row["person"]["left"] == true).to_string() == value,
        "connection" => id(&row["connection"]) == value,
        "person" => id(&row["person"]) == value,
        "family" => row["family"] == value,
        _ => ["externalId", "username", "email"]
            .iter()
            .any(|name| row[name].as_str().is_some_and(|text| text.contains(value))),
    }
}

/// Every filter with every value.
fn filters() -> Vec<(&'static str, &'static str)> {
    let flags = ["unlinked", "service", "unowned", "removed", "leaver"];
    let flags = flags.into_iter().flat_map(|name| [(name, "true"), (name, "false")]);
    let families = ["infrastructure", "version_control", "identity", "other"].map(|family| ("family", family));
    let ids = ["connection", "person"].into_iter().flat_map(|name| ["1", "2", "3", "99"].map(|id| (name, id)));
    flags.chain(families).chain(ids).chain([("q", "sally"), ("q", "arn:aws")]).collect()
}

#[tokio::test]
async fn every_filter_finds_what_it_says_alone_and_with_every_other() {
    let (test, key) = varied().await;
    let all = whole(&test, &key, "/api/v1/accounts?").await;
    assert_eq!(all.len(), 13);
    for one in filters() {
        for other in filters() {
            if one.0 == other.0 && one.1 != other.1 {
                continue;
            }
            let query = if one == other {
                format!("{}={}", one.0, one.1)
            } else {
                format!("{}={}&{}={}", one.0, one.1, other.0, other.1)
            };
            let found = whole(&test, &key, &format!("/api/v1/accounts?{query}")).await;
            let right: Vec<&Value> = all.iter().filter(|row| is_in(row, one) && is_in(row, other)).collect();
            assert_eq!(found.iter().collect::<Vec<_>>(), right, "{query}");
            let flag = one.0 != "family" && one.1 != "99" && one.1 != "3";
            assert!(one != other || !flag || (1..all.len()).contains(&found.len()), "{query} tells nothing apart");
        }
    }
}

#[tokio::test]
async fn a_walk_sees_every_account_once_in_every_order() {
    let (test, key) = varied().await;
    for connection in ["odd", "other"] {
        import(&test, connection, ODD.iter().map(|name| (*name).to_owned())).await;
    }
    let mut all = numbers(&whole(&test, &key, "/api/v1/accounts?limit=1000").await, "id");
    all.sort_unstable();
    assert_eq!(all.len(), 33);
    for (sort, direction) in [("", ""), ("username", "ASC"), ("username", "DESC"), ("id", "ASC"), ("id", "DESC")] {
        let order = if sort.is_empty() { String::new() } else { format!("&sort={sort}&sortDir={direction}") };
        let once = numbers(&whole(&test, &key, &format!("/api/v1/accounts?limit=1000{order}")).await, "id");
        for limit in [1, 2, 7, 32, 33] {
            let rows = whole(&test, &key, &format!("/api/v1/accounts?limit={limit}{order}")).await;
            assert_eq!(numbers(&rows, "id"), once, "{limit} {order}");
            check_order(&rows, sort != "id", direction == "DESC");
        }
        let mut seen = once;
        seen.sort_unstable();
        assert_eq!(seen, all, "{order}");
    }
}

/// Each after the one before it, by the bytes of the name in lower case and then by id, or by id alone.
fn check_order(rows: &[Value], by_name: bool, descending: bool) {
    let key = |row: &Value| {
        (if by_name { row["username"].as_str().unwrap().to_lowercase() } else { String::new() }, row["id"].as_i64())
    };
    for pair in rows.windows(2) {
        let (one, other) = (key(&pair[0]), key(&pair[1]));
        assert!(if descending { one > other } else { one < other }, "{one:?} before {other:?}");
    }
}

#[tokio::test]
async fn a_walk_skips_and_repeats_nothing_while_accounts_come_in() {
    for order in ["sort=username", "sort=username&sortDir=DESC", "sort=id", "sort=id&sortDir=DESC"] {
        let (test, key) = TestApp::filled().await;
        let before = numbers(&whole(&test, &key, "/api/v1/accounts?").await, "id");
        let grow = async |number: usize| {
            if number > 3 {
                return;
            }
            import(
                &test,
                &format!("new {number}"),
                ["!first", "middle", "zzz"].map(|name| format!("{name}{number}")).into_iter(),
            )
            .await;
        };
        let seen = numbers(&walk(&test, &key, &format!("/api/v1/accounts?limit=3&{order}"), grow).await, "id");
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{order}: repeated");
        assert!(before.iter().all(|id| seen.contains(id)), "{order}: skipped");
    }
}

#[tokio::test]
async fn a_page_holds_a_hundred_unless_told_otherwise_and_at_most_a_thousand() {
    let (test, key) = TestApp::filled().await;
    import(&test, "many", (0..1010).map(|number| format!("u{number}"))).await;
    for (query, length, more) in
        [("", 100, true), ("limit=1", 1, true), ("limit=1000.0", 1000, true), ("connection=4&limit=1000", 1000, true)]
    {
        let (rows, next) = page(&test, &key, &format!("/api/v1/accounts?{query}")).await;
        assert_eq!((rows.len(), next.is_some()), (length, more), "{query}");
    }
    let (rows, next) = page(&test, &key, "/api/v1/accounts?connection=2&limit=5").await;
    assert_eq!((rows.len(), next), (5, None));
    for query in [
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=",
        "limit=1.5",
        "limit=x",
        "limit=1&limit=1",
        "cursor=",
        "cursor=x",
        "cursor=61.0",
        "sort=email",
        "sort=USERNAME",
        "sortDir=asc",
        "unlinked=1",
        "unlinked=",
        "family=INFRASTRUCTURE",
        "connection=0",
        "person=x",
        "q=%00",
    ] {
        check_refused(&test.get(&key, &format!("/api/v1/accounts?{query}")).await, 40013);
    }
}

#[tokio::test]
async fn one_account_is_shown_with_its_facts_and_its_version() {
    let (test, key) = varied().await;
    let deploy = account(&test, "deploy").await;
    let reply = test.get(&key, &format!("/api/v1/accounts/{deploy}")).await;
    assert_eq!(reply.headers[header::ETAG], "\"1\"");
    insta::assert_json_snapshot!(without_events(reply.json()));
    let head = test.send(&key, Method::HEAD, &format!("/api/v1/accounts/{deploy}"), Vec::new()).await;
    assert_eq!(
        (head.status, &head.headers[header::ETAG], head.bytes.len()),
        (reply.status, &reply.headers[header::ETAG], 0)
    );
    let row = &page(&test, &key, "/api/v1/accounts?q=deploy").await.0[0];
    let mut shown = reply.json();
    assert!(shown.as_object_mut().unwrap().remove("facts").is_some());
    assert_eq!(&shown, row);
    check_refused(&test.get(&key, "/api/v1/accounts/900").await, 40402);
}

#[tokio::test]
async fn whose_it_is_is_found_by_id_name_or_address_in_any_case() {
    let (test, key) = varied().await;
    let sally = account(&test, "arn:aws:iam::111122223333:user/sally").await;
    for (text, person, accounts) in [
        (format!("%23{sally}"), None, vec!["sally.smith@example.com"]),
        ("ARN:aws:iam::111122223333:user/DEPLOY".to_owned(), None, vec!["deploy"]),
        ("%20TJones%20".to_owned(), None, vec!["tjones"]),
        (
            "Sally.Smith%40Example.com".to_owned(),
            Some("Sally"),
            vec!["sally.smith@example.com", "sally.smith@example.com", "sallys"],
        ),
        ("omar.khan@example.com".to_owned(), Some("Omar"), vec!["omar.khan@example.com", "tjones"]),
        ("%2300".to_owned(), None, vec![]),
        ("nobody".to_owned(), None, vec![]),
        ("%25".to_owned(), None, vec![]),
    ] {
        let answer = test.get(&key, &format!("/api/v1/is?account={text}")).await.json();
        let mut found = texts(answer["accounts"].as_array().unwrap(), "username");
        found.sort_unstable();
        assert_eq!((answer["person"]["firstName"].as_str(), found), (person, accounts), "{text}");
    }
    for query in ["", "account=", "account=%20", "account=a&account=b", "account=%00"] {
        check_refused(&test.get(&key, &format!("/api/v1/is?{query}")).await, 40013);
    }
}
