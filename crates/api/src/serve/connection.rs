//! One connection: its protocol, its deadlines, its end.

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
    time::timeout,
};

use super::{
    Limits, Site, Transport,
    exchange::exchange,
    line::Line,
    listening::Phase,
    pace::{Pace, Waiting},
    unreadable::Unreadable,
};

/// How often an HTTP/2 client is asked whether it is still there, and how long it may take to say so.
const PING_EVERY: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// How long an idle connection may take to close.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// How long one may take to hear that its head was too slow, and close.
const REFUSE_WITHIN: Duration = Duration::from_secs(1);

/// Who is at the other end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visitor {
    pub(super) peer: SocketAddr,
    pub(super) transport: Transport,
}

/// Answers a connection's requests until it ends, is overdue, or the server stops.
pub(super) async fn attend<S>(stream: S, visitor: Visitor, site: &Arc<Site>, mut phases: watch::Receiver<Phase>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let pace = Pace::new();
    let unreadable = Unreadable { manners: site.manners.clone(), visitor };
    let line = TokioIo::new(Line::new(stream, Arc::clone(&pace), &site.limits, unreadable));
    let answer = service_fn(|request| exchange(request, visitor, site.router.clone(), Arc::clone(&pace)));
    let protocol = protocol(&site.limits);
    let mut connection = pin!(protocol.serve_connection(line, answer));
    let mut overdue = pin!(pace.overdue(&site.limits));
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(peer = %visitor.peer, %error, "connection failed");
                }
                return;
            }
            waiting = overdue.as_mut() => {
                let within = match waiting {
                    Waiting::Start => return,
                    Waiting::Idle => {
                        connection.as_mut().graceful_shutdown();
                        CLOSE_WITHIN
                    }
                    Waiting::Head => {
                        pace.give_up();
                        REFUSE_WITHIN
                    }
                };
                let _ = timeout(within, connection).await;
                return;
            }
            changed = phases.changed() => {
                if changed.is_err() {
                    return;
                }
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// HTTP/1.1 and HTTP/2 within the limits.
///
/// The room for headers is twice what is allowed, so that what is over can still be answered in words (431).
fn protocol(limits: &Limits) -> Builder<TokioExecutor> {
    let room = limits.header_bytes.saturating_mul(2).max(8192);
    let mut protocol = Builder::new(TokioExecutor::new());
    protocol
        .http1()
        .timer(TokioTimer::new())
        // The pace of the connection is the timer; this one cannot tell an idle connection from a slow one.
        .header_read_timeout(None)
        .half_close(true)
        .max_buf_size(room);
    protocol
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PING_TIMEOUT)
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(room).unwrap_or(u32::MAX));
    protocol
}
