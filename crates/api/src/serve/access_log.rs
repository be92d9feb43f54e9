//! One line per request: enough to find it again, nothing that it carried.

use std::time::Duration;

use axum::{
    extract::{MatchedPath, Request},
    response::Response,
};
use domain::ids::KeyId;
use http::Method;
use tokio::time::Instant;

use super::{ClientAddress, RequestId};

/// The longest path that is written when no route matched.
const LONGEST: usize = 200;

/// The key that a request was made with, as an extension of the answer: routes set it, the log writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenKey(pub KeyId);

/// What is kept of a request until its answer is there.
#[derive(Debug)]
pub(super) struct Asked {
    /// None when the request could not be read.
    pub(super) method: Option<Method>,
    /// The pattern of the route, so that ids and addresses stay out of log and metrics.
    route: Option<MatchedPath>,
    path: Option<String>,
    pub(super) id: RequestId,
    client: ClientAddress,
    pub(super) since: Instant,
}

impl Asked {
    pub(super) fn of(request: &Request, id: RequestId, client: ClientAddress) -> Self {
        let route = request.extensions().get::<MatchedPath>().cloned();
        let path = route.is_none().then(|| request.uri().path().chars().take(LONGEST).collect());
        Self { method: Some(request.method().clone()), route, path, id, client, since: Instant::now() }
    }

    /// A request that could not be read.
    pub(super) fn unreadable(id: RequestId, client: ClientAddress) -> Self {
        Self { method: None, route: None, path: None, id, client, since: Instant::now() }
    }

    /// The pattern of the route, for counting.
    pub(super) fn route(&self) -> &str {
        self.route.as_ref().map_or("unmatched", MatchedPath::as_str)
    }

    /// Writes the line: never headers, query or bodies.
    pub(super) fn write(&self, response: &Response, took: Duration) {
        let path = self.route.as_ref().map(MatchedPath::as_str).or(self.path.as_deref()).unwrap_or("-");
        let key = response.extensions().get::<SeenKey>().map(|key| key.0.get());
        tracing::info!(
            target: "whose::access",
            method = self.method.as_ref().map_or("-", Method::as_str),
            path,
            status = response.status().as_u16(),
            micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            request = %self.id.0,
            client = %self.client.0,
            key,
        );
    }
}
