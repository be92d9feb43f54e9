//! Bodies too large for memory: written to a temporary file as they come.

use std::io;

use app::runs::{self, Kept, Spooled};
use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::{sync::mpsc, task::spawn_blocking};

use crate::{
    context::{Context, unreadable},
    present,
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
    let (parts, waiting) = mpsc::channel(runs::WAITING);
    let written = spawn_blocking(move || write(waiting));
    let mut failed = None;
    while let Some(frame) = body.frame().await {
        let data = match frame {
            Ok(frame) => frame.into_data().unwrap_or_default(),
            Err(cause) => {
                failed = Some(unreadable(cause.as_ref()));
                break;
            }
        };
        // The writer has gone only where it failed, and then says why.
        if !data.is_empty() && parts.send(data).await.is_err() {
            break;
        }
    }
    drop(parts);
    let spool = written.await.map_err(|cause| present::bug(&cause))?.map_err(|cause| unwritten(&cause))?;
    match failed {
        Some(problem) => Err(problem),
        None if spool.list.bytes == 0 => Err(Problem::new(Code::BodyMissing)),
        None => Ok(spool),
    }
}

/// Writes parts until there are no more.
fn write(parts: mpsc::Receiver<Bytes>) -> io::Result<Spool> {
    let mut text = PlainText::default();
    let kept = runs::spool(parts, |part| text.read(part))?;
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

    fn spooled(parts: &[&'static [u8]]) -> Spool {
        let (send, receive) = mpsc::channel(parts.len().max(1));
        for part in parts {
            send.try_send(Bytes::from_static(part)).unwrap();
        }
        drop(send);
        write(receive).unwrap()
    }

    #[test]
    fn a_body_is_written_hashed_and_removed_again() {
        let spool = spooled(&[b"a", b"bc"]);
        let path = spool.list.path.clone();
        assert_eq!(std::fs::read(&path).unwrap(), b"abc");
        assert_eq!(spool.list.bytes, 3);
        // FIPS 180-2, appendix B.1.
        assert_eq!(spool.list.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        drop(spool);
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let spool = spooled(&[b"a"]);
        assert_eq!(std::fs::metadata(&spool.list.path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn text_is_recognised_however_it_is_cut() {
        for parts in [&[b"\xc3".as_slice(), b"\xa4"][..], &[b"\xf0\x9f", b"", b"\x98", b"\x80!"], &[b"\xef\xbb"], &[]] {
            let whole = parts.concat();
            assert_eq!(spooled(parts).plain_text, str::from_utf8(&whole).is_ok(), "{whole:?}");
        }
        assert!(!spooled(&[b"\xef\xbb", b"\xbf{}"]).plain_text);
        assert!(!spooled(&[b"\xff", b"a"]).plain_text);
        assert!(!spooled(&[b"\xc3", b"a"]).plain_text);
    }
}
