//! The API's page at `/docs`, and the document at `/openapi.json`. They need no key and no other host.

use std::sync::OnceLock;

use axum::{
    Router,
    http::{HeaderName, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use super::document;

/// What the page may load: its own files, and the styles and pictures that its scripts write into it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = include_str!("page.html");
const START: &str = include_str!("start.js");
const OWN_STYLES: &str = include_str!("page.css");
const STYLES: &[u8] = include_bytes!("../../../../vendor/swagger-ui/swagger-ui.css");
const SCRIPTS: &[u8] = include_bytes!("../../../../vendor/swagger-ui/swagger-ui-bundle.js");

/// `/openapi.json`, `/docs` and its files.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/openapi.json", get(|| async { file("application/json", text()) }))
        .route("/docs", get(page))
        .route("/docs/", get(|| async { Redirect::permanent("../docs") }))
        .route("/docs/start.js", get(|| async { file("text/javascript; charset=utf-8", START) }))
        .route("/docs/page.css", get(|| async { file("text/css; charset=utf-8", OWN_STYLES) }))
        .route("/docs/swagger-ui.css", get(|| async { file("text/css; charset=utf-8", STYLES) }))
        .route("/docs/swagger-ui-bundle.js", get(|| async { file("text/javascript; charset=utf-8", SCRIPTS) }))
}

async fn page() -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], file("text/html; charset=utf-8", PAGE)).into_response()
}

/// The document, built once.
fn text() -> &'static str {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    DOCUMENT.get_or_init(document)
}

/// A file that may be kept for an hour.
fn file(media: &'static str, body: impl IntoResponse) -> Response {
    const HEADERS: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "public, max-age=3600")];
    let mut response = (HEADERS, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media));
    response
}
