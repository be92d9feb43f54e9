//! What is refused, as problem details (RFC 9457).

use axum::body::Body;
use http::{Method, Request, header};
use testkit::{Reply, TestApp};

/// Requests that are refused, with their codes. What is sent is called SENT, and never comes back.
const REFUSED: [(&str, &str, &str, u64); 16] = [
    ("GET", "/api/v1/accounts?limit=SENT", "", 40013),
    ("GET", "/api/v1/accounts/SENT", "", 40004),
    ("GET", "/api/v1/accounts/900", "", 40402),
    ("GET", "/api/v1/people/900", "", 40403),
    ("GET", "/api/v1/SENT", "", 40401),
    ("GET", "/api/v1/whoami?token=SENT", "", 40009),
    ("DELETE", "/api/v1/accounts", "", 40501),
    ("PUT", "/api/v1/accounts/1/link", "", 40010),
    ("PUT", "/api/v1/accounts/1/link", "SENT", 40001),
    ("PUT", "/api/v1/accounts/1/link", "{\"SENT\": 1}", 40005),
    ("PUT", "/api/v1/accounts/1/link", "{\"person\": \"SENT\"}", 40003),
    ("PUT", "/api/v1/accounts/1/link", "{\"person\": 900}", 40403),
    ("POST", "/api/v1/imports/accounts?connection=SENT&format=SENT&dryRun=true", "id\n1\n", 40003),
    ("POST", "/api/v1/imports/people?connection=SENT&format=csv&dryRun=true", "SENT\n", 40003),
    ("POST", "/api/v1/keys", "{\"name\": \"SENT\", \"owner\": \"SENT\", \"all\": true}", 40403),
    ("POST", "/api/v1/runs/900/confirm", "{\"missing\": 1}", 40402),
];

async fn ask(test: &TestApp, key: &str, method: &str, path: &str, body: &str) -> Reply {
    let request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(path);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    test.ask(request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_owned())).unwrap()).await
}

fn check_shape(reply: &Reply, code: u64, what: &str) {
    let problem = reply.json();
    assert_eq!(reply.code(), code, "{what}: {problem}");
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/problem+json", "{what}");
    let mut names: Vec<&String> = problem.as_object().unwrap().keys().collect();
    names.sort_unstable();
    assert_eq!(names, ["code", "detail", "status", "title", "type"], "{what}");
    assert_eq!((&problem["type"], &problem["status"]), (&"about:blank".into(), &(code / 100).into()), "{what}");
    assert_eq!(u64::from(reply.status.as_u16()), code / 100, "{what}");
    assert_eq!(problem["title"], reply.status.canonical_reason().unwrap(), "{what}");
    assert!(!problem["detail"].as_str().unwrap().is_empty() && !problem.to_string().contains("SENT"), "{problem}");
}

#[tokio::test]
async fn every_refusal_is_a_problem_that_repeats_nothing() {
    let (test, key) = TestApp::filled().await;
    for (method, path, body, code) in REFUSED {
        let reply = ask(&test, &key, method, path, body).await;
        check_shape(&reply, code, &format!("{method} {path} {body}"));
        check_shape(&ask(&test, "SENT", method, path, body).await, 40101, path);
    }
    let plain = Request::builder().method(Method::PUT).uri("/api/v1/accounts/1/link");
    let plain =
        plain.header(header::AUTHORIZATION, format!("Bearer {key}")).body(Body::from("{\"person\": 1}")).unwrap();
    check_shape(&test.ask(plain).await, 41501, "no content type");
    let large = " ".repeat(400 * 1024);
    check_shape(&ask(&test, &key, "PUT", "/api/v1/accounts/1/link", &large).await, 41301, "a large body");
}
