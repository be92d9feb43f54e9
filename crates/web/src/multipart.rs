//! Forms that carry a file (RFC 7578): read as they come, part by part, none of it held whole.

use axum::body::Body;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

/// The longest head of a part, in bytes.
const HEAD: usize = 8 * 1024;

/// A form as it comes.
pub(crate) struct Multipart {
    body: Limited<Body>,
    buffer: Vec<u8>,
    /// What stands before each part.
    delimiter: Vec<u8>,
    ended: bool,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file: Option<String>,
}

/// Why a form cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It is larger than it may be.
    TooLarge,
    /// It broke off, or is none of a browser's.
    Unread,
}

impl Multipart {
    /// The form of this media type in a body of at most so many bytes; none where it is of another.
    pub(crate) fn new(media: &str, body: Body, most: usize) -> Option<Self> {
        let (kind, parameters) = media.split_once(';')?;
        let boundary = parameters.split(';').find_map(|one| one.trim().strip_prefix("boundary="))?.trim_matches('"');
        let fits = kind.trim().eq_ignore_ascii_case("multipart/form-data") && (1..=70).contains(&boundary.len());
        fits.then(|| Self {
            body: Limited::new(body, most),
            // The first delimiter has no line before it.
            buffer: b"\r\n".to_vec(),
            delimiter: format!("\r\n--{boundary}").into_bytes(),
            ended: false,
        })
    }

    /// The next part, once whatever is left of this one is passed over; none after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<Part>, Broken> {
        if self.ended {
            return Ok(None);
        }
        while self.chunk().await?.is_some() {}
        self.take(self.delimiter.len()).await?;
        let after = self.take(2).await?;
        if after == b"--" {
            self.ended = true;
            return Ok(None);
        }
        let mut head = after;
        while !head.ends_with(b"\r\n\r\n") {
            if head.len() > HEAD {
                return Err(Broken::Unread);
            }
            head.extend(self.take(1).await?);
        }
        part(&String::from_utf8(head).map_err(|_| Broken::Unread)?).map(Some).ok_or(Broken::Unread)
    }

    /// The next bytes of this part; none at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Broken> {
        loop {
            let safe = match find(&self.buffer, &self.delimiter) {
                Some(0) => return Ok(None),
                Some(at) => at,
                None => self.buffer.len().saturating_sub(self.delimiter.len() - 1),
            };
            if safe > 0 {
                let rest = self.buffer.split_off(safe);
                return Ok(Some(std::mem::replace(&mut self.buffer, rest)));
            }
            self.fill().await?;
        }
    }

    /// The whole of this part, where it is a text of at most so many bytes.
    pub(crate) async fn text(&mut self, most: usize) -> Result<String, Broken> {
        let mut text = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            text.extend(chunk);
            if text.len() > most {
                return Err(Broken::TooLarge);
            }
        }
        String::from_utf8(text).map_err(|_| Broken::Unread)
    }

    async fn take(&mut self, many: usize) -> Result<Vec<u8>, Broken> {
        while self.buffer.len() < many {
            self.fill().await?;
        }
        let rest = self.buffer.split_off(many);
        Ok(std::mem::replace(&mut self.buffer, rest))
    }

    async fn fill(&mut self) -> Result<(), Broken> {
        let frame = self.body.frame().await.ok_or(Broken::Unread)?;
        let frame = frame.map_err(|failed| match failed.is::<LengthLimitError>() {
            true => Broken::TooLarge,
            false => Broken::Unread,
        })?;
        self.buffer.extend(frame.into_data().unwrap_or_default());
        Ok(())
    }
}

/// Where the delimiter begins.
fn find(bytes: &[u8], delimiter: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| *byte == b'\r') {
        from += at;
        if bytes.get(from..)?.starts_with(delimiter) {
            return Some(from);
        }
        from += 1;
    }
    None
}

/// The part that a head tells of. Browsers write a quote in a name as `%22`.
fn part(head: &str) -> Option<Part> {
    let named = |line: &&str| line.to_ascii_lowercase().starts_with("content-disposition:");
    let line = head.split("\r\n").find(named)?;
    let text = |name: &str| {
        let (_, rest) = line.split_once(&format!("; {name}=\""))?;
        rest.split_once('"').map(|(value, _)| value.replace("%22", "\""))
    };
    Some(Part { name: text("name")?, file: text("filename") })
}

#[cfg(test)]
mod tests {
    use hyper::body::Frame;

    use super::*;

    const MEDIA: &str = "multipart/form-data; boundary=----x";
    const FORM: &[u8] = b"------x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nabc\r\n------x\r\n\
        content-disposition: form-data; name=\"list\"; filename=\"a;%22b.csv\"\r\nContent-Type: text/csv\r\n\r\n\
        id,\r\n--\r------\r\n-x\r\r\n\r\n------x--\r\n";

    fn form(bytes: &[u8], size: usize, most: usize) -> Multipart {
        let chunks = bytes.chunks(size).rev().map(<[u8]>::to_vec).collect();
        Multipart::new(MEDIA, Body::new(Chunks(chunks)), most).unwrap()
    }

    /// A body in chunks, the last one first.
    struct Chunks(Vec<Vec<u8>>);

    impl axum::body::HttpBody for Chunks {
        type Data = axum::body::Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
            std::task::Poll::Ready(self.0.pop().map(|chunk| Ok(Frame::data(chunk.into()))))
        }
    }

    #[tokio::test]
    async fn a_form_is_read_however_it_is_cut() {
        for size in 1..FORM.len() + 1 {
            let mut form = form(FORM, size, 10_000);
            assert_eq!(form.next().await, Ok(Some(Part { name: "token".to_owned(), file: None })));
            assert_eq!(form.text(3).await.as_deref(), Ok("abc"));
            let list = form.next().await.unwrap().unwrap();
            assert_eq!((list.name.as_str(), list.file.as_deref()), ("list", Some("a;\"b.csv")));
            assert_eq!(form.text(100).await.as_deref(), Ok("id,\r\n--\r------\r\n-x\r\r\n"), "{size}");
            assert_eq!((form.next().await, form.next().await), (Ok(None), Ok(None)));
        }
    }

    #[tokio::test]
    async fn a_form_that_breaks_off_or_is_too_large_is_refused() {
        for length in 0..FORM.len() - 4 {
            let mut form = form(&FORM[..length], 7, 10_000);
            let failed = loop {
                match form.next().await {
                    Ok(Some(_)) => {}
                    other => break other,
                }
            };
            assert_eq!(failed, Err(Broken::Unread), "{length}");
        }
        let mut form = form(FORM, 7, 20);
        assert_eq!(form.next().await, Err(Broken::TooLarge));
        for other in ["text/plain; boundary=x", "multipart/form-data", "multipart/form-data; boundary="] {
            assert!(Multipart::new(other, Body::empty(), 1).is_none(), "{other}");
        }
    }
}
