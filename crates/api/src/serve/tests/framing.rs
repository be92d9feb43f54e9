//! What is not well-formed HTTP, or more of it than is taken: the answer is the one that every other refusal is.

use std::time::Duration;

use tokio::io::AsyncWriteExt as _;

use super::bench::{Bench, impatient};
use crate::serve::Limits;

/// Fails unless this is one answer, with that status and code, dressed like every other, and the last of its connection.
fn assert_refused(answer: &str, code: u16, what: &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{what}: no answer: {answer}"));
    assert!(head.starts_with(&format!("HTTP/1.1 {} ", code / 100)), "{what}: {answer}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("{what}: no JSON: {answer}"));
    assert_eq!((&body["code"], &body["statusCode"]), (&code.into(), &(code / 100).into()), "{what}");
    for header in ["content-type: application/json", "x-content-type-options: nosniff", "x-request-id: ", "date: "] {
        assert_eq!(head.matches(header).count(), 1, "{what}: {header}: {head}");
    }
}

async fn assert_all_refused(code: u16, requests: &[&str]) {
    let server = Bench::start(Limits::default()).await;
    for request in requests {
        // The client is still sending when it is refused.
        let answer = server.say(&format!("{request}{}", "x".repeat(500_000))).await;
        assert_refused(&answer, code, request);
    }
    assert!(server.get("/hello", "").await.ends_with("hello"), "others are served");
}

#[tokio::test]
async fn what_is_no_request_is_400() {
    assert_all_refused(
        40011,
        &[
            "nonsense\r\n\r\n",
            "\x16\x03\x01\x02\0\x01\0\x01\u{7f}\x03\x03",
            "GET /hello\r\n\r\n",
            "GET /hello HTTP/3.0\r\nHost: t\r\n\r\n",
            "GET /hello HTTP/1.1\r\nHost t\r\n\r\n",
            "GET /hello HTTP/1.1\r\nHost: t\r\nBad Name: x\r\n\r\n",
            "GET /hello HTTP/1.1\r\nHost: t\r\nX : x\r\n\r\n",
            "GET /hello HTTP/1.1\r\nHost: t\r\nX: x\r\n folded\r\n\r\n",
            "GET /hello HTTP/1.1\r\nHost: t\r\nX: a\0b\r\n\r\n",
            "GET /hel\0lo HTTP/1.1\r\nHost: t\r\n\r\n",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_body_of_unclear_length_is_400() {
    let post = |headers: &str| format!("POST /read HTTP/1.1\r\nHost: t\r\n{headers}\r\n\r\n");
    let requests = [
        post("Content-Length: 1\r\nContent-Length: 2"),
        post("Content-Length: 1, 1"),
        post("Content-Length: -1"),
        post("Content-Length: +1"),
        post("Content-Length: 99999999999999999999999"),
        post("Transfer-Encoding: gzip"),
        post("Transfer-Encoding: xchunked"),
        post("Transfer-Encoding: chunked, gzip"),
    ];
    assert_all_refused(40011, &requests.each_ref().map(String::as_str)).await;
}

#[tokio::test]
async fn chunks_that_are_none_are_400() {
    let chunks = |chunks: &str| format!("POST /read HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
    let requests = [
        chunks("zz\r\nxx\r\n0\r\n\r\n"),
        chunks("-1\r\nx\r\n0\r\n\r\n"),
        chunks("2\r\nabcdef\r\n0\r\n\r\n"),
        chunks("fffffffffffffffff\r\nab\r\n0\r\n\r\n"),
        chunks(&format!("2;{}\r\nab\r\n0\r\n\r\n", "e".repeat(100_000))),
        chunks(&format!("2\r\nab\r\n0\r\nT: {}\r\n\r\n", "e".repeat(100_000))),
    ];
    assert_all_refused(40011, &requests.each_ref().map(String::as_str)).await;
}

#[tokio::test]
async fn a_request_says_which_host_and_what_of_it() {
    let server = Bench::start(Limits::default()).await;
    for broken in [
        "GET /hello HTTP/1.1\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nHost: a\r\n",
        "GET /hello HTTP/1.1\r\nHost: a/b\r\n",
        "GET /hello HTTP/1.1\r\nHost: user@a\r\n",
        "GET hello HTTP/1.1\r\nHost: t\r\n",
        "GET * HTTP/1.1\r\nHost: t\r\n",
    ] {
        let answer = server.say(&format!("{broken}Connection: close\r\n\r\n")).await;
        assert_refused(&answer, 40011, broken);
    }
    for fine in [
        "GET http://elsewhere.example:99/hello HTTP/1.1\r\nHost: t\r\n",
        "GET /hello HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n",
        "GET /hello HTTP/1.1\r\nHost:\r\n",
        "GET /hello HTTP/1.0\r\n",
    ] {
        let answer = server.say(&format!("{fine}Connection: close\r\n\r\n")).await;
        assert!(answer.contains(" 200 OK\r\n") && answer.ends_with("hello"), "{fine}: {answer}");
    }
    for odd in ["CONNECT t:443 HTTP/1.1\r\nHost: t\r\n", "OPTIONS * HTTP/1.1\r\nHost: t\r\n"] {
        let answer = server.say(&format!("{odd}Connection: close\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{odd}: {answer}");
    }
}

#[tokio::test]
async fn heads_over_the_limits_are_431_or_414_however_far_over() {
    let many: String = (0..150).map(|number| format!("X-{number}: a\r\n")).collect();
    let large: String = (0..70).map(|number| format!("X-{number}: {}\r\n", "a".repeat(1000))).collect();
    let get =
        |url: &str, headers: &str| format!("GET /{url} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n{headers}\r\n");
    let long = format!("X: {}\r\n", "a".repeat(1_000_000));
    assert_all_refused(43101, &[&get("", &many), &get("", &large), &get("", &long)]).await;
    assert_all_refused(41401, &[&get(&"a".repeat(20_480), ""), &get(&"a".repeat(1_000_000), "")]).await;
}

#[tokio::test]
async fn a_request_with_two_lengths_is_read_by_its_chunks_and_is_the_last_of_its_connection() {
    let server = Bench::start(Limits::default()).await;
    for lengths in
        ["Content-Length: 3\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 3"]
    {
        let smuggled = "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n";
        let answer = server
            .say(&format!("POST /read HTTP/1.1\r\nHost: t\r\n{lengths}\r\n\r\n1\r\nx\r\n0\r\n\r\n{smuggled}"))
            .await;
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nx"), "{answer}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_after_a_request_is_refused_after_its_answer() {
    let server = Bench::start(Limits::default()).await;
    for first in [
        "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET /slow HTTP/1.1\r\nHost: t\r\n\r\n",
        "POST /refuse HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc",
    ] {
        let answers = server.say(&format!("{first}{first}nonsense\r\n\r\n")).await;
        assert_eq!(answers.matches("HTTP/1.1 ").count(), 3, "{answers}");
        let (_, last) = answers.rsplit_once("HTTP/1.1 ").unwrap();
        assert_refused(&format!("HTTP/1.1 {last}"), 40011, first);
    }
}

#[tokio::test]
async fn a_client_that_waits_for_leave_to_send_gets_it() {
    let server = Bench::start(Limits::default()).await;
    let mut client = server.client().await;
    client.send("POST /read HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n").await;
    assert_eq!(client.until("\r\n\r\n").await, "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hello").await;
    assert!(client.until("hello").await.starts_with("HTTP/1.1 200 "));
    client.send("nonsense\r\n\r\n").await;
    assert_refused(&client.rest().await, 40011, "after a body that was waited for");
}

#[tokio::test]
async fn a_head_that_breaks_off_is_400_and_one_that_does_not_go_on_is_408() {
    let server = Bench::start(impatient()).await;
    for part in ["G", "GET /hello HT", "GET /hello HTTP/1.1\r\nHost: t\r\n", "PRI * HTTP/2.0\r\n\r\n"] {
        let mut client = server.client().await;
        client.send(part).await;
        client.0.shutdown().await.unwrap();
        assert_refused(&client.rest().await, 40011, part);
        let answer = server.say(part).await;
        assert_refused(&answer, 40801, part);
    }
    let mut client = server.client().await;
    client.0.shutdown().await.unwrap();
    assert_eq!(client.rest().await, "", "nothing is no request");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_400() {
    let server = Bench::start(Limits::default()).await;
    for part in ["Content-Length: 9\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n9\r\nabc"] {
        let mut client = server.client().await;
        client.send(&format!("POST /read HTTP/1.1\r\nHost: t\r\n{part}")).await;
        client.0.shutdown().await.unwrap();
        assert_refused(&client.rest().await, 40011, part);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_counted_and_dressed_for_https_too() {
    let server = Bench::with(Limits::default(), None, |manners| manners.https = true).await;
    let answer = server.say("nonsense\r\n\r\n").await;
    assert!(answer.contains("\r\nstrict-transport-security: max-age=31536000\r\n"), "{answer}");
    let page = server.metrics.page();
    let counted = "whose_http_requests_total{route=\"unmatched\",method=\"OTHER\",status=\"400\"} 1";
    assert!(page.lines().any(|line| line == counted), "{page}");
}

#[tokio::test]
async fn a_client_that_takes_no_refusal_is_given_up() {
    let limits = Limits { linger_within: Duration::from_millis(300), ..impatient() };
    let server = Bench::start(limits).await;
    let mut client = server.client().await;
    client.send("nonsense\r\n\r\n").await;
    let closed = async {
        while !server.metrics.page().contains("whose_http_connections_open 0") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    tokio::time::timeout(Duration::from_secs(5), closed).await.unwrap();
}
