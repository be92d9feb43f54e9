//! Bodies too large for memory: written to a temporary file as they come.

use std::io;

use app::runs::{Kept, Spooled, Spooling};
use http_body_util::BodyExt;

use crate::{
    context::{Context, unreadable},
    problems::{Code, Problem},
};

/// A body on disk, which is removed when this is dropped.
#[derive(Debug)]
pub(crate) struct Spool {
    /// Where it is, what it hashes to, and how long it is.
    pub(crate) list: Spooled,
    /// Whether it is UTF-8, without a byte order mark.
    pub(crate) plain_text: bool,
    _kept: Kept,
}

/// Writes the body to disk.
///
/// # Errors
/// When it is too large, empty, or stops coming, or the disk is full.
pub(crate) async fn spool(context: &mut Context) -> Result<Spool, Problem> {
    let mut body = context.stream()?;
    let mut list = Spooling::begin().await.map_err(|cause| unwritten(&cause))?;
    let mut text = PlainText::default();
    while let Some(frame) = body.frame().await {
        let part = frame.map_err(|cause| unreadable(cause.as_ref()))?.into_data().unwrap_or_default();
        text.read(&part);
        list = list.write(part).await.map_err(|cause| unwritten(&cause))?;
    }
    let kept = list.end();
    if kept.list.bytes == 0 {
        return Err(Problem::new(Code::BodyMissing));
    }
    Ok(Spool { list: kept.list.clone(), plain_text: text.is_so(), _kept: kept })
}

fn unwritten(cause: &io::Error) -> Problem {
    tracing::error!(%cause, "a list could not be written to a temporary file");
    let full = matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    Problem::new(if full { Code::StorageFull } else { Code::Internal })
}

/// Watches whether bytes that come in parts are UTF-8 without a byte order mark.
#[derive(Debug, Default)]
struct PlainText {
    /// The first bytes, as many as a byte order mark has.
    head: Vec<u8>,
    /// The beginning of a character whose end is still to come.
    rest: Vec<u8>,
    broken: bool,
}

impl PlainText {
    const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

    fn read(&mut self, part: &[u8]) {
        let missing = Self::MARK.len() - self.head.len();
        self.head.extend(part.iter().take(missing));
        if self.broken {
            return;
        }
        if self.rest.is_empty() {
            return self.check(part);
        }
        let mut joined = std::mem::take(&mut self.rest);
        joined.extend_from_slice(part);
        self.check(&joined);
    }

    fn check(&mut self, bytes: &[u8]) {
        if let Err(cause) = str::from_utf8(bytes) {
            self.broken = cause.error_len().is_some();
            self.rest = bytes.get(cause.valid_up_to()..).unwrap_or_default().to_vec();
        }
    }

    fn is_so(&self) -> bool {
        !self.broken && self.rest.is_empty() && self.head != Self::MARK
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_plain_text(parts: &[&[u8]]) -> bool {
        let mut text = PlainText::default();
        parts.iter().for_each(|part| text.read(part));
        text.is_so()
    }

    #[test]
    fn text_is_recognised_however_it_is_cut() {
        for parts in [&[b"\xc3".as_slice(), b"\xa4"][..], &[b"\xf0\x9f", b"", b"\x98", b"\x80!"], &[b"\xef\xbb"], &[]] {
            let whole = parts.concat();
            assert_eq!(is_plain_text(parts), str::from_utf8(&whole).is_ok(), "{whole:?}");
        }
        assert!(!is_plain_text(&[b"\xef\xbb", b"\xbf{}"]));
        assert!(!is_plain_text(&[b"\xff", b"a"]));
        assert!(!is_plain_text(&[b"\xc3", b"a"]));
    }
}
