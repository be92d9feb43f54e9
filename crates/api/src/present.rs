//! Presenting: values of the register as answers of the documented API.

use app::accounts::World;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use store::links::Stored;

use crate::{
    operations::Answer,
    problems::{Code, Problem},
    wire::{self, Contract, Identity, Missing, Seen},
};

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    let body = serde_json::to_vec(value).map_err(|cause| bug(&cause))?;
    let mut response = Body::from(body).into_response();
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// The world of an answer, as the wire wants it.
pub(crate) fn world(world: &World, contract: Contract) -> wire::World<'_> {
    wire::World { people: &world.people, connections: &world.connections, contract }
}

/// An account as an identity.
pub(crate) fn identity<'a>(stored: &'a Stored, world: &wire::World<'a>) -> Result<Identity<'a>, Problem> {
    let updated_at = stored.account.updated_at.max(stored.decided_at);
    let seen = Seen { account: &stored.account, link: &stored.link, updated_at };
    Identity::of(seen, world).map_err(incomplete)
}

/// Somebody or something that an answer names was not loaded with it.
pub(crate) fn incomplete(missing: Missing) -> Problem {
    bug(&missing)
}

/// A bug: its cause goes to the log.
pub(crate) fn bug(cause: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%cause, "an answer could not be written");
    Problem::new(Code::Internal)
}

/// The same answer with another header.
pub(crate) fn with(mut response: Response, name: header::HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
