//! What the fuzzer reaches of this crate that nobody else may: compiled for it alone.

use http::{HeaderMap, HeaderValue, header};

use crate::{admission, query::Params, v1};

/// The key in headers `Authorization` of these values; none where one of them is no value of a header.
#[must_use]
pub fn key(values: &[&[u8]]) -> Option<String> {
    let values: Result<Vec<HeaderValue>, _> = values.iter().map(|value| HeaderValue::from_bytes(value)).collect();
    let headers = HeaderMap::from_iter(values.ok()?.into_iter().map(|value| (header::AUTHORIZATION, value)));
    admission::bearer(&headers).map(str::to_owned)
}

/// The parameter `cursor` of a query, for each kind of list that takes it: as it came, and as that list would give it.
#[must_use]
pub fn cursors(query: &str) -> Vec<(String, String)> {
    let Ok(params) = Params::parse(query) else { return Vec::new() };
    let Ok(Some(came)) = params.one("cursor") else { return Vec::new() };
    v1::cursors::again(&params).into_iter().map(|given| (came.to_string(), given)).collect()
}
