//! What needs no key: whether the process lives, whether it is ready, and what the API is.

use app::App;
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    openapi,
    problems::{Code, Problem},
};

/// `/healthz`, `/readyz`, `/openapi.json`, and the page at `/docs`.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/healthz", get(|| async { json(StatusCode::OK, r#"{"status":"alive"}"#) }))
        .route("/readyz", get(ready))
        .merge(openapi::page::router())
        .method_not_allowed_fallback(|| async { Problem::method("GET, HEAD") })
        .with_state(app)
}

/// Ready while the database answers.
async fn ready(State(app): State<App>) -> Response {
    match app.ready().await {
        Ok(()) => json(StatusCode::OK, r#"{"status":"ready"}"#),
        Err(_) => Problem::new(Code::Storage).into_response(),
    }
}

fn json(status: StatusCode, body: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
