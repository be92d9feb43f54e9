//! The accept loop, from the first connection to the last.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::timeout,
};

use super::{
    Limits, Manners, Metrics, Tls, Transport,
    connection::{Visitor, attend},
    manners::dress,
};

/// How long to wait when the system gives no connection, as when it has no file descriptors left.
const PAUSE: Duration = Duration::from_millis(200);

/// What is served, and how.
#[derive(Clone, Debug)]
pub struct Site {
    /// The answers.
    pub router: Router,
    /// The certificate; none for plain HTTP.
    pub tls: Option<Tls>,
    /// The bounds.
    pub limits: Limits,
    /// How requests are received.
    pub manners: Manners,
}

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Connections that were cut because they did not end in time.
    pub cut: usize,
}

/// Where the server is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Serving,
    Stopping,
    Stopped,
}

/// Serves until `stop` is ready, then lets the requests in flight end within `limits.stop_within`.
///
/// No failure to accept ends it: it waits and tries again. HTTP/1.1 and HTTP/2 are spoken on the same port, chosen by
/// ALPN under TLS and by the first bytes without. The peer is in the request's extensions, as
/// `axum::extract::ConnectInfo<SocketAddr>` and [`Transport`].
pub async fn serve(listener: TcpListener, site: Site, stop: impl Future<Output = ()>) -> Stopped {
    let slots = Arc::new(Semaphore::new(site.limits.connections));
    let (phase, phases) = watch::channel(Phase::Serving);
    let router = dress(site.router, site.manners.clone(), site.limits.clone());
    let site = Arc::new(Site { router, ..site });
    tokio::select! {
        () = stop => {}
        () = welcome(&listener, &site, &slots, &phases) => {}
    }
    drop(listener);
    phase.send_replace(Phase::Stopping);
    let stopped = farewell(&site.limits, &slots, &phase).await;
    if stopped.cut > 0 {
        tracing::warn!(connections = stopped.cut, "connections were cut, because their requests did not end in time");
    }
    stopped
}

/// Takes connections for ever, each when there is room for it.
async fn welcome(listener: &TcpListener, site: &Arc<Site>, slots: &Arc<Semaphore>, phases: &watch::Receiver<Phase>) {
    loop {
        let Some(slot) = free_slot(slots, &site.manners.metrics).await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                tokio::spawn(host(stream, peer, Arc::clone(site), phases.clone(), slot));
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted; trying again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn free_slot(slots: &Arc<Semaphore>, metrics: &Metrics) -> Option<OwnedSemaphorePermit> {
    if let Ok(slot) = Arc::clone(slots).try_acquire_owned() {
        return Some(slot);
    }
    metrics.connection_delayed();
    Arc::clone(slots).acquire_owned().await.ok()
}

/// The client went away before it was accepted: no reason to slow down.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, from its handshake until it ends or the server's patience does.
async fn host(
    stream: TcpStream,
    peer: SocketAddr,
    site: Arc<Site>,
    phases: watch::Receiver<Phase>,
    slot: OwnedSemaphorePermit,
) {
    let _open = site.manners.metrics.connection_opened();
    let mut cut = phases.clone();
    tokio::select! {
        biased;
        _ = cut.wait_for(|phase| *phase == Phase::Stopped) => {}
        () = converse(stream, peer, &site, phases) => {}
    }
    drop(slot);
}

async fn converse(stream: TcpStream, peer: SocketAddr, site: &Arc<Site>, phases: watch::Receiver<Phase>) {
    // Answers are written whole, so waiting for more of them only costs time. A failure only costs speed.
    let _ = stream.set_nodelay(true);
    let Some(tls) = &site.tls else {
        return attend(stream, Visitor { peer, transport: Transport::Plain }, site, phases).await;
    };
    match timeout(site.limits.header_timeout, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => attend(stream, Visitor { peer, transport: Transport::Tls }, site, phases).await,
        Ok(Err(error)) => tracing::debug!(%peer, %error, "TLS handshake failed"),
        Err(_) => tracing::debug!(%peer, "TLS handshake took too long"),
    }
}

/// Waits until every connection has given its slot back; cuts what is left when the time is over.
async fn farewell(limits: &Limits, slots: &Semaphore, phase: &watch::Sender<Phase>) -> Stopped {
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let ended = timeout(limits.stop_within, slots.acquire_many(all)).await.is_ok();
    let cut = if ended { 0 } else { limits.connections.saturating_sub(slots.available_permits()) };
    phase.send_replace(Phase::Stopped);
    Stopped { cut }
}
