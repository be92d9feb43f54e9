//! Lists that come from outside: written to a private temporary file as they come, hashed on the way.

use std::io::{self, Write};

use sha2::{Digest, Sha256};
use store::migrations::hex;
use tempfile::{NamedTempFile, TempPath};
use tokio::task::spawn_blocking;

use super::Spooled;

/// A list on disk, which is removed when this is dropped.
#[derive(Debug)]
pub struct Kept {
    /// Where it is, what it hashes to, and how long it is.
    pub list: Spooled,
    _path: TempPath,
}

/// A list that is being written: one part at a time, so that those who send more wait, and nothing piles up in memory.
#[derive(Debug)]
pub struct Spooling {
    file: NamedTempFile,
    digest: Sha256,
    bytes: u64,
}

impl Spooling {
    /// An empty file, its owner's alone.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub async fn begin() -> io::Result<Self> {
        let file = spawn_blocking(|| NamedTempFile::with_prefix("whose-list-")).await??;
        Ok(Self { file, digest: Sha256::new(), bytes: 0 })
    }

    /// Writes the next part.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub async fn write<P: AsRef<[u8]> + Send + 'static>(mut self, part: P) -> io::Result<Self> {
        spawn_blocking(move || {
            let part = part.as_ref();
            self.digest.update(part);
            self.bytes += part.len() as u64;
            self.file.write_all(part)?;
            Ok(self)
        })
        .await?
    }

    /// All of it.
    #[must_use]
    pub fn end(self) -> Kept {
        let path = self.file.into_temp_path();
        let list = Spooled { path: path.to_path_buf(), sha256: hex(&self.digest.finalize()), bytes: self.bytes };
        Kept { list, _path: path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_list_is_written_hashed_and_removed_again() {
        let mut list = Spooling::begin().await.unwrap();
        for part in [b"a".as_slice(), b"bc"] {
            list = list.write(part).await.unwrap();
        }
        let kept = list.end();
        let path = kept.list.path.clone();
        assert_eq!(std::fs::read(&path).unwrap(), b"abc");
        assert_eq!(kept.list.bytes, 3);
        // FIPS 180-2, appendix B.1.
        assert_eq!(kept.list.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        drop(kept);
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let kept = Spooling::begin().await.unwrap().end();
        assert_eq!(std::fs::metadata(&kept.list.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
