//! Lists that come from outside: written to a private temporary file as they come, hashed on the way.

use std::io::{self, Write};

use sha2::{Digest, Sha256};
use store::migrations::hex;
use tempfile::{NamedTempFile, TempPath};
use tokio::sync::mpsc;

use super::Spooled;

/// Parts of a list that may wait to be written.
pub const WAITING: usize = 8;

/// A list on disk, which is removed when this is dropped.
#[derive(Debug)]
pub struct Kept {
    /// Where it is, what it hashes to, and how long it is.
    pub list: Spooled,
    _path: TempPath,
}

/// Writes parts until there are no more, and shows each to `look`. It blocks; the file is its owner's alone.
///
/// # Errors
/// When the disk cannot be written.
pub fn spool<P: AsRef<[u8]>>(mut parts: mpsc::Receiver<P>, mut look: impl FnMut(&[u8])) -> io::Result<Kept> {
    let mut file = NamedTempFile::with_prefix("whose-list-")?;
    let (mut digest, mut bytes) = (Sha256::new(), 0);
    while let Some(part) = parts.blocking_recv() {
        let part = part.as_ref();
        digest.update(part);
        look(part);
        bytes += part.len() as u64;
        file.write_all(part)?;
    }
    file.flush()?;
    let path = file.into_temp_path();
    let list = Spooled { path: path.to_path_buf(), sha256: hex(&digest.finalize()), bytes };
    Ok(Kept { list, _path: path })
}
