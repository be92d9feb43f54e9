//! Headers that keep browsers from doing more with an answer than was meant.

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// What an answer has unless its route says otherwise.
const UNLESS_SET: [(HeaderName, HeaderValue); 3] = [
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
];

/// What every answer has.
const ALWAYS: [(HeaderName, HeaderValue); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// One year, as RFC 6797 writes it.
const ONLY_HTTPS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds them. `https`: the client came over HTTPS, and is told to come no other way.
pub(super) fn add(headers: &mut HeaderMap, https: bool) {
    for (name, value) in UNLESS_SET {
        headers.entry(name).or_insert(value);
    }
    headers.extend(ALWAYS);
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, ONLY_HTTPS);
    }
}
