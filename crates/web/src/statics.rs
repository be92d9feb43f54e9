//! Static files, under addresses that hold the digest of what they contain: they may be kept for ever. They come packed to
//! whoever unpacks them; pages never do, for their length must not tell what is secret in them.

use std::{io::Write as _, sync::LazyLock};

use axum::response::{IntoResponse, Response};
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderName, header};
use sha2::{Digest, Sha256};

/// Where they are.
pub(crate) const PATH: &str = "/static/{name}";

/// A file.
struct File {
    name: &'static str,
    media: &'static str,
    content: &'static [u8],
    packed: Vec<u8>,
    address: String,
}

static FILES: LazyLock<[File; 4]> = LazyLock::new(|| {
    [
        file("whose.css", "text/css; charset=utf-8", include_bytes!("../static/whose.css")),
        file("whose.js", "text/javascript; charset=utf-8", include_bytes!("../static/whose.js")),
        file("htmx.js", "text/javascript; charset=utf-8", include_bytes!("../../../vendor/htmx/htmx.min.js")),
        file("icon.svg", "image/svg+xml", include_bytes!("../static/icon.svg")),
    ]
});

fn file(name: &'static str, media: &'static str, content: &'static [u8]) -> File {
    let digest: String = Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    File { name, media, content, packed: packed(content), address: format!("/static/{digest}-{name}") }
}

/// The file as gzip. In memory nothing of it can fail.
fn packed(content: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content).and_then(|()| packer.finish()).unwrap_or_default()
}

/// The address of a file; the place without one where there is none of that name.
pub(crate) fn address(name: &str) -> &'static str {
    FILES.iter().find(|file| file.name == name).map_or("/static/", |file| file.address.as_str())
}

/// The file at that address, packed if that is asked for.
pub(crate) fn at(path: &str, headers: &HeaderMap) -> Option<Response> {
    const KEPT: (HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    let file = FILES.iter().find(|file| file.address == path)?;
    let asked = headers.get(header::ACCEPT_ENCODING).and_then(|asked| asked.to_str().ok()).unwrap_or_default();
    let gzip = asked.split(',').any(|one| one.trim().eq_ignore_ascii_case("gzip")) && !file.packed.is_empty();
    let common = [KEPT, (header::CONTENT_TYPE, file.media), (header::VARY, "accept-encoding")];
    Some(if gzip {
        (common, [(header::CONTENT_ENCODING, "gzip")], file.packed.as_slice()).into_response()
    } else {
        (common, file.content).into_response()
    })
}
