//! The API as its clients see it, in the same process, on whichever engine is under test.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

mod bad_input;
mod batches;
mod connect;
mod connections;
mod contracts;
mod dice;
mod differences;
mod differential;
mod findings;
mod history;
mod identities;
mod imports;
mod openapi;
mod order;
mod past;
mod personnel;
mod replay;
mod rights;
mod runs;
mod settings;
mod sorting;
mod strangers;
mod users;
mod v1;
