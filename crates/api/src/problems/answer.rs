//! Problems as bytes and as responses.

use std::borrow::Cow;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Code, Problem, Spelling};
use crate::wire::schemas;

/// The body of every error of the documented operations.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ExceptionResponsePublicDto)]
pub struct ErrorBody<'a> {
    /// The usual exception name of the status.
    pub name: &'a str,
    /// The HTTP status.
    #[schema(schema_with = schemas::number)]
    pub status_code: u16,
    /// What is wrong, in words.
    pub message: Cow<'a, str>,
    /// What is wrong, as a number that programs can rely on.
    #[schema(schema_with = schemas::number)]
    pub code: u16,
}

/// The body of every error of our own API: problem details (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemDetails<'a> {
    /// Always `about:blank`: the code tells more.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// The usual phrase of the status.
    pub title: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, in words.
    pub detail: Cow<'a, str>,
    /// What is wrong, as a number that programs can rely on.
    pub code: u16,
}

impl Problem {
    /// The status of its answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The body of its answer, in its spelling.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let code = self.code();
        let written = match self.spelling {
            Spelling::Documented => serde_json::to_vec(&ErrorBody {
                name: code.name(),
                status_code: code.status(),
                message: self.message(),
                code: code.number(),
            }),
            Spelling::Rfc9457 => serde_json::to_vec(&ProblemDetails {
                kind: "about:blank",
                title: self.status().canonical_reason().unwrap_or_default(),
                status: code.status(),
                detail: self.message(),
                code: code.number(),
            }),
        };
        written.unwrap_or_default()
    }

    /// The headers that its answer has besides the usual ones: what to send next, or when.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value: Option<HeaderValue>| value.map(|value| headers.insert(name, value));
        set(header::CONTENT_TYPE, Some(HeaderValue::from_static(self.spelling.content_type())));
        if self.code() == Code::Key {
            set(header::WWW_AUTHENTICATE, Some(HeaderValue::from_static("Bearer")));
        }
        set(header::ALLOW, self.allow.as_deref().and_then(|methods| HeaderValue::from_str(methods).ok()));
        set(header::RETRY_AFTER, self.retry_after.map(HeaderValue::from));
        headers
    }
}

impl Spelling {
    const fn content_type(self) -> &'static str {
        match self {
            Self::Documented => "application/json",
            Self::Rfc9457 => "application/problem+json",
        }
    }
}

impl IntoResponse for Problem {
    /// The answer. It carries the problem as an extension, so that layers can count it, or write it in another spelling.
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body()));
        *response.status_mut() = self.status();
        *response.headers_mut() = self.headers();
        response.extensions_mut().insert(self);
        response
    }
}
