//! Requests to the API in the same process.

use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::TestApp;

/// An answer of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as it came.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// Its body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    /// The `code` of a problem; 0 where there is none.
    #[must_use]
    pub fn code(&self) -> u64 {
        self.json()["code"].as_u64().unwrap_or_default()
    }
}

impl TestApp {
    /// Reads a path with a key.
    pub async fn get(&self, key: &str, path: &str) -> Reply {
        self.send(key, Method::GET, path, Vec::new()).await
    }

    /// Puts JSON to a path with a key.
    pub async fn put(&self, key: &str, path: &str, body: &str) -> Reply {
        self.send(key, Method::PUT, path, body.into()).await
    }

    /// Posts JSON to a path with a key.
    pub async fn post(&self, key: &str, path: &str, body: &str) -> Reply {
        self.send(key, Method::POST, path, body.into()).await
    }

    /// Sends a request with a key, and JSON where there is a body.
    pub async fn send(&self, key: &str, method: Method, path: &str, body: Vec<u8>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if !key.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        self.ask(request.body(Body::from(body)).expect("a request")).await
    }

    /// Sends any request.
    pub async fn ask(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body is read").to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, bytes }
    }
}
