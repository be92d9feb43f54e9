//! A name for every request, by which its log lines and its answer are found together.

use std::fmt::Write as _;

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries it.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The longest that is taken over from a proxy.
const LONGEST: usize = 64;

/// A request's name, as an extension of the request and in the answer's `X-Request-Id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    /// The name that a trusted proxy gave, if it is sane, else a new one.
    pub(super) fn of(headers: &HeaderMap, from_trusted: bool) -> Self {
        let given = headers.get(HEADER).filter(|_| from_trusted).and_then(sane);
        given.unwrap_or_else(Self::random)
    }

    /// A name that nobody has had: 16 random bytes.
    pub(super) fn random() -> Self {
        let mut bytes = [0; 16];
        #[expect(clippy::disallowed_methods, reason = "a name for the log decides nothing, so no test has to set it")]
        let drawn = getrandom::fill(&mut bytes);
        if let Err(error) = drawn {
            // Names repeat then, which spoils a search through the log and nothing else.
            tracing::warn!(%error, "no randomness for request ids");
        }
        let mut name = String::with_capacity(2 * bytes.len());
        for byte in bytes {
            let _ = write!(name, "{byte:02x}");
        }
        Self(name)
    }

    /// For the answer's header.
    pub(super) fn value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

fn sane(given: &HeaderValue) -> Option<RequestId> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let given = given.to_str().ok()?;
    let sane = (1..=LONGEST).contains(&given.len()) && given.bytes().all(plain);
    sane.then(|| RequestId(given.to_owned()))
}
