//! What is wrong with a request whatever it asks: heads that hyper lets pass and HTTP or the limits do not.

use axum::extract::Request;
use http::{Method, Version, header, uri::Authority};

use super::Limits;
use crate::problems::Code;

/// Why a request cannot be answered, if it cannot.
pub(super) fn unfit(request: &Request, limits: &Limits) -> Option<Code> {
    let url = request.uri().path_and_query().map_or(0, |url| url.as_str().len());
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if url > limits.url_bytes {
        Some(Code::UrlTooLong)
    } else if url + headers > limits.header_bytes {
        Some(Code::HeadersTooLarge)
    } else if has_target(request) && has_host(request) {
        None
    } else {
        Some(Code::Framing)
    }
}

/// Whether the target is a path, or the one other that its method may have (RFC 9112, section 3.2).
fn has_target(request: &Request) -> bool {
    let path = request.uri().path();
    path.starts_with('/')
        || match *request.method() {
            Method::CONNECT => path.is_empty(),
            Method::OPTIONS => path == "*",
            _ => false,
        }
}

/// Whether there is the one `Host` that HTTP/1.1 demands, and it is one (RFC 9112, section 3.2). HTTP/1.0 had none, and
/// HTTP/2 has another place for it.
fn has_host(request: &Request) -> bool {
    let mut all = request.headers().get_all(header::HOST).iter();
    match (all.next(), all.next()) {
        (None, _) => request.version() != Version::HTTP_11,
        (Some(host), None) => host.is_empty() || is_authority(host.as_bytes()),
        (Some(_), Some(_)) => false,
    }
}

fn is_authority(host: &[u8]) -> bool {
    !host.contains(&b'@') && Authority::try_from(host).is_ok()
}
