//! What a handler gets: an admitted request, its parts still to be read in their order.

use std::sync::Arc;

use app::{App, Caller};
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::{
    Settings,
    operations::{Operation, Takes},
    paths,
    problems::{Code, Problem},
};

/// An admitted request.
pub(crate) struct Context {
    pub(crate) app: App,
    pub(crate) settings: Arc<Settings>,
    pub(crate) caller: Caller,
    pub(crate) operation: &'static Operation,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

impl Context {
    /// The number in the path.
    pub(crate) fn id(&self) -> Result<i64, Problem> {
        path_id(self.operation.path, &self.path)
    }

    /// A text in the path, percent-encoding undone.
    pub(crate) fn text(&self, name: &str) -> Result<String, Problem> {
        let raw = raw_parameter(self.operation.path, &self.path, &format!("{{{name}}}")).unwrap_or_default();
        Ok(paths::text(name, raw)?.into_owned())
    }

    /// The whole body, of at most what the operation takes: more is refused without being read.
    pub(crate) async fn body(&mut self) -> Result<Bytes, Problem> {
        let body = self.stream()?;
        match body.collect().await {
            Ok(collected) => Ok(collected.to_bytes()),
            Err(failed) => Err(unreadable(failed.as_ref())),
        }
    }

    /// The body as a stream that ends with an error where it is too large.
    pub(crate) fn stream(&mut self) -> Result<Limited<Body>, Problem> {
        let limit = match self.operation.takes {
            Takes::Nothing => 0,
            Takes::Json(limit) | Takes::File(limit) => limit,
        };
        let announced = self.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length: u64| length > limit as u64) {
            return Err(Problem::new(Code::TooLarge));
        }
        Ok(Limited::new(std::mem::take(&mut self.body), limit))
    }
}

/// Why a body could not be read: too large, broken off or badly framed, or it stopped coming.
pub(crate) fn unreadable(failed: &(dyn std::error::Error + 'static)) -> Problem {
    let mut cause = Some(failed);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Problem::new(Code::TooLarge);
        }
        if error.is::<hyper::Error>() {
            return Problem::new(Code::Framing);
        }
        cause = error.source();
    }
    Problem::new(Code::Timeout)
}

/// The number in a path of this pattern.
pub(crate) fn path_id(pattern: &str, path: &str) -> Result<i64, Problem> {
    paths::id(raw_parameter(pattern, path, "{id}").unwrap_or_default())
}

/// The raw segment of the path that stands where the pattern has that parameter; a prefix before the pattern is skipped.
fn raw_parameter<'p>(pattern: &str, path: &'p str, parameter: &str) -> Option<&'p str> {
    let from_end = pattern.rsplit('/').position(|segment| segment == parameter)?;
    path.rsplit('/').nth(from_end).filter(|raw| !raw.is_empty())
}

#[cfg(test)]
mod tests {
    use super::raw_parameter;

    #[test]
    fn parameters_are_found_under_any_prefix_and_stay_encoded() {
        let pattern = "/user-identities/infrastructure/{id}/connect";
        assert_eq!(raw_parameter(pattern, "/public/user-identities/infrastructure/%31/connect", "{id}"), Some("%31"));
        assert_eq!(raw_parameter("/users/{email}/email", "/users/a%40b/email", "{email}"), Some("a%40b"));
        assert_eq!(raw_parameter(pattern, "/x", "{id}"), None);
    }
}
