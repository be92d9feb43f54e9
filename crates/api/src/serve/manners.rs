//! What every request gets, whatever it asks: a name, patience, an answer even to a panic, headers, a line in the log.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    panic::AssertUnwindSafe,
    time::Duration,
};

use axum::{
    Router,
    extract::{ConnectInfo, MatchedPath, Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use futures_util::FutureExt as _;
use http::{HeaderValue, Version, header};
use tokio::time::Instant;

use super::{
    ClientAddress, Limits, Metrics, RequestId, Transport, TrustedProxies, access_log::Asked, bodies, client_address,
    request_id, security_headers,
};
use crate::problems::{Code, Problem, Spelling};

/// The longest URL that is read; more is 414.
const URL_BYTES: usize = 8 * 1024;

/// Where our own API begins, whose errors are problem details.
const OWN_API: &str = "/api/v1";

/// How requests are received.
#[derive(Clone, Debug)]
pub struct Manners {
    /// Proxies whose `X-Forwarded-For` and `X-Request-Id` are believed.
    pub trusted: TrustedProxies,
    /// Whether clients come over HTTPS although this server does not end it.
    pub https: bool,
    /// Bytes of URL and headers together; more is 431.
    pub header_bytes: usize,
    /// How long nothing of a body may arrive while it is read; longer is 408.
    pub body_idle_timeout: Duration,
    /// Where requests are counted.
    pub metrics: Metrics,
}

impl Manners {
    /// Trusts nobody, within the default limits.
    #[must_use]
    pub fn new(metrics: Metrics) -> Self {
        Self {
            trusted: TrustedProxies::default(),
            https: false,
            header_bytes: Limits::default().header_bytes,
            body_idle_timeout: Duration::from_secs(30),
            metrics,
        }
    }
}

/// The router with those manners around every route and fallback it has.
///
/// Routes find [`RequestId`] and [`ClientAddress`] in the request's extensions.
pub fn dress(router: Router, manners: Manners) -> Router {
    router.layer(from_fn_with_state(manners, receive))
}

async fn receive(State(manners): State<Manners>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let https = manners.https || request.extensions().get() == Some(&Transport::Tls);
    let (id, client) = introduce(&mut request, &manners.trusted);
    let asked = Asked::of(&request, id.clone(), client);
    let mut response = match oversize(&request, &manners) {
        Some(problem) => problem.into_response(),
        None => answer(request, next, manners.body_idle_timeout).await,
    };
    security_headers::add(response.headers_mut(), https);
    if let Some(id) = id.value() {
        response.headers_mut().insert(request_id::HEADER, id);
    }
    let took = began.elapsed();
    let route = asked.route.as_ref().map_or("unmatched", MatchedPath::as_str);
    manners.metrics.request(route, &asked.method, response.status(), took);
    asked.write(&response, took);
    response
}

/// Names the request and its client, for the routes.
fn introduce(request: &mut Request, trusted: &TrustedProxies) -> (RequestId, ClientAddress) {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let from_trusted = peer.is_some_and(|peer| trusted.contains(peer));
    let id = RequestId::of(request.headers(), from_trusted);
    // A request without a peer was made in this process.
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let client = ClientAddress(client_address(peer, request.headers(), trusted));
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(client);
    (id, client)
}

fn oversize(request: &Request, manners: &Manners) -> Option<Problem> {
    let url = request.uri().path_and_query().map_or(0, |url| url.as_str().len());
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let code = if url > URL_BYTES {
        Code::UrlTooLong
    } else if url + headers > manners.header_bytes {
        Code::HeadersTooLarge
    } else {
        return None;
    };
    Some(Problem::new(code).spelled(spelling(request)))
}

/// The router's answer, or ours when its code panicked or the body stopped coming.
async fn answer(request: Request, next: Next, patience: Duration) -> Response {
    let spelling = spelling(&request);
    let one_at_a_time = request.version() < Version::HTTP_2;
    let (request, given_up) = bodies::with_patience(request, patience);
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let Ok(response) = answered else {
        return Problem::new(Code::Internal).spelled(spelling).into_response();
    };
    if !given_up.is_so() || response.status().is_success() {
        return response;
    }
    let mut response = Problem::new(Code::Timeout).spelled(spelling).into_response();
    if one_at_a_time {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn spelling(request: &Request) -> Spelling {
    let own = request.uri().path().strip_prefix(OWN_API).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if own { Spelling::Rfc9457 } else { Spelling::Documented }
}
