//! Lists of runs.

use domain::runs::Scope;
use testkit::{TestApp, samples};

/// The ids of all pages of that list.
async fn walk(test: &TestApp, key: &str, query: &str) -> Vec<i64> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = test.get(key, &format!("/api/v1/runs?limit=2{query}{cursor}")).await.json();
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= 2);
        ids.extend(data.iter().map(|run| run["id"].as_i64().unwrap()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

#[tokio::test]
async fn runs_are_walked_newest_first_each_once() {
    let (test, key) = TestApp::filled().await;
    for _ in 0..3 {
        test.import("default", Scope::People, "roster", "csv", samples::ROSTER).await.unwrap();
    }
    let all = walk(&test, &key, "").await;
    assert_eq!(all.len(), 6);
    assert!(all.is_sorted_by(|one, next| one > next), "{all:?}");
    let roster = test.get(&key, "/api/v1/runs?limit=1").await.json()["data"][0]["connection"]["id"].clone();
    let of_roster = walk(&test, &key, &format!("&connection={roster}")).await;
    assert_eq!(of_roster, [all[0], all[1], all[2], all[5]]);
    assert_eq!(walk(&test, &key, "&connection=999").await, [0_i64; 0]);
}
