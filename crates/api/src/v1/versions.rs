//! Versions of what was decided about an account, as `ETag` and `If-Match` (RFC 9110, section 13.1.1).

use axum::response::Response;
use http::{HeaderMap, header};

use crate::{paths, present};

/// A version that no account has, so that a request for it is refused as one for an old version.
const NONE_HAS: i64 = -1;

/// The version that the request is for, where it names one: `"3"`. With `*`, or without the header, any will do. What is
/// neither matches nothing (41202), once the account was found.
pub(super) fn asked(headers: &HeaderMap) -> Option<i64> {
    let mut all = headers.get_all(header::IF_MATCH).iter();
    let first = all.next()?;
    if all.next().is_some() {
        return Some(NONE_HAS);
    }
    let text = first.to_str().unwrap_or_default().trim();
    if text == "*" {
        return None;
    }
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let version = quoted.and_then(|text| if text == "0" { Some(0) } else { paths::number(text) });
    Some(version.filter(|_| !text.contains('.')).unwrap_or(NONE_HAS))
}

/// The answer with the version as its `ETag`.
pub(super) fn tagged(response: Response, version: i64) -> Response {
    present::with(response, header::ETAG, &format!("\"{version}\""))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn of(values: &[&'static str]) -> Option<i64> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::IF_MATCH, HeaderValue::from_static(value));
        }
        asked(&headers)
    }

    #[test]
    fn a_request_is_for_one_version_or_for_any() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["*"]), None);
        assert_eq!(of(&["\"3\""]), Some(3));
        assert_eq!(of(&["\"0\""]), Some(0));
    }

    #[test]
    fn what_is_no_version_matches_nothing() {
        for value in ["", "3", "\"\"", "W/\"3\"", "\"3\", \"4\"", "\"-1\"", "\"03\"", "\"3.0\"", "\"x\"", "\"3"] {
            assert_eq!(of(&[value]), Some(NONE_HAS), "{value}");
        }
        assert_eq!(of(&["\"3\"", "\"3\""]), Some(NONE_HAS));
    }
}
