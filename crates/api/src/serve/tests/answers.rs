use super::bench::Bench;
use crate::serve::{Limits, Network, TrustedProxies};

/// A header of an answer.
fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let server = Bench::start(Limits::default()).await;
    for path in ["/hello", "/no-such-route", "/panic"] {
        let answer = server.get(path, "").await;
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(header(&answer, "cache-control"), Some("no-store"), "{path}");
        assert_eq!(header(&answer, "referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(header(&answer, "x-frame-options"), Some("DENY"), "{path}");
        let policy = Some("default-src 'none'; frame-ancestors 'none'");
        assert_eq!(header(&answer, "content-security-policy"), policy, "{path}");
        assert_eq!(header(&answer, "strict-transport-security"), None, "{path}");
    }
}

#[tokio::test]
async fn clients_that_come_by_https_are_told_to_stay_with_it() {
    let server = Bench::with(Limits::default(), None, |manners| manners.https = true).await;
    let answer = server.get("/hello", "").await;
    assert_eq!(header(&answer, "strict-transport-security"), Some("max-age=31536000"));
}

#[tokio::test]
async fn a_panic_is_a_500_that_says_nothing_and_the_connection_lives_on() {
    let server = Bench::start(Limits::default()).await;
    let body =
        r#"{"name":"InternalServerErrorException","statusCode":500,"message":"Internal server error","code":50001}"#;
    let mut client = server.client().await;
    client.send("GET /panic HTTP/1.1\r\nHost: t\r\n\r\n").await;
    assert!(client.until(body).await.starts_with("HTTP/1.1 500 "));
    client.send("GET /hello HTTP/1.1\r\nHost: t\r\n\r\n").await;
    client.until("hello").await;
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_its_own() {
    let server = Bench::start(Limits::default()).await;
    let (first, second) = (server.get("/hello", "").await, server.get("/hello", "X-Request-Id: mine\r\n").await);
    let (first, second) = (header(&first, "x-request-id").unwrap(), header(&second, "x-request-id").unwrap());
    assert_ne!(first, second);
    for id in [first, second] {
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    }
}

#[tokio::test]
async fn a_trusted_proxy_names_the_request_if_the_name_is_sane() {
    let server = Bench::with(Limits::default(), None, |manners| {
        manners.trusted = TrustedProxies::from_iter(["127.0.0.0/8".parse::<Network>().unwrap()]);
    })
    .await;
    let answer = server.get("/hello", "X-Request-Id: A.b_c-1\r\n").await;
    assert_eq!(header(&answer, "x-request-id"), Some("A.b_c-1"));
    for odd in ["", "a b", "a\tb", "<b>", &"a".repeat(65)] {
        let answer = server.get("/hello", &format!("X-Request-Id: {odd}\r\n")).await;
        assert_eq!(header(&answer, "x-request-id").unwrap().len(), 32, "{odd}");
    }
}
