//! Lists of identities: every sort, in both directions, over a register with ties and gaps.

use api::query::IdentitySort;
use domain::{
    connections::{Family, Kind},
    runs::Scope,
};
use serde_json::{Value, json};
use testkit::{TestApp, importing};

use crate::{dice::Dice, history};

/// Names with ties, capitals and letters beyond ASCII.
const NAMES: [&str; 9] = ["deploy", "Deploy", "DEPLOY", "ana", "Ähre", "zoe", "_x", "x", "\u{4f60}\u{597d}"];

/// A register with 25 accounts of each of three connections of a family.
async fn crowded(kinds: [Kind; 3]) -> (TestApp, String) {
    let (test, key) = TestApp::filled().await;
    let mut dice = Dice::new(7);
    for kind in kinds {
        let mut list = "id,username,email,mfa\n".to_owned();
        for number in 0..25 {
            let email = if dice.roll(3) == 0 { String::new() } else { format!("u{}@example.com", dice.roll(8)) };
            let line = format!(
                "{}-{number},{},{email},{}\n",
                kind.name(),
                dice.pick(&NAMES),
                dice.pick(&["true", "false", ""])
            );
            list.push_str(&line);
        }
        let mut import = importing(Scope::Accounts, &format!("{} one", kind.name().to_lowercase()), "csv");
        import.kind = Some(kind);
        test.clock.step(5);
        test.import_as("default", import, &list).await.unwrap();
    }
    (test, key)
}

/// Decides at random about every account of that list.
async fn decide(test: &TestApp, key: &str, family: &str, accesses: [&str; 2]) {
    let mut dice = Dice::new(11);
    for id in ids(&whole(test, key, family, "").await) {
        if dice.roll(3) == 0 {
            test.clock.step(1);
        }
        for _ in 0..3 {
            let (what, body) = match dice.roll(4) {
                0 => ("connect", json!({ "userId": 1 + dice.roll(5) })),
                1 => ("connect", json!({ "userId": null })),
                2 => ("toggle", json!({ "toggle": true, "toggleField": dice.pick(&accesses) })),
                _ => ("service-account", json!({ "serviceAccount": dice.roll(2) == 0, "serviceAccountReason": "why" })),
            };
            test.put(key, &format!("/user-identities/{family}/{id}/{what}"), &body.to_string()).await;
        }
    }
}

/// All rows of a list, page by page of 7.
async fn whole(test: &TestApp, key: &str, family: &str, order: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in 1.. {
        let path = format!("/user-identities/{family}?page={page}&limit=7{order}");
        let list = test.get(key, &path).await.json();
        let data = list["data"].as_array().unwrap();
        if data.is_empty() {
            assert_eq!(list["total"], rows.len(), "{order}");
            return rows;
        }
        rows.extend(data.clone());
    }
    rows
}

fn ids(rows: &[Value]) -> Vec<i64> {
    rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

/// What a row is sorted by, as the wire shows it; `None` where that is null.
fn sorted_by(row: &Value, sort: &str) -> Option<String> {
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.to_lowercase()),
        other => Some(other.to_string()),
    };
    let field = match sort {
        "IDENTITY_ID" => "identityId",
        "USERNAME" => "username",
        "EMAIL" => "email",
        "CONNECTED_AT" => "connectedAt",
        "DISCONNECTED_AT" => "disconnectedAt",
        "SERVICE_ACCOUNT" => "serviceAccount",
        "HAS_MFA" => "hasMfa",
        "ADMIN_ACCESS" => "adminAccess",
        "DB_ACCESS" => "dbAccess",
        "WRITE_ACCESS" => "writeAccess",
        "PUSH_PROD_CODE_ACCESS" => "pushProductionCodeAccess",
        "CLIENT_ID" => return text(&row["connection"]["clientId"]),
        "CLIENT_ALIAS" => return text(&row["connection"]["clientAlias"]),
        "USER" => return Some(format!("{} {}", text(&row["user"]["lastName"])?, text(&row["user"]["firstName"])?)),
        _ => return text(&row["connection"]["state"]),
    };
    text(&row[field])
}

/// Each row after the one before it: by key, nulls last, ties by id; all in one direction but the nulls.
fn check_order(rows: &[Value], sort: &str, descending: bool) {
    for pair in rows.windows(2) {
        let [one, other] = [0, 1].map(|index| (sorted_by(&pair[index], sort), pair[index]["id"].as_i64().unwrap()));
        let nulls = (one.0.is_none(), other.0.is_none());
        let right = if nulls.0 != nulls.1 { nulls == (false, true) } else { (one < other) != descending };
        assert!(right, "{sort}, descending {descending}: {one:?} before {other:?}");
    }
}

async fn every_order_is_total(family: (Family, &str), kinds: [Kind; 3], accesses: [&str; 2]) {
    let (test, key) = crowded(kinds).await;
    decide(&test, &key, family.1, accesses).await;
    let mut all = ids(&whole(&test, &key, family.1, "").await);
    all.sort_unstable();
    assert!(all.len() > 75);
    for sort in IdentitySort::names(family.0) {
        for (direction, descending) in [("", false), ("ASC", false), ("DESC", true)] {
            let order = if direction.is_empty() { String::new() } else { format!("&sortDir={direction}") };
            let rows = whole(&test, &key, family.1, &format!("&sort={sort}{order}")).await;
            check_order(&rows, sort, descending);
            let mut seen = ids(&rows);
            seen.sort_unstable();
            assert_eq!(seen, all, "{sort} {direction}");
        }
    }
    assert!(history::length(&test, "default").await > 200);
}

#[tokio::test]
async fn every_order_of_infrastructure_is_total_and_pages_repeat_and_skip_nothing() {
    let accesses = ["INFRASTRUCTURE_ADMIN_ACCESS", "INFRASTRUCTURE_DB_ACCESS"];
    let kinds = [Kind::Gcp, Kind::Ldap, Kind::Kubernetes];
    every_order_is_total((Family::Infrastructure, "infrastructure"), kinds, accesses).await;
}

#[tokio::test]
async fn every_order_of_version_control_is_total_and_pages_repeat_and_skip_nothing() {
    let accesses = ["VERSION_CONTROL_WRITE_ACCESS", "VERSION_CONTROL_PUSH_PROD_CODE_ACCESS"];
    let kinds = [Kind::Gitlab, Kind::Bitbucket, Kind::AzureRepos];
    every_order_is_total((Family::VersionControl, "version-control"), kinds, accesses).await;
}

/// Adds accounts of those numbers, whose names are in another order than they are.
async fn import_many(test: &TestApp, connection: &str, numbers: std::ops::Range<usize>) {
    let rows = numbers.map(|number| format!("{connection}-{number},u{:05},,\n", number * 7919 % 10_007));
    let list = rows.fold("id,username,email,mfa\n".to_owned(), |list, row| list + &row);
    let mut import = importing(Scope::Accounts, connection, "csv");
    import.kind = Some(Kind::Gcp);
    test.import_as("default", import, &list).await.unwrap();
}

/// The ids of a page of 50.
async fn page(test: &TestApp, key: &str, order: &str, number: usize) -> Vec<i64> {
    let path = format!("/user-identities/infrastructure?page={number}&limit=50{order}");
    ids(test.get(key, &path).await.json()["data"].as_array().unwrap())
}

#[tokio::test]
async fn a_page_far_down_is_the_same_whether_or_not_somebody_walked_there() {
    let (test, key) = TestApp::filled().await;
    import_many(&test, "most", 0..2100).await;
    let orders = ["", "&sort=USERNAME&sortDir=DESC", "&sort=EMAIL", "&sort=HAS_MFA&sortDir=DESC", "&q=u"];
    for (more, order) in orders.into_iter().enumerate() {
        for number in 1..=42 {
            page(&test, &key, order, number).await;
        }
        let stranger = TestApp::on(test.database.clone(), api::Settings::default()).await;
        for number in [42, 21, 22, 31] {
            let walked = page(&test, &key, order, number).await;
            assert_eq!((walked.len(), &walked), (50, &page(&stranger, &key, order, number).await), "{order} {number}");
        }
        import_many(&test, &format!("more {more}"), 0..60).await;
        let stranger = TestApp::on(test.database.clone(), api::Settings::default()).await;
        let after = page(&test, &key, order, 42).await;
        assert_eq!(after, page(&stranger, &key, order, 42).await, "{order} after the list has changed");
    }
}
