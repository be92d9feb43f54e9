use std::time::Duration;

use tokio::{
    io::AsyncWriteExt as _,
    time::{Instant, timeout},
};

use super::bench::{Bench, LONG, impatient};
use crate::serve::Limits;

fn headers(count: usize, bytes: usize) -> String {
    (0..count).map(|number| format!("X-{number}: {}\r\n", "a".repeat(bytes))).collect()
}

#[tokio::test]
async fn headers_over_the_limit_are_431_in_our_words() {
    let server = Bench::start(Limits::default()).await;
    let answer = server.get("/hello", &headers(5, 7000)).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    assert!(answer.contains("\"code\":43101"), "{answer}");
    assert!(answer.contains("x-request-id: "), "{answer}");
}

#[tokio::test]
async fn headers_within_the_limit_are_fine() {
    let server = Bench::start(Limits::default()).await;
    assert!(server.get("/hello", &headers(4, 7000)).await.ends_with("hello"));
}

#[tokio::test]
async fn a_url_over_the_limit_is_414() {
    let server = Bench::start(Limits::default()).await;
    let answer = server.get(&format!("/api/v1/{}", "a".repeat(9000)), "").await;
    assert!(answer.starts_with("HTTP/1.1 414 "), "{answer}");
    assert!(answer.contains("content-type: application/problem+json"), "{answer}");
}

#[tokio::test]
async fn a_refusal_reaches_a_client_that_is_still_sending_ten_megabytes() {
    let server = Bench::start(Limits::default()).await;
    for framing in ["Content-Length: 10485760", "Transfer-Encoding: chunked"] {
        let mut client = server.client().await;
        client.send(&format!("POST /refuse HTTP/1.1\r\nHost: t\r\n{framing}\r\n\r\n")).await;
        let part = "x".repeat(65_536);
        let part = if framing.starts_with('C') { part } else { format!("10000\r\n{part}\r\n") };
        for _ in 0..160 {
            // Like a simple client: everything is sent before the answer is read.
            client.0.write_all(part.as_bytes()).await.unwrap();
        }
        let answer = client.rest().await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{framing}: {answer}");
        assert!(answer.contains("connection: close"), "{framing}: {answer}");
        assert!(answer.ends_with("too large"), "{framing}: {answer}");
    }
}

#[tokio::test]
async fn a_connection_lives_on_when_little_was_left_unread() {
    let server = Bench::start(Limits::default()).await;
    let mut client = server.client().await;
    for _ in 0..3 {
        client.send("POST /refuse HTTP/1.1\r\nHost: t\r\nContent-Length: 40000\r\n\r\n").await;
        client.until("too large").await;
        client.send(&"x".repeat(40_000)).await;
    }
    client.send("GET /hello HTTP/1.1\r\nHost: t\r\n\r\n").await;
    client.until("hello").await;
}

#[tokio::test]
async fn a_client_that_waits_for_leave_to_send_is_refused_without_it() {
    let server = Bench::start(Limits::default()).await;
    let answer =
        server.say("POST /refuse HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn lingering_ends_by_itself() {
    let limits = Limits { linger_within: Duration::from_millis(300), ..Limits::default() };
    let server = Bench::start(limits).await;
    let mut client = server.client().await;
    client.send("POST /refuse HTTP/1.1\r\nHost: t\r\nContent-Length: 10485760\r\n\r\nxxx").await;
    client.until("too large").await;
    let closed = async {
        while !server.metrics.page().contains("whose_http_connections_open 0") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), closed).await.unwrap();
}

#[tokio::test]
async fn a_body_that_stops_coming_is_408() {
    let server = Bench::start(Limits { body_idle_timeout: Duration::from_millis(300), ..impatient() }).await;
    let answer = server.say("POST /read HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\n123").await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\"code\":40801"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn a_body_that_drips_is_408() {
    let limits = Limits { body_grace: Duration::from_millis(300), body_rate: 1000, ..Limits::default() };
    let server = Bench::start(limits).await;
    let mut client = server.client().await;
    client.send("POST /read HTTP/1.1\r\nHost: t\r\nContent-Length: 500\r\n\r\n").await;
    let began = Instant::now();
    // As many bytes at once as earn 200 ms more.
    client.send(&"x".repeat(200)).await;
    while timeout(Duration::from_millis(20), client.0.readable()).await.is_err() {
        assert!(began.elapsed() < LONG);
        client.send("x").await;
    }
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(500) && took < Duration::from_secs(5), "{took:?}");
    let answer = client.rest().await;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("\"code\":40801"), "{answer}");
}

#[tokio::test]
async fn a_server_that_takes_its_time_does_not_blame_the_client() {
    let limits = Limits { body_grace: Duration::from_millis(100), body_rate: 1000, ..Limits::default() };
    let server = Bench::start(limits).await;
    let mut client = server.client().await;
    client.send("POST /read-late HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nConnection: close\r\n\r\n1").await;
    tokio::time::sleep(Duration::from_millis(450)).await;
    client.send("2").await;
    assert!(client.rest().await.ends_with("12"));
}

#[tokio::test]
async fn a_body_that_keeps_coming_may_take_its_time() {
    let server = Bench::start(Limits { body_idle_timeout: Duration::from_millis(300), ..impatient() }).await;
    let mut client = server.client().await;
    client.send("POST /read HTTP/1.1\r\nHost: t\r\nContent-Length: 8\r\nConnection: close\r\n\r\n").await;
    for _ in 0..8 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        client.send("x").await;
    }
    assert!(client.rest().await.ends_with("xxxxxxxx"));
}
