//! Static files, under addresses that hold the digest of what they contain: they may be kept for ever.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, header};
use sha2::{Digest, Sha256};

/// Where they are.
pub(crate) const PATH: &str = "/static/{name}";

/// A file.
struct File {
    name: &'static str,
    media: &'static str,
    content: &'static [u8],
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
    File { name, media, content, address: format!("/static/{digest}-{name}") }
}

/// The address of a file; the place without one where there is none of that name.
pub(crate) fn address(name: &str) -> &'static str {
    FILES.iter().find(|file| file.name == name).map_or("/static/", |file| file.address.as_str())
}

/// The file at that address.
pub(crate) fn at(path: &str) -> Option<Response> {
    const KEPT: (HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    let file = FILES.iter().find(|file| file.address == path)?;
    Some(([KEPT, (header::CONTENT_TYPE, file.media)], file.content).into_response())
}
