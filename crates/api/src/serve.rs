//! Serving HTTP: our own accept loop over hyper, TLS, who is asking, and what every answer has in common.
//!
//! Nothing here knows what the API does. The loop exists because a plain one keeps half-sent headers open for ever,
//! takes connections without end, and resets clients that are still sending when they are refused.

mod access_log;
mod bodies;
mod client_address;
mod connection;
mod exchange;
mod fitness;
mod limits;
mod line;
mod listening;
mod manners;
pub mod metrics;
mod pace;
mod request_id;
mod security_headers;
pub mod tls;
mod unreadable;

pub use access_log::SeenKey;
pub use client_address::{BadNetwork, ClientAddress, Network, TrustedProxies, client_address};
pub use exchange::Transport;
pub use limits::Limits;
pub use listening::{Site, Stopped, serve};
pub use manners::Manners;
pub use metrics::Metrics;
pub use request_id::RequestId;
pub use tls::{Tls, TlsProblem};

#[cfg(test)]
mod tests;
