//! When an account was last checked: derived from the lists that say when the provider was asked, never written for each row.

use app::runs::Import;
use domain::{Instant, connections::Kind, permissions::Permissions, runs::Scope};
use serde_json::Value;
use testkit::{TestApp, importing, samples};

const ALL: &str = "id,username\na1,ada\na2,bob\na3,cid\n";
const SOME: &str = "id,username\na1,ada\na2,robert\n";

fn listed(complete: bool, as_of: Option<&str>) -> Import {
    let observed_at = as_of.and_then(Instant::parse);
    Import { kind: Some(Kind::Github), complete, observed_at, ..importing(Scope::Accounts, "github", "csv") }
}

/// The dates of a1, a2 and a3, which both APIs show alike.
async fn checked(test: &TestApp, key: &str) -> [String; 3] {
    let documented = test.get(key, "/user-identities/version-control?sort=IDENTITY_ID").await.json();
    let own = test.get(key, "/api/v1/accounts?sort=id&family=version_control").await.json();
    let dates = |page: &Value| -> Vec<String> {
        let accounts = page["data"].as_array().unwrap().iter();
        accounts.map(|account| account["lastCheckedAt"].as_str().unwrap_or("never").replace('T', " ")).collect()
    };
    let day = |date: &String| date.get(..10).unwrap_or(date).to_owned();
    let days: Vec<String> = dates(&documented).iter().map(day).collect();
    assert_eq!(days, dates(&own).iter().map(day).collect::<Vec<_>>());
    days.try_into().unwrap()
}

#[tokio::test]
async fn an_account_was_last_checked_when_a_list_with_its_date_last_covered_it() {
    let test = TestApp::empty().await;
    test.import("default", Scope::People, "roster", "csv", samples::ROSTER).await.unwrap();
    let key = test.key("default", Permissions::all()).await.1;
    let steps = [
        (listed(true, None), ALL, ["never", "never", "never"]),
        (listed(false, Some("2026-10-01")), SOME, ["2026-10-01", "2026-10-01", "never"]),
        (listed(true, Some("2026-10-03")), ALL, ["2026-10-03", "2026-10-03", "2026-10-03"]),
        (listed(false, Some("2026-10-05")), SOME, ["2026-10-05", "2026-10-05", "2026-10-03"]),
        (listed(false, None), SOME, ["2026-10-05", "2026-10-05", "2026-10-03"]),
        (listed(true, Some("2026-10-07")), SOME, ["2026-10-07", "2026-10-07", "2026-10-07"]),
    ];
    for (number, (import, list, expected)) in steps.into_iter().enumerate() {
        test.import_as("default", import, list).await.unwrap();
        assert_eq!(checked(&test, &key).await, expected, "step {number}");
    }
}
