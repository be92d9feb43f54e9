//! The answer to what cannot be read as HTTP/1.
//!
//! hyper refuses it by itself, before there is a request that could be handed to anybody, and says nothing but a status. Its
//! bytes are replaced on their way out by the answer that any other refusal would be.

use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;

use super::{ClientAddress, Manners, RequestId, access_log::Asked, connection::Visitor};
use crate::problems::{Code, Problem};

/// What is known of a request that cannot be read: whom it comes from, and how answers look here.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) manners: Manners,
    pub(super) visitor: Visitor,
}

impl Unreadable {
    /// The answer to send in place of these bytes of hyper's.
    pub(super) fn answer(&self, code: Code, theirs: &[u8]) -> Bytes {
        let client = ClientAddress(self.visitor.peer.ip().to_canonical());
        let asked = Asked::unreadable(RequestId::random(), client);
        let problem = Problem::new(code);
        let body = problem.body();
        let response = self.manners.see_off(problem.into_response(), &asked, self.visitor.transport);
        written(&response, &body, date(theirs))
    }
}

/// The code of an answer of hyper's; none for bytes that are no beginning of one.
pub(super) fn code_of(theirs: &[u8]) -> Option<Code> {
    let status = theirs.strip_prefix(b"HTTP/1.1 ")?;
    Some(match status.get(..3)? {
        b"414" => Code::UrlTooLong,
        b"431" => Code::HeadersTooLarge,
        _ => Code::Framing,
    })
}

/// hyper's `date` line.
fn date(theirs: &[u8]) -> &[u8] {
    let mut lines = theirs.split_inclusive(|byte| *byte == b'\n');
    lines.find(|line| line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"date:"))).unwrap_or_default()
}

fn written(response: &Response, body: &[u8], date: &[u8]) -> Bytes {
    let mut answer = format!("HTTP/1.1 {}\r\n", response.status()).into_bytes();
    for (name, value) in response.headers() {
        answer.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    answer.extend(format!("content-length: {}\r\nconnection: close\r\n", body.len()).bytes());
    answer.extend([date, b"\r\n", body].concat());
    answer.into()
}
