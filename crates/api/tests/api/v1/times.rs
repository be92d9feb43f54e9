//! Instants: RFC 3339 in UTC, with microseconds, wherever one is shown.

use api::operations;
use http::Method;
use serde_json::Value;

use super::accounts::varied;

/// Whether a field of that name is an instant. Days, as `reviewBy`, are none, and bodies of events are as recorded.
fn is_instant(name: &str, within: &str) -> bool {
    name.ends_with("At")
        || ["at", "asOf", "since", "sinceAfter", "due"].contains(&name)
        || (within == "expected" && name != "expected")
}

/// Checks every instant in a value; gives how many there are.
fn check(value: &Value, name: &str, within: &str) -> usize {
    match value {
        Value::Object(fields) if name == "body" || name == "facts" => usize::from(fields.is_empty()),
        Value::Object(fields) => fields.iter().map(|(inner, value)| check(value, inner, name)).sum(),
        Value::Array(values) => values.iter().map(|value| check(value, name, within)).sum(),
        Value::Null => 0,
        value if is_instant(name, within) => {
            let text = value.as_str().unwrap_or_else(|| panic!("{name} is {value}"));
            let parts: Vec<&str> = text.split(['-', 'T', ':', '.', 'Z']).collect();
            let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
            assert_eq!(lengths, [4, 2, 2, 2, 2, 2, 6, 0], "{name} is {text}");
            assert!(domain::Instant::parse(text).is_some(), "{name} is {text}");
            1
        }
        _ => 0,
    }
}

#[tokio::test]
async fn every_instant_of_every_answer_is_rfc_3339_in_utc() {
    let (test, key) = varied().await;
    let events = test.get(&key, "/api/v1/events?kind=account.linked").await.json();
    let batch = events["data"][0]["id"].to_string();
    test.member("default", domain::members::Role::Viewer).await;
    let mut found = 0;
    for operation in operations::all().filter(|operation| operation.method == Method::GET && !operation.is_documented())
    {
        let id = if operation.id == "getBatch" { batch.as_str() } else { "2" };
        let path = operation.path.replace("{id}", id);
        let reply = test.get(&key, &format!("{path}?account=deploy&limit=1000&from=2026-01-01&every=month")).await;
        assert_eq!(reply.status, 200, "{path}");
        let here = check(&reply.json(), "", "");
        assert!(here > 0 || ["whoami", "listDifferences"].contains(&operation.id), "{path} shows no instant");
        found += here;
    }
    assert!(found > 100, "{found}");
}
