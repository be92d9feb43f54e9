//! The client of `/api/v1` that all commands are: one set of requests over one of two transports.

mod answers;
mod lists;
pub(crate) mod local;
mod remote;
mod tls;

use std::time::Duration;

pub(crate) use answers::plain;
use axum::body::Body;
use http::{Method, Request, header};
pub(crate) use lists::Pages;
pub(crate) use local::Local;
pub(crate) use remote::Remote;
use serde_json::Value;
pub(crate) use tls::connector;

use crate::{
    exit::{Code, Failure, Result},
    opening,
};

/// How long an answer to anything but an upload may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the server may take to check an upload that has arrived whole.
const CHECKING: Duration = Duration::from_secs(3600);

/// Talks to the register: in this process, or over the network.
pub(crate) enum Client {
    /// The router in this process, over the database.
    Local(Box<Local>),
    /// A server.
    Remote(Box<Remote>),
}

/// Parameters of a query, by name.
pub(crate) type Query = Vec<(&'static str, String)>;

impl Client {
    /// What is at that path.
    pub(crate) async fn get(&self, path: &str, query: &Query) -> Result<Value> {
        let request = request(Method::GET, &target(path, query)).body(Body::empty());
        self.answer(request, PATIENCE).await
    }

    /// Sends JSON.
    pub(crate) async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        let request = request(method, path).header(header::CONTENT_TYPE, "application/json");
        self.answer(request.body(Body::from(body.to_string())), PATIENCE).await
    }

    /// Sends a file.
    pub(crate) async fn upload(&self, path: &str, query: &Query, length: Option<u64>, body: Body) -> Result<Value> {
        let mut request = request(Method::POST, &target(path, query));
        request = request.header(header::CONTENT_TYPE, "application/octet-stream");
        if let Some(length) = length {
            request = request.header(header::CONTENT_LENGTH, length);
        }
        self.answer(request.body(body), CHECKING).await
    }

    /// Does beside what a server does beside: goes on with runs that nobody goes on with. A server does so itself.
    pub(crate) fn look_after(&self) {
        if let Self::Local(local) = self {
            let app = local.app().clone();
            tokio::spawn(async move { app.run_jobs(Duration::from_secs(1)).await });
        }
    }

    /// Leaves a database behind that is whole.
    pub(crate) async fn settle(&self) {
        if let Self::Local(local) = self {
            opening::settle(local.app().pool()).await;
        }
    }

    /// A list, to be read page by page.
    pub(crate) const fn list(&self, path: String, query: Query) -> Pages<'_> {
        Pages::new(self, path, query)
    }

    async fn answer(&self, request: http::Result<Request<Body>>, patience: Duration) -> Result<Value> {
        let request = request.map_err(Failure::failed)?;
        let response = match self {
            Self::Local(local) => local.send(request).await?,
            Self::Remote(remote) => tokio::time::timeout(patience, remote.send(request)).await.map_err(|_| {
                let words = "the server did not answer in time; whether anything changed is not known";
                Failure::new(Code::Unreachable, words)
            })??,
        };
        answers::read(response).await
    }
}

/// Puts a field into a body.
pub(crate) fn set(body: &mut Value, field: &str, value: Value) {
    if let Some(fields) = body.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}

fn request(method: Method, target: &str) -> http::request::Builder {
    Request::builder().method(method).uri(target).header(header::ACCEPT, "application/json")
}

/// The path with the query behind it.
pub(crate) fn target(path: &str, query: &Query) -> String {
    let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// The text, percent-encoded (RFC 3986) so that it stands for itself in a path or a query.
pub(crate) fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut written, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            written.push(char::from(byte));
        } else {
            let _ = write!(written, "%{byte:02X}");
        }
        written
    })
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn whatever_is_asked_for_stands_for_itself_in_the_query() {
        let query = vec![("account", "arn:aws:iam::1:user/a+b &ü#".to_owned()), ("limit", "5".to_owned())];
        assert_eq!(target("/is", &query), "/is?account=arn%3Aaws%3Aiam%3A%3A1%3Auser%2Fa%2Bb%20%26%C3%BC%23&limit=5");
        assert_eq!(target("/is", &Vec::new()), "/is");
    }
}
