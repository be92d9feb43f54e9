use std::time::Duration;

use tokio::{
    io::AsyncReadExt as _,
    time::{Instant, timeout},
};

use super::bench::{Bench, LONG, impatient};
use crate::serve::{Limits, Stopped};

const GET: &str = "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n";

#[tokio::test]
async fn headers_that_never_end_are_given_up_while_others_are_served() {
    let server = Bench::start(impatient()).await;
    let began = Instant::now();
    let mut bad = server.client().await;
    bad.send("GET /hello HTTP/1.1\r\nHo").await;
    let mut good = server.client().await;
    let dripping = async {
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if tokio::io::AsyncWriteExt::write_all(&mut bad.0, b"x").await.is_err() {
                break;
            }
        }
        began.elapsed()
    };
    let served = async {
        for _ in 0..10 {
            good.send(GET).await;
            assert!(good.until("hello").await.starts_with("HTTP/1.1 200 OK"));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let (gave_up_after, ()) = tokio::join!(dripping, served);
    assert!(gave_up_after >= Duration::from_millis(300), "{gave_up_after:?}");
    assert!(gave_up_after < Duration::from_secs(2), "{gave_up_after:?}");
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let server = Bench::start(impatient()).await;
    let mut client = server.client().await;
    assert_eq!(timeout(LONG, client.0.read(&mut [0; 1])).await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn an_idle_connection_outlives_the_header_timeout_and_then_is_closed() {
    let server = Bench::start(impatient()).await;
    let mut client = server.client().await;
    client.send(GET).await;
    client.until("hello").await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    client.send(GET).await;
    client.until("hello").await;
    let began = Instant::now();
    assert_eq!(client.rest().await, "");
    assert!(began.elapsed() >= Duration::from_millis(700), "{:?}", began.elapsed());
}

#[tokio::test]
async fn the_second_request_of_a_connection_must_hurry_as_well() {
    let server = Bench::start(Limits { idle_timeout: LONG * 2, ..impatient() }).await;
    let mut client = server.client().await;
    client.send(GET).await;
    client.until("hello").await;
    client.send("GET /he").await;
    let began = Instant::now();
    let _ = timeout(LONG, client.0.read(&mut [0; 1])).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn connections_over_the_cap_wait_for_their_turn() {
    let server = Bench::start(Limits { connections: 2, ..Limits::default() }).await;
    let mut first = server.client().await;
    let mut second = server.client().await;
    for client in [&mut first, &mut second] {
        client.send(GET).await;
        client.until("hello").await;
    }
    let mut third = server.client().await;
    third.send(GET).await;
    assert!(timeout(Duration::from_millis(300), third.until("hello")).await.is_err(), "there was no room");
    drop(first);
    third.until("hello").await;
    assert!(server.metrics.page().contains("whose_http_connections_delayed_total 2"));
    assert!(server.metrics.page().contains("whose_http_connections_open 2"));
}

#[tokio::test]
async fn a_stop_lets_the_request_in_flight_end() {
    let server = Bench::start(Limits::default()).await;
    let address = server.address;
    let mut idle = server.client().await;
    idle.send(GET).await;
    idle.until("hello").await;
    let mut client = server.client().await;
    client.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    let running = server.stop();
    assert!(client.rest().await.ends_with("slow"));
    assert_eq!(idle.rest().await, "");
    assert_eq!(timeout(LONG, running).await.unwrap().unwrap(), Stopped { cut: 0 });
    assert!(began.elapsed() < Duration::from_secs(1), "nothing was left to wait for");
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let limits = Limits { stop_within: Duration::from_millis(200), ..Limits::default() };
    let server = Bench::start(limits).await;
    let mut client = server.client().await;
    client.send("POST /read HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\n1").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    assert_eq!(timeout(LONG, server.stop()).await.unwrap().unwrap(), Stopped { cut: 1 });
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_client_that_takes_no_answer_is_given_up() {
    let server = Bench::start(Limits { write_timeout: Duration::from_millis(300), ..Limits::default() }).await;
    let mut client = server.client().await;
    client.send("GET /endless HTTP/1.1\r\nHost: t\r\n\r\n").await;
    let closed = async {
        while !server.metrics.page().contains("whose_http_connections_open 0") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    timeout(LONG, closed).await.unwrap();
}

#[tokio::test]
async fn a_client_that_has_said_all_it_had_to_say_is_answered() {
    let server = Bench::start(Limits::default()).await;
    let mut client = server.client().await;
    client.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n").await;
    tokio::io::AsyncWriteExt::shutdown(&mut client.0).await.unwrap();
    assert!(client.rest().await.ends_with("slow"));
}

/// The preface of HTTP/2, empty settings, and `GET /hello` as the first stream (RFC 9113, RFC 7541).
const GET_2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\
    \0\0\x0d\x01\x05\0\0\0\x01\x82\x86\x04\x06/hello\x41\x01t";

#[tokio::test]
async fn http_2_is_answered_without_tls_and_ends_when_idle_or_stopped() {
    for idle in [true, false] {
        let server = Bench::start(impatient()).await;
        let mut client = server.client().await;
        tokio::io::AsyncWriteExt::write_all(&mut client.0, GET_2).await.unwrap();
        let mut seen = Vec::new();
        while !seen.ends_with(b"hello") {
            seen.push(timeout(LONG, client.0.read_u8()).await.unwrap().unwrap());
        }
        let began = Instant::now();
        let running = if idle { None } else { Some(server.stop()) };
        let mut rest = Vec::new();
        // This client acknowledges nothing, so it is cut in the end rather than waited for.
        let _ = timeout(LONG, client.0.read_to_end(&mut rest)).await.unwrap();
        assert!(rest.windows(5).any(|head| head == b"\0\0\x08\x07\0"), "the server says goodbye: {rest:?}");
        assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
        if let Some(running) = running {
            assert_eq!(running.await.unwrap(), Stopped { cut: 1 });
        }
    }
}
