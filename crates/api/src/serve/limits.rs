//! How much of the server one client, or all of them, may have.

use std::time::Duration;

/// Bounds on connections, headers, bodies and waiting. The defaults suit a server that faces the open internet.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections open at once; further ones wait in the listener's queue, unanswered but not refused.
    pub connections: usize,
    /// How long a connection may take for its TLS handshake, and then for the whole head of a request.
    pub header_timeout: Duration,
    /// How long a connection may stay open between two requests.
    pub idle_timeout: Duration,
    /// How long the network may take nothing of an answer before the connection is given up.
    pub write_timeout: Duration,
    /// Bytes of one request's URL; more is 414.
    pub url_bytes: usize,
    /// Bytes of one request's URL and headers together; more is 431.
    pub header_bytes: usize,
    /// How long nothing of a body may arrive while it is read; longer is 408.
    pub body_idle_timeout: Duration,
    /// How long the server may have waited for a body, in all, before it must have come at [`Self::body_rate`].
    pub body_grace: Duration,
    /// Bytes of a body that must come in a second, on average over the time that was waited for them; slower is 408.
    pub body_rate: u64,
    /// HTTP/2 requests at once on one connection.
    pub streams: u32,
    /// Bytes of an unread body that are read and dropped before the connection closes, so that the answer arrives.
    pub linger_bytes: u64,
    /// How long that may take.
    pub linger_within: Duration,
    /// How long requests in flight may go on after the server was told to stop.
    pub stop_within: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            header_timeout: Duration::from_secs(8),
            idle_timeout: Duration::from_secs(75),
            write_timeout: Duration::from_secs(60),
            url_bytes: 8 * 1024,
            header_bytes: 32 * 1024,
            body_idle_timeout: Duration::from_secs(30),
            body_grace: Duration::from_secs(20),
            body_rate: 1024,
            streams: 128,
            linger_bytes: 32 * 1024 * 1024,
            linger_within: Duration::from_secs(2),
            stop_within: Duration::from_secs(9),
        }
    }
}
