//! What every request gets, whatever it asks: a name, patience, an answer even to a panic, headers, a line in the log.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    panic::AssertUnwindSafe,
};

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use futures_util::FutureExt as _;
use http::{HeaderValue, Version, header};

use super::{
    ClientAddress, Limits, Metrics, RequestId, Transport, TrustedProxies, access_log::Asked, bodies, client_address,
    fitness::unfit, request_id, security_headers,
};
use crate::problems::{Code, Problem, Spelling};

/// Where our own API begins, whose errors are problem details.
const OWN_API: &str = "/api/v1";

/// How requests are received.
#[derive(Clone, Debug)]
pub struct Manners {
    /// Proxies whose `X-Forwarded-For` and `X-Request-Id` are believed.
    pub trusted: TrustedProxies,
    /// Whether clients come over HTTPS although this server does not end it.
    pub https: bool,
    /// Where requests and connections are counted.
    pub metrics: Metrics,
}

impl Manners {
    /// Trusts nobody.
    #[must_use]
    pub fn new(metrics: Metrics) -> Self {
        Self { trusted: TrustedProxies::default(), https: false, metrics }
    }

    /// The answer as it leaves: with the headers that every answer has, counted, and with a line in the log.
    pub(super) fn see_off(&self, mut response: Response, asked: &Asked, transport: Transport) -> Response {
        security_headers::add(response.headers_mut(), self.https || transport == Transport::Tls);
        if let Some(id) = asked.id.value() {
            response.headers_mut().insert(request_id::HEADER, id);
        }
        if let Some(problem) = response.extensions().get::<Problem>() {
            self.metrics.problem(problem.code().number());
        }
        let took = asked.since.elapsed();
        self.metrics.request(asked.route(), asked.method.as_ref(), response.status(), took);
        asked.write(&response, took);
        response
    }
}

/// The router with those manners around every route and fallback it has.
///
/// Routes find [`RequestId`] and [`ClientAddress`] in the request's extensions.
pub(super) fn dress(router: Router, manners: Manners, limits: Limits) -> Router {
    router.layer(from_fn_with_state((manners, limits), receive))
}

async fn receive(State((manners, limits)): State<(Manners, Limits)>, mut request: Request, next: Next) -> Response {
    let _in_flight = manners.metrics.request_begun();
    let transport = request.extensions().get().copied().unwrap_or(Transport::Plain);
    let asked = introduce(&mut request, &manners.trusted);
    let response = match unfit(&request, &limits) {
        Some(code) => Problem::new(code).spelled(spelling(&request)).into_response(),
        None => answer(request, next, &limits).await,
    };
    manners.see_off(response, &asked, transport)
}

/// Names the request and its client, for the routes.
fn introduce(request: &mut Request, trusted: &TrustedProxies) -> Asked {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let from_trusted = peer.is_some_and(|peer| trusted.contains(peer));
    let id = RequestId::of(request.headers(), from_trusted);
    // A request without a peer was made in this process.
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let client = ClientAddress(client_address(peer, request.headers(), trusted));
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(client);
    Asked::of(request, id, client)
}

/// The router's answer, or ours when its code panicked or the body stopped coming.
async fn answer(request: Request, next: Next, limits: &Limits) -> Response {
    let spelling = spelling(&request);
    let one_at_a_time = request.version() < Version::HTTP_2;
    let (request, given_up) = bodies::with_patience(request, limits);
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
