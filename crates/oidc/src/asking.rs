//! Asking the provider: one request, one connection, within bounds. Redirections are not followed.

use std::{fmt, future::Future, pin::Pin, time::Duration};

use http::{HeaderValue, Request, Response, Uri, header, uri::PathAndQuery};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// How long an answer may take, connecting included.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer that is read.
const LARGEST: usize = 1024 * 1024;

/// Who asks.
#[derive(Clone)]
pub(crate) struct Asking {
    /// Speaks TLS; without it, only this machine is asked.
    pub(crate) tls: Option<TlsConnector>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) struct Failed(String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

fn failed(error: impl fmt::Display) -> Failed {
    Failed(error.to_string())
}

impl<'c> AsyncHttpClient<'c> for Asking {
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Failed>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let host = request.uri().host().unwrap_or_default().to_owned();
            let answered = timeout(PATIENCE, self.ask(request)).await;
            answered.map_err(|_| Failed(format!("{host} does not answer in time")))?
        })
    }
}

impl Asking {
    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Failed> {
        let uri = request.uri();
        let secure = uri.scheme_str() == Some("https");
        let host = uri.host().ok_or_else(|| Failed("an address without a host".to_owned()))?.trim_matches(['[', ']']);
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let stream = TcpStream::connect((host, port)).await.map_err(failed)?;
        if secure {
            let tls = self.tls.as_ref().ok_or_else(|| Failed("there is no TLS here".to_owned()))?;
            let name = ServerName::try_from(host.to_owned()).map_err(failed)?;
            return exchange(tls.connect(name, stream).await.map_err(failed)?, request).await;
        }
        if !stream.peer_addr().is_ok_and(|address| address.ip().is_loopback()) {
            return Err(Failed(format!("{host} is not asked over plain HTTP; its addresses must be https://")));
        }
        exchange(stream, request).await
    }
}

async fn exchange<S>(stream: S, request: HttpRequest) -> Result<HttpResponse, Failed>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    tokio::spawn(async move {
        // Whoever waits for the answer is told as well.
        let _ = connection.await;
    });
    let response = sender.send_request(addressed(request)?).await.map_err(failed)?;
    let (parts, body) = response.into_parts();
    let body = Limited::new(body, LARGEST).collect().await.map_err(failed)?;
    Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
}

/// The request as a server takes it: the path alone, and the host beside it.
fn addressed(request: HttpRequest) -> Result<Request<Full<Bytes>>, Failed> {
    let (mut parts, body) = request.into_parts();
    let host = parts.uri.authority().map_or("", |authority| authority.as_str());
    parts.headers.insert(header::HOST, HeaderValue::from_str(host).map_err(failed)?);
    let path = parts.uri.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/"));
    parts.uri = Uri::from(path);
    Ok(Request::from_parts(parts, Full::new(body.into())))
}
