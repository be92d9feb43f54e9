//! A server to try things on, and a client that does exactly what it is told.

use std::{net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::Path,
    http::StatusCode,
    routing::{get, post},
};
use http_body_util::{BodyExt as _, Collected};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

use crate::{
    context::unreadable,
    problems::Problem,
    serve::{Limits, Manners, Metrics, Site, Stopped, Tls, serve},
};

/// Longer than anything here takes.
pub(super) const LONG: Duration = Duration::from_secs(20);

pub(super) struct Bench {
    pub(super) address: SocketAddr,
    pub(super) metrics: Metrics,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Stopped>,
}

impl Bench {
    /// A server of the routes below.
    pub(super) async fn start(limits: Limits) -> Self {
        Self::with(limits, None, |_| {}).await
    }

    pub(super) async fn with(limits: Limits, tls: Option<Tls>, change: impl FnOnce(&mut Manners)) -> Self {
        let metrics = Metrics::new("1.2.3");
        let mut manners = Manners::new(metrics.clone());
        change(&mut manners);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let site = Site { router: routes(), tls, limits, manners };
        let running = tokio::spawn(serve(listener, site, async { drop(stopped.await) }));
        Self { address, metrics, stop, running }
    }

    pub(super) async fn client(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }

    /// Sends these bytes on a new connection and reads until the server closes it.
    pub(super) async fn say(&self, bytes: &str) -> String {
        let mut client = self.client().await;
        client.send(bytes).await;
        client.rest().await
    }

    /// Asks for a path, with these headers, on a connection of its own.
    pub(super) async fn get(&self, path: &str, headers: &str) -> String {
        self.say(&format!("GET {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n{headers}\r\n")).await
    }

    pub(super) fn stop(self) -> JoinHandle<Stopped> {
        self.stop.send(()).unwrap();
        self.running
    }
}

pub(super) struct Client(pub(super) TcpStream);

impl Client {
    pub(super) async fn send(&mut self, bytes: &str) {
        self.0.write_all(bytes.as_bytes()).await.unwrap();
    }

    /// Everything until the server closes; a reset ends the test.
    pub(super) async fn rest(&mut self) -> String {
        let mut answer = Vec::new();
        timeout(LONG, self.0.read_to_end(&mut answer)).await.unwrap().unwrap();
        String::from_utf8(answer).unwrap()
    }

    /// Everything until it ends with this.
    pub(super) async fn until(&mut self, end: &str) -> String {
        let mut answer = String::new();
        while !answer.ends_with(end) {
            let byte = timeout(LONG, self.0.read_u8()).await.unwrap().unwrap();
            answer.push(char::from(byte));
        }
        answer
    }
}

fn routes() -> Router {
    Router::new()
        .route("/hello", get(async || "hello"))
        .route("/slow", get(slow))
        .route("/panic", get(panicking))
        .route("/people/{name}", get(async |Path(name): Path<String>| name))
        .route("/refuse", post(async || (StatusCode::PAYLOAD_TOO_LARGE, "too large")))
        .route("/read", post(read))
        .route("/read-late", post(read_late))
        .route("/api/v1/read", post(read))
        .route("/endless", get(async || Body::from(vec![b'x'; 64 * 1024 * 1024])))
}

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_millis(400)).await;
    "slow"
}

async fn panicking() -> &'static str {
    panic!("a bug")
}

async fn read(body: Body) -> Result<Bytes, Problem> {
    body.collect().await.map(Collected::to_bytes).map_err(|failed| unreadable(&failed))
}

async fn read_late(body: Body) -> Result<Bytes, Problem> {
    tokio::time::sleep(Duration::from_millis(400)).await;
    read(body).await
}

/// Limits that are reached soon.
pub(super) fn impatient() -> Limits {
    Limits {
        header_timeout: Duration::from_millis(300),
        idle_timeout: Duration::from_millis(900),
        stop_within: Duration::from_secs(2),
        ..Limits::default()
    }
}
