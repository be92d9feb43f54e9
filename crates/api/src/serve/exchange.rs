//! One request and its answer, and what becomes of a body that nobody read.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, Version, header};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use tokio::time::timeout;
use tower::Service as _;

use super::{
    connection::Visitor,
    pace::{InFlight, Owed, Pace},
};

/// Unread bytes that are worth reading so that the connection can be used again.
const SMALL: u64 = 64 * 1024;

/// How long that may take.
const SMALL_WITHIN: Duration = Duration::from_millis(500);

/// How a request came, as an extension of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Over plain HTTP.
    Plain,
    /// Over TLS that this server ended.
    Tls,
}

/// Answers one request.
pub(super) async fn exchange(
    request: Request<Incoming>,
    visitor: Visitor,
    mut router: Router,
    pace: Arc<Pace>,
) -> Result<Response<Accompanied>, Infallible> {
    let owed = pace.request(request.version() == Version::HTTP_2);
    let leftover = Leftover::of(&request);
    let mut request = leftover.watch(request);
    request.extensions_mut().insert(ConnectInfo::<SocketAddr>(visitor.peer));
    request.extensions_mut().insert(visitor.transport);
    let Ok(mut response) = router.as_service::<Body>().call(request).await;
    if let Some(rest) = leftover.rest() {
        if leftover.is_small(&rest) {
            let still = pace.busy();
            tokio::spawn(read_away(rest, pace, still));
        } else {
            pace.left_unread();
            // What is left of it is dropped with the connection, which lingers until the client has seen the answer.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
    }
    Ok(response.map(|body| Accompanied { body, _owed: owed }))
}

/// Reads what is left of a body, for a while.
async fn read_away(mut rest: Incoming, pace: Arc<Pace>, still: InFlight) {
    let reading = async { while let Some(Ok(_)) = rest.frame().await {} };
    if timeout(SMALL_WITHIN, reading).await.is_err() {
        pace.left_unread();
    }
    drop((rest, still));
}

/// The body of an HTTP/1 request that may be left unread, so that somebody minds it.
///
/// HTTP/2 needs none of this: it can end one request without the others.
#[derive(Debug)]
struct Leftover {
    rest: Option<Arc<Mutex<Option<Incoming>>>>,
    waits_for_continue: bool,
}

impl Leftover {
    fn of(request: &Request<Incoming>) -> Self {
        let minded = request.version() < Version::HTTP_2 && !request.body().is_end_stream();
        Self { rest: minded.then(Arc::default), waits_for_continue: request.headers().contains_key(header::EXPECT) }
    }

    fn watch(&self, request: Request<Incoming>) -> Request<Body> {
        request.map(|body| match &self.rest {
            Some(rest) => Body::new(Watched { body: Some(body), rest: Arc::clone(rest) }),
            None => Body::new(body),
        })
    }

    /// What was left unread, if the one who had the body has given it up.
    fn rest(&self) -> Option<Incoming> {
        self.rest.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether so little is to come that reading it is cheaper than a new connection.
    fn is_small(&self, rest: &Incoming) -> bool {
        // Reading from a client that waits to be told so would make it send.
        !self.waits_for_continue && rest.size_hint().upper().is_some_and(|bytes| bytes <= SMALL)
    }
}

/// A request's body that is handed back when it is dropped before its end.
#[derive(Debug)]
struct Watched {
    body: Option<Incoming>,
    rest: Arc<Mutex<Option<Incoming>>>,
}

impl hyper::body::Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(hyper::body::Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(SizeHint::default, hyper::body::Body::size_hint)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) {
            *self.rest.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        }
    }
}

/// An answer's body, which keeps its request in flight until it was handed over.
#[derive(Debug)]
pub(super) struct Accompanied {
    body: Body,
    _owed: Owed,
}

impl hyper::body::Body for Accompanied {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
