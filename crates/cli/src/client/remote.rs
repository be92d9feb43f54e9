//! The transport to a server: HTTP/1.1 over TCP or TLS, one connection that is used again while it lasts.

use std::{net::IpAddr, path::Path, time::Duration};

use axum::body::Body;
use http::{HeaderValue, Request, Response, Uri, header, uri::PathAndQuery};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::Mutex,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use super::tls;
use crate::exit::{Code, Failure, Result};

/// How long connecting may take, the TLS handshake included.
const CONNECTING: Duration = Duration::from_secs(10);

/// A server, and the key for it. The key goes to this server only: redirections are not followed.
pub(crate) struct Remote {
    address: Address,
    tls: Option<TlsConnector>,
    authorization: HeaderValue,
    connection: Mutex<Option<SendRequest<Body>>>,
}

/// Where a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Address {
    secure: bool,
    host: String,
    port: u16,
    /// What stands before every path; empty, or begins with a slash and does not end with one.
    prefix: String,
}

impl Remote {
    /// Gets ready to talk to that server; connects when there is something to say.
    ///
    /// # Errors
    /// When the URL or the key cannot be one.
    pub(crate) fn new(server: &str, key: &str, ca: Option<&Path>) -> Result<Self> {
        let address = Address::parse(server)?;
        if !address.secure && !address.is_loopback() {
            tracing::warn!("the server is called over plain HTTP: anybody on the way can read the key; use https://");
        }
        let mut authorization = HeaderValue::from_str(&format!("Bearer {key}"))
            .map_err(|_| Failure::usage("the key file must hold one key, as `whose keys create` prints it"))?;
        authorization.set_sensitive(true);
        let tls = if address.secure { Some(tls::connector(ca)?) } else { None };
        Ok(Self { address, tls, authorization, connection: Mutex::new(None) })
    }

    /// Sends a request, and gives the beginning of the answer.
    pub(crate) async fn send(&self, request: Request<Body>) -> Result<Response<Body>> {
        let request = self.addressed(request)?;
        let mut held = self.connection.lock().await;
        let mut connection = match still_open(held.take()).await {
            Some(open) => open,
            None => self.connect().await?,
        };
        let response = connection.send_request(request).await.map_err(|error| {
            let words = if error.is_parse() {
                format!("{} does not speak HTTP; is it https://, or another port?", self.address)
            } else {
                format!("the server {} broke off: {error}; whether anything changed is not known", self.address)
            };
            Failure::new(Code::Unreachable, words)
        })?;
        *held = Some(connection);
        Ok(response.map(Body::new))
    }

    /// The request with everything in it that this server needs.
    fn addressed(&self, mut request: Request<Body>) -> Result<Request<Body>> {
        let path = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
        let path = format!("{}{path}", self.address.prefix).parse::<PathAndQuery>().map_err(Failure::failed)?;
        *request.uri_mut() = Uri::from(path);
        let host = HeaderValue::from_str(&self.address.authority()).map_err(Failure::failed)?;
        let headers = request.headers_mut();
        headers.insert(header::HOST, host);
        headers.insert(header::AUTHORIZATION, self.authorization.clone());
        headers.insert(header::USER_AGENT, HeaderValue::from_static(concat!("whose/", env!("CARGO_PKG_VERSION"))));
        Ok(request)
    }

    fn untrusted(&self, error: &std::io::Error) -> Failure {
        let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
        if matches!(cause, Some(rustls::Error::InvalidMessage(_))) {
            let words = format!("{} does not speak TLS; is it http://, or another port?", self.address);
            return Failure::new(Code::Unreachable, words);
        }
        let words = format!(
            "there is no trusted connection to {}: {error}; check the host's name, and give the certificate of its \
             authority with --ca FILE if the system does not know it",
            self.address
        );
        Failure::new(Code::Unreachable, words)
    }

    async fn connect(&self) -> Result<SendRequest<Body>> {
        let unreachable = |why: &dyn std::fmt::Display| {
            let words =
                format!("the server {} cannot be reached: {why}; check --server, and that it runs", self.address);
            Failure::new(Code::Unreachable, words)
        };
        let connecting = async {
            let host = self.address.host.trim_matches(['[', ']']);
            let stream = TcpStream::connect((host, self.address.port)).await.map_err(|error| unreachable(&error))?;
            let Some(tls) = &self.tls else { return converse(stream).await };
            let name = ServerName::try_from(host.to_owned()).map_err(Failure::usage)?;
            let stream = tls.connect(name, stream).await.map_err(|error| self.untrusted(&error))?;
            converse(stream).await
        };
        timeout(CONNECTING, connecting).await.map_err(|_| unreachable(&"it does not answer"))?
    }
}

async fn still_open(connection: Option<SendRequest<Body>>) -> Option<SendRequest<Body>> {
    let mut connection = connection?;
    connection.ready().await.is_ok().then_some(connection)
}

async fn converse<S>(stream: S) -> Result<SendRequest<Body>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let shaken = http1::handshake(TokioIo::new(stream)).await;
    let (sender, connection) = shaken.map_err(|error| Failure::new(Code::Unreachable, error))?;
    tokio::spawn(async move {
        // Whoever waits for an answer is told as well.
        let _ = connection.await;
    });
    Ok(sender)
}

impl Address {
    fn parse(server: &str) -> Result<Self> {
        let wrong = || Failure::usage("--server must be an http or https URL, as in https://whose.example.com");
        let uri: Uri = server.parse().map_err(|_| wrong())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(wrong()),
        };
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(wrong)?;
        if uri.query().is_some() || authority.host().is_empty() {
            return Err(wrong());
        }
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let prefix = uri.path().trim_end_matches('/').to_owned();
        Ok(Self { secure, host: authority.host().to_owned(), port, prefix })
    }

    fn authority(&self) -> String {
        let usual = if self.secure { 443 } else { 80 };
        if self.port == usual { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }

    fn is_loopback(&self) -> bool {
        let address = self.host.trim_matches(['[', ']']).parse::<IpAddr>();
        address.map_or(self.host == "localhost", |address| address.is_loopback())
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_server_is_read_whole() {
        let address = Address::parse("https://whose.example.com:8443/register/").unwrap();
        assert_eq!(address.to_string(), "https://whose.example.com:8443/register");
        assert!(address.secure && !address.is_loopback());
        assert_eq!(Address::parse("http://[::1]:80").unwrap().authority(), "[::1]");
        assert!(Address::parse("http://[::1]:8080").unwrap().is_loopback());
        assert!(Address::parse("http://127.0.0.1:8080").unwrap().is_loopback());
    }

    #[test]
    fn what_is_no_address_of_a_server_is_refused() {
        for wrong in ["", "whose.example.com", "ftp://a", "http://", "http://user:word@a", "http://a/?q=1"] {
            assert_eq!(Address::parse(wrong).unwrap_err().code, Code::Usage, "{wrong}");
        }
    }

    #[test]
    fn a_request_carries_the_key_to_the_server_and_under_its_prefix() {
        let remote = Remote::new("http://127.0.0.1:8080/register", "whose_x", None).unwrap();
        let request = Request::builder().uri("/api/v1/is?account=a").body(Body::empty()).unwrap();
        let request = remote.addressed(request).unwrap();
        assert_eq!(request.uri(), "/register/api/v1/is?account=a");
        assert_eq!(request.headers()["host"], "127.0.0.1:8080");
        assert!(request.headers()["authorization"].is_sensitive());
    }
}
