//! Our own API, beyond who may.

mod accounts;
mod bulk;
mod companies;
mod decisions;
mod events;
mod keys;
mod members;
mod people;
mod problems;
mod runs;
mod statements;
mod times;
mod whoami;

use axum::body::Body;
use http::{Method, Request, header};
use serde_json::Value;
use testkit::{Reply, TestApp};

/// What a page holds, and the cursor of the next one.
async fn page(test: &TestApp, key: &str, path: &str) -> (Vec<Value>, Option<String>) {
    let reply = test.get(key, path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.json());
    let page = reply.json();
    (page["data"].as_array().unwrap().clone(), page["next"].as_str().map(str::to_owned))
}

/// A whole list, page by page; between two pages something else may happen.
async fn walk(test: &TestApp, key: &str, path: &str, mut between: impl AsyncFnMut(usize)) -> Vec<Value> {
    let (mut all, mut next) = page(test, key, path).await;
    for number in 1.. {
        let Some(cursor) = next else { return all };
        between(number).await;
        let (more, after) = page(test, key, &format!("{path}&cursor={cursor}")).await;
        assert!(!more.is_empty(), "{path}: a page that was promised is empty");
        all.extend(more);
        next = after;
    }
    all
}

/// A whole list, page by page, while nothing else happens.
async fn whole(test: &TestApp, key: &str, path: &str) -> Vec<Value> {
    walk(test, key, path, async |_| ()).await
}

/// That number of each.
fn numbers(rows: &[Value], name: &str) -> Vec<i64> {
    rows.iter().map(|row| row[name].as_i64().unwrap()).collect()
}

/// That text of each.
fn texts<'r>(rows: &'r [Value], name: &str) -> Vec<&'r str> {
    rows.iter().map(|row| row[name].as_str().unwrap()).collect()
}

/// The same without the ids and numbers of events, which depend on how many there were before.
fn without_events(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let of_event = ["event", "decidedEvent", "number"].contains(&name.as_str());
                *inner = if of_event { Value::Null } else { without_events(inner.take()) };
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|inner| *inner = without_events(inner.take())),
        _ => {}
    }
    value
}

/// The answer is a problem with that code.
fn check_refused(reply: &Reply, code: u64) {
    assert_eq!((u64::from(reply.status.as_u16()), reply.code()), (code / 100, code), "{}", reply.json());
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/problem+json");
}

/// Puts JSON to a path, for that version.
async fn put_if(test: &TestApp, key: &str, (path, version): (&str, &str), body: &str) -> Reply {
    let request = Request::builder()
        .method(Method::PUT)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::IF_MATCH, version);
    test.ask(request.body(Body::from(body.to_owned())).unwrap()).await
}

/// Sends a list to a path.
async fn send_list(test: &TestApp, key: &str, path: &str, list: &str) -> Reply {
    let request = Request::builder().method(Method::POST).uri(path);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    test.ask(request.body(Body::from(list.to_owned())).unwrap()).await
}
