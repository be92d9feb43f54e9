//! The server over loopback sockets, spoken to in raw bytes.

mod addresses;
mod answers;
mod bench;
mod connections;
mod counting;
mod framing;
mod log;
mod refusals;
mod tls;
