//! A file on its way: read piece by piece, so that its size does not matter.

use std::{
    io,
    path::Path,
    pin::Pin,
    sync::{Arc, Mutex},
};

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use indicatif::ProgressBar;
use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::exit::{Failure, Result};

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// What has to do with the input going wrong, told after the request ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Trouble(Arc<Mutex<Option<String>>>);

impl Trouble {
    fn put(&self, words: String) {
        if let Ok(mut held) = self.0.lock() {
            *held = Some(words);
        }
    }

    /// What went wrong, if anything did.
    pub(super) fn take(&self) -> Option<String> {
        self.0.lock().ok()?.take()
    }
}

/// A file that is about to be sent.
pub(super) struct File {
    name: String,
    length: Option<u64>,
    input: Pin<Box<dyn AsyncRead + Send>>,
    trouble: Trouble,
}

impl File {
    /// Opens the file, or standard input for `-`.
    pub(super) async fn open(path: &str) -> Result<Self> {
        let unreadable = |error: io::Error| Failure::failed(format_args!("{path} cannot be read: {error}"));
        let (length, mut rest): (Option<u64>, Pin<Box<dyn AsyncRead + Send>>) = if path == "-" {
            (None, Box::pin(tokio::io::stdin()))
        } else {
            let file = tokio::fs::File::open(path).await.map_err(unreadable)?;
            let about = file.metadata().await.map_err(unreadable)?;
            if about.is_dir() {
                return Err(Failure::failed(format_args!("{path} is a folder; name a file in it")));
            }
            (about.is_file().then_some(about.len()), Box::pin(file))
        };
        let first = piece(&mut rest).await.map_err(unreadable)?;
        if first.is_empty() {
            let what = if path == "-" { "standard input" } else { path };
            return Err(Failure::failed(format_args!("{what} is empty: there is no list in it")));
        }
        let input = Box::pin(io::Cursor::new(first).chain(rest));
        let name = Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into());
        Ok(Self { name, length, input, trouble: Trouble::default() })
    }

    /// Its name without its folder; `-` for standard input.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes it has, where that is known before it is read.
    pub(super) const fn length(&self) -> Option<u64> {
        self.length
    }

    /// Where to look when the request failed.
    pub(super) fn trouble(&self) -> Trouble {
        self.trouble.clone()
    }

    /// Its bytes as the body of a request.
    pub(super) fn body(self, bar: ProgressBar) -> Body {
        let Self { input, trouble, .. } = self;
        let pieces = stream::try_unfold(input, move |mut input| {
            let (bar, trouble) = (bar.clone(), trouble.clone());
            async move {
                let piece = piece(&mut input).await.inspect_err(|error| {
                    trouble.put(format!("the file cannot be read to its end: {error}"));
                })?;
                bar.inc(u64::try_from(piece.len()).unwrap_or_default());
                if piece.is_empty() {
                    // The answer comes when the list is checked and staged.
                    bar.set_message("checking");
                }
                Ok::<_, io::Error>(if piece.is_empty() { None } else { Some((piece, input)) })
            }
        });
        Body::from_stream(pieces)
    }
}

async fn piece(from: &mut Pin<Box<dyn AsyncRead + Send>>) -> io::Result<Bytes> {
    let mut piece = BytesMut::with_capacity(PIECE);
    from.read_buf(&mut piece).await?;
    Ok(piece.freeze())
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn a_file_is_sent_whole_under_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("staff");
        let text = format!("[{}]", "{\"email\":\"ada@example.com\"},".repeat(10_000));
        std::fs::write(&path, &text).unwrap();
        let file = File::open(path.to_str().unwrap()).await.unwrap();
        assert_eq!((file.name(), file.length()), ("staff", Some(text.len() as u64)));
        let sent = file.body(ProgressBar::hidden()).collect().await.unwrap().to_bytes();
        assert_eq!(sent, text.as_bytes());
    }

    #[tokio::test]
    async fn a_folder_or_nothing_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(File::open(folder.path().to_str().unwrap()).await.is_err());
        assert!(File::open(folder.path().join("none").to_str().unwrap()).await.is_err());
        std::fs::write(folder.path().join("empty"), "").unwrap();
        let empty = File::open(folder.path().join("empty").to_str().unwrap()).await.map(drop).unwrap_err();
        assert!(empty.to_string().ends_with("empty is empty: there is no list in it"), "{empty}");
    }
}
