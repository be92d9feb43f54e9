//! The pages over a whole register, asked as a browser asks.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod account;
mod accounts;
mod browser;
mod bulk;
mod connections;
mod escaping;
mod events;
mod evidence;
mod files;
mod findings;
mod idp;
mod imports;
mod interrupted;
mod overview;
mod people;
mod provider;
mod routes;
mod service_accounts;
mod settings;
mod sources;
mod terms;
mod tickets;
mod undo;
mod work;
