//! JSON over HTTP: the documented surface and our own, and the serving of both.
//!
//! A handler extracts, calls one use case and presents. The table in `operations` says for every operation which
//! permission, feature and body it has; `admission` asks in the one fixed order, so that nobody learns anything before
//! proving the right to ask.

mod admission;
pub mod body;
mod connections;
mod context;
#[cfg(fuzzing)]
pub mod fuzzing;
mod identities;
mod limiter;
pub mod openapi;
pub mod operations;
pub mod paths;
mod personnel;
mod present;
mod probes;
pub mod problems;
pub mod query;
mod refusals;
pub mod serve;
mod spool;
mod users;
pub mod v1;
pub mod wire;

pub use admission::{Local, Settings, router};
pub use paths::owns;
