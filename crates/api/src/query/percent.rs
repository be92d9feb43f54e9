//! Percent-encoding (RFC 3986, section 2.1), and the form spelling of query strings, where a plus is a blank.

use std::borrow::Cow;

/// Names under which clients put credentials into URLs.
const KEYS: [&str; 4] = ["access_token", "api_key", "key", "token"];

/// Whether a raw query string has a parameter that carries credentials: `access_token`, `api_key`, `key`, `token`,
/// however they are encoded.
#[must_use]
pub fn names_a_key(query: &str) -> bool {
    pairs(query).any(|(name, _)| form(name).is_some_and(|name| KEYS.contains(&name.as_ref())))
}

/// The names and values of a raw query string, still encoded.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// A name or value of a query string, decoded. `None` when it is not percent-encoded UTF-8.
pub(crate) fn form(raw: &str) -> Option<Cow<'_, str>> {
    if raw.contains('+') {
        decoded(&raw.replace('+', " ")).map(|text| Cow::Owned(text.into_owned()))
    } else {
        decoded(raw)
    }
}

/// A text, decoded; a plus stays one. `None` when it is not percent-encoded UTF-8.
pub(crate) fn decoded(raw: &str) -> Option<Cow<'_, str>> {
    let Some((start, rest)) = raw.split_once('%') else { return Some(Cow::Borrowed(raw)) };
    let mut bytes = Vec::with_capacity(raw.len());
    bytes.extend_from_slice(start.as_bytes());
    for part in rest.split('%') {
        let (digits, plain) = part.split_at_checked(2)?;
        bytes.push(byte(digits)?);
        bytes.extend_from_slice(plain.as_bytes());
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn byte(digits: &str) -> Option<u8> {
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
}
