//! What bad requests get, over HTTP: operation 1 and its twins, then the lists. None of them changes anything.

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use testkit::{Reply, TestApp};

use crate::history::{self, account};

const JSON: &str = "application/json";

/// A register, a key and an account of each family.
async fn register() -> (TestApp, String, i64, i64) {
    let (test, key) = TestApp::filled().await;
    let (aws, github) = (account(&test, "tjones").await, account(&test, "build-bot").await);
    (test, key, aws, github)
}

async fn put(test: &TestApp, key: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
    let mut request = Request::builder().method(Method::PUT).uri(path);
    request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    test.ask(request.body(body.into()).unwrap()).await
}

/// The answer is the documented body with that code, and nothing of what was sent.
fn check(reply: &Reply, code: u64, what: &str) {
    let body = reply.json();
    assert_eq!(reply.code(), code, "{what}: {body}");
    assert_eq!(u64::from(reply.status.as_u16()), code / 100, "{what}");
    assert_eq!(body["statusCode"], code / 100, "{what}");
    assert_eq!(body.as_object().unwrap().len(), 4, "{what}");
    assert_eq!(reply.headers[header::CONTENT_TYPE], JSON, "{what}");
    let message = body["message"].as_str().unwrap();
    assert_eq!(
        message.starts_with("Malformed data and/or validation errors: "),
        code / 100 == 400,
        "{what}: {message}"
    );
    assert!(message.len() < 1_000 && !message.contains("SENT"), "{what}: {message}");
}

#[tokio::test]
async fn path_ids_that_are_none_are_refused_whatever_the_body() {
    let (test, key, aws, _) = register().await;
    let (before, digits) = (history::length(&test, "default").await, "1".repeat(4000));
    for id in [
        "",
        "0",
        "0.0",
        "-0",
        "-1",
        "+1",
        "01",
        "001",
        "1e3",
        "1E0",
        "1.",
        ".0",
        "1.00",
        "1.5",
        "1.0.0",
        "1,0",
        "0x1",
        "%31",
        "1%2E0",
        "%201",
        "1%20",
        "SENT",
        "null",
        "9007199254740992",
        "9007199254740992.0",
        "9999999999999999",
        "10000000000000000",
        "18446744073709551617",
        "%D9%A1",
        "%EF%BC%91",
        "1_0",
        "1%00",
        "NaN",
        "Infinity",
        "1;v=1",
        "%",
        "%zz",
        &digits,
    ] {
        for body in [r#"{"userId": 5}"#, "", "{"] {
            for what in ["connect", "service-account", "toggle"] {
                let path = format!("/public/user-identities/infrastructure/{id}/{what}");
                check(&put(&test, &key, &path, &[("content-type", JSON)], body).await, 40004, id);
            }
        }
    }
    assert_eq!(history::length(&test, "default").await, before);
    assert_eq!(history::link(&test, "default", aws).await["version"], 0);
}

#[tokio::test]
async fn an_empty_segment_is_an_id_that_is_none_and_no_other_route() {
    let (test, key, ..) = register().await;
    for (method, path) in [
        (Method::PUT, "/user-identities/infrastructure//connect"),
        (Method::PUT, "/public/user-identities/version-control//connect"),
        (Method::PUT, "/connections//upload/json"),
        (Method::GET, "/users//email"),
        (Method::PUT, "/api/v1/accounts//link"),
        (Method::GET, "/api/v1/accounts//events"),
        (Method::POST, "/api/v1/keys//revoke"),
    ] {
        let reply = test.send(&key, method, path, b"{}".to_vec()).await;
        assert_eq!((reply.status, reply.code()), (StatusCode::BAD_REQUEST, 40004), "{path}");
    }
}

/// Bodies of operation 1 that are refused, but for those whose making takes more than a literal.
const CONNECTS: &[(&[u8], u64)] = &[
    (b"", 40010),
    (b" ", 40001),
    (b"{", 40001),
    (b"SENT", 40001),
    (br#"{"userId": 5} x"#, 40001),
    (br#"{"userId": 5}{}"#, 40001),
    (br#"{"userId": 5,}"#, 40001),
    (br#"{"userId": 05}"#, 40001),
    (br#"{"userId": +5}"#, 40001),
    (br#"{"userId": 5.}"#, 40001),
    (br#"{"userId": .5}"#, 40001),
    (br#"{"userId": 0x5}"#, 40001),
    (br#"{"userId": NaN}"#, 40001),
    (br#"{"userId": Infinity}"#, 40001),
    (br#"{"userId": undefined}"#, 40001),
    (br#"{'userId': 5}"#, 40001),
    (br#"{userId: 5}"#, 40001),
    (br#"{"userId": 5} // SENT"#, 40001),
    (b"userId=5", 40001),
    (br#"{"userId": "\ud800"}"#, 40001),
    (b"{}", 40002),
    (br#"{"userId": 0}"#, 40003),
    (br#"{"userId": -0}"#, 40003),
    (br#"{"userId": 0.0}"#, 40003),
    (br#"{"userId": -1}"#, 40003),
    (br#"{"userId": 1.5}"#, 40003),
    (br#"{"userId": 5e-1}"#, 40003),
    (br#"{"userId": "5"}"#, 40003),
    (br#"{"userId": ""}"#, 40003),
    (br#"{"userId": "SENT"}"#, 40003),
    (br#"{"userId": "null"}"#, 40003),
    (br#"{"userId": true}"#, 40003),
    (br#"{"userId": false}"#, 40003),
    (br#"{"userId": [5]}"#, 40003),
    (br#"{"userId": []}"#, 40003),
    (br#"{"userId": [null]}"#, 40003),
    (br#"{"userId": {}}"#, 40003),
    (br#"{"userId": {"userId": 5}}"#, 40003),
    (br#"{"userId": 9007199254740992}"#, 40003),
    (br#"{"userId": 9007199254740991.5}"#, 40003),
    (br#"{"userId": 18446744073709551617}"#, 40003),
    (br#"{"userId": 1e400}"#, 40003),
    (br#"{"userId": 1e1000000000}"#, 40003),
    (br#"{"userId": 1e-1000000000}"#, 40003),
    (br#"{"userId": 1e99999999999999999999}"#, 40003),
    (br#"{"user_id": 5}"#, 40005),
    (br#"{"userid": 5}"#, 40005),
    (br#"{"userId ": 5}"#, 40005),
    (br#"{"SENT": 5}"#, 40005),
    (br#"{"userId": 5, "SENT": 1}"#, 40005),
    (br#"{"userId": 5, "userIds": [5]}"#, 40005),
    (br#"{"userId": 5, "userId": 5}"#, 40006),
    (br#"{"userId": null, "userId": 5}"#, 40006),
    (br#"{"userId": 5, "user\u0049d": 5}"#, 40006),
    (br#"{"userId": {"a": 1, "a": 1}}"#, 40006),
    (b"\xef\xbb\xbf{\"userId\": 5}", 40007),
    (b"{\"userId\": \"\xff\"}", 40007),
    (b"\xff\xfe{\x00}\x00", 40007),
    (b"{\"userId\": \"\xed\xa0\x80\"}", 40007),
    (b"null", 40008),
    (b"[]", 40008),
    (b"[1]", 40008),
    (b"[null]", 40008),
    (br#"[{"userId": 5}]"#, 40008),
    (b"5", 40008),
    (br#""SENT""#, 40008),
    (b"true", 40008),
];

#[tokio::test]
async fn bodies_that_do_not_say_whose_it_is_are_refused_and_unlink_nobody() {
    let (test, key, aws, github) = register().await;
    let paths = [("infrastructure", aws), ("version-control", github)]
        .map(|(family, id)| format!("/public/user-identities/{family}/{id}/connect"));
    for path in &paths {
        assert_eq!(test.put(&key, path, r#"{"userId": 5}"#).await.status, 200);
    }
    let before = (history::everything(&test, "default").await, history::link(&test, "default", aws).await);
    let mut rows: Vec<(Vec<u8>, u64)> = CONNECTS.iter().map(|(body, code)| (body.to_vec(), *code)).collect();
    rows.push((format!(r#"{{"userId": {}}}"#, "9".repeat(10_000)).into_bytes(), 40003));
    rows.push((format!(r#"{{"userId": 0.{}5}}"#, "0".repeat(10_000)).into_bytes(), 40003));
    rows.push((format!("{}{}", "[".repeat(33), "]".repeat(33)).into_bytes(), 40001));
    rows.push((format!(r#"{{"userId": {}}}"#, "[".repeat(8_000)).into_bytes(), 40001));
    rows.push((format!(r#"{{"userId": 5{}}}"#, " ".repeat(16 * 1024)).into_bytes(), 41301));
    rows.push((vec![b'['; 1 << 20], 41301));
    for (body, code) in rows {
        for path in &paths {
            let what = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            check(&put(&test, &key, path, &[("content-type", JSON)], body.clone()).await, code, &what);
        }
    }
    assert_eq!((history::everything(&test, "default").await, history::link(&test, "default", aws).await), before);
}

#[tokio::test]
async fn bodies_of_marks_and_accesses_are_refused_by_their_own_rules() {
    let (test, key, aws, _) = register().await;
    let before = history::length(&test, "default").await;
    for (what, body, code) in [
        ("service-account", "", 40010),
        ("service-account", "{}", 40002),
        ("service-account", r#"{"serviceAccount": true}"#, 40002),
        ("service-account", r#"{"serviceAccount": false}"#, 40002),
        ("service-account", r#"{"serviceAccountReason": "SENT"}"#, 40002),
        ("service-account", r#"{"serviceAccount": null, "serviceAccountReason": "SENT"}"#, 40003),
        ("service-account", r#"{"serviceAccount": 1, "serviceAccountReason": "SENT"}"#, 40003),
        ("service-account", r#"{"serviceAccount": "true", "serviceAccountReason": "SENT"}"#, 40003),
        ("service-account", r#"{"serviceAccount": true, "serviceAccountReason": null}"#, 40003),
        ("service-account", r#"{"serviceAccount": true, "serviceAccountReason": ""}"#, 40003),
        ("service-account", r#"{"serviceAccount": true, "serviceAccountReason": "SENT\u0000"}"#, 40003),
        ("service-account", r#"{"serviceAccount": false, "serviceAccountReason": "\u0000"}"#, 40003),
        ("service-account", r#"{"serviceAccount": true, "serviceAccountReason": "a", "SENT": 1}"#, 40005),
        ("service-account", "[]", 40008),
        ("toggle", "", 40010),
        ("toggle", "{}", 40002),
        ("toggle", r#"{"toggle": true}"#, 40002),
        ("toggle", r#"{"toggleField": "INFRASTRUCTURE_DB_ACCESS"}"#, 40002),
        ("toggle", r#"{"toggle": 1, "toggleField": "INFRASTRUCTURE_DB_ACCESS"}"#, 40003),
        ("toggle", r#"{"toggle": null, "toggleField": "INFRASTRUCTURE_DB_ACCESS"}"#, 40003),
        ("toggle", r#"{"toggle": true, "toggleField": "SENT"}"#, 40003),
        ("toggle", r#"{"toggle": true, "toggleField": null}"#, 40003),
        ("toggle", r#"{"toggle": true, "toggleField": "infrastructure_db_access"}"#, 40003),
        ("toggle", r#"{"toggle": true, "toggleField": "VERSION_CONTROL_WRITE_ACCESS"}"#, 40003),
        ("toggle", r#"{"toggle": true, "toggle": true}"#, 40006),
        ("toggle", "null", 40008),
    ] {
        let path = format!("/user-identities/infrastructure/{aws}/{what}");
        check(&put(&test, &key, &path, &[("content-type", JSON)], body).await, code, body);
    }
    let reason = "a".repeat(30_001);
    for (reason, code) in [(reason, 40003), ("a".repeat(384 * 1024), 41301)] {
        let body = format!(r#"{{"serviceAccount": true, "serviceAccountReason": "{reason}"}}"#);
        let path = format!("/user-identities/infrastructure/{aws}/service-account");
        check(&put(&test, &key, &path, &[("content-type", JSON)], body).await, code, "a long reason");
    }
    assert_eq!(history::length(&test, "default").await, before);
}

#[tokio::test]
async fn a_body_must_be_json_and_come_as_it_is() {
    let (test, key, aws, _) = register().await;
    let path = format!("/user-identities/infrastructure/{aws}/connect");
    let before = history::length(&test, "default").await;
    for (headers, code) in [
        (vec![], 41501),
        (vec![("content-type", "")], 41501),
        (vec![("content-type", "text/plain")], 41501),
        (vec![("content-type", "application/x-www-form-urlencoded")], 41501),
        (vec![("content-type", "application/json-patch+json")], 41501),
        (vec![("content-type", "application/problem+json")], 41501),
        (vec![("content-type", "text/json")], 41501),
        (vec![("content-type", "application/jsonx")], 41501),
        (vec![("content-type", "application/json; charset=utf-16")], 41501),
        (vec![("content-type", "application/json; charset=latin1")], 41501),
        (vec![("content-type", "application/json, text/plain")], 41501),
        (vec![("content-type", JSON), ("content-type", JSON)], 41501),
        (vec![("content-type", JSON), ("content-encoding", "gzip")], 41502),
        (vec![("content-type", JSON), ("content-encoding", "identity")], 41502),
        (vec![("content-type", JSON), ("content-encoding", "")], 41502),
        (vec![("content-type", "text/plain"), ("content-encoding", "gzip")], 41501),
        (vec![("content-type", JSON), ("content-length", "20000")], 41301),
    ] {
        check(&put(&test, &key, &path, &headers, r#"{"userId": 5}"#).await, code, &format!("{headers:?}"));
    }
    assert_eq!(history::length(&test, "default").await, before);
    for right in [
        "application/json",
        "Application/JSON",
        "application/json; charset=UTF-8",
        "application/json;charset=\"utf-8\"",
    ] {
        let reply = put(&test, &key, &path, &[("content-type", right)], r#"{"userId": 5}"#).await;
        assert_eq!(reply.status, 200, "{right}");
    }
}

#[tokio::test]
async fn a_key_in_the_url_is_refused_even_beside_a_working_one() {
    let (test, key, aws, _) = register().await;
    let before = history::length(&test, "default").await;
    let connect = format!("/user-identities/infrastructure/{aws}/connect");
    for query in ["key=SENT", "api_key=SENT", "token=SENT", "access_token=SENT", "key", "a=1&token=", "%6Bey=SENT"] {
        check(&test.put(&key, &format!("{connect}?{query}"), r#"{"userId": 5}"#).await, 40009, query);
        for list in
            ["/public/user-identities/infrastructure", "/user-identities/version-control", "/connections", "/users"]
        {
            check(&test.get(&key, &format!("{list}?{query}")).await, 40009, query);
            check(&test.get("", &format!("{list}?{query}")).await, 40101, query);
        }
    }
    assert_eq!(history::length(&test, "default").await, before);
}

#[tokio::test]
async fn query_parameters_of_lists_that_break_a_rule_are_refused() {
    let (test, key, ..) = register().await;
    let long = format!("q={}", "a".repeat(257));
    for query in [
        "page=0",
        "page=-1",
        "page=",
        "page=1.5",
        "page=01",
        "page=1e0",
        "page=SENT",
        "page=9007199254740992",
        "page=1&page=1",
        "page=1&%70age=2",
        "limit=0",
        "limit=51",
        "limit=50.5",
        "limit=",
        "limit=1000000",
        "limit=1&limit=1",
        "sort=",
        "sort=username",
        "sort=SENT",
        "sort=USERNAME&sort=USERNAME",
        "sortDir=",
        "sortDir=asc",
        "sortDir=SENT",
        "sortDir=ASC&sortDir=DESC",
        "clientType=",
        "clientType=aws",
        "clientType=SENT",
        "clientType=OKTA",
        "connectionId=0",
        "connectionId=SENT",
        "connectionId=1&connectionId=1",
        "q=%00",
        "q=%ff",
        "q=%zz",
        "q=a&q=a",
        &long,
        "%ff=1",
    ] {
        for family in ["infrastructure", "version-control"] {
            check(&test.get(&key, &format!("/user-identities/{family}?{query}")).await, 40013, query);
        }
    }
    for (family, query) in [
        ("infrastructure", "clientType=GITHUB"),
        ("infrastructure", "sort=WRITE_ACCESS"),
        ("infrastructure", "sort=PUSH_PROD_CODE_ACCESS"),
        ("version-control", "clientType=AWS"),
        ("version-control", "sort=ADMIN_ACCESS"),
        ("version-control", "sort=DB_ACCESS"),
        ("version-control", "sort=CLIENT_ALIAS"),
    ] {
        check(&test.get(&key, &format!("/user-identities/{family}?{query}")).await, 40013, query);
    }
    for query in ["unknown=1", "unknown=1&unknown=2", "Page=0", "q=", "q=%20", "page=1.0&limit=20.0", "&&"] {
        let reply = test.get(&key, &format!("/user-identities/infrastructure?{query}")).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["total"]), (200, &5.into()), "{query}");
    }
}

#[tokio::test]
async fn head_is_answered_where_get_is() {
    let (test, key, ..) = register().await;
    for path in ["/user-identities/infrastructure", "/public/connections", "/users", "/users/1"] {
        assert_eq!(test.send(&key, Method::HEAD, path, Vec::new()).await.status, 200, "{path}");
    }
    for path in ["/user-identities/infrastructure/1/connect", "/nothing", "/users/0"] {
        let status = test.send(&key, Method::HEAD, path, Vec::new()).await.status;
        assert!(status.is_client_error(), "{path}: {status}");
    }
}
