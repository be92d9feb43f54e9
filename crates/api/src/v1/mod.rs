//! Our own API, `/api/v1`: the register in its own words. Unknown is null, instants are RFC 3339 in UTC, errors are
//! problem details.

pub(crate) mod accounts;
pub(crate) mod batches;
pub(crate) mod bulk;
pub(crate) mod companies;
pub(crate) mod connections;
pub(crate) mod cursors;
pub(crate) mod decisions;
pub(crate) mod differences;
pub(crate) mod events;
pub(crate) mod fields;
pub(crate) mod findings;
pub(crate) mod imports;
pub(crate) mod keys;
pub(crate) mod lists;
pub(crate) mod members;
pub(crate) mod people;
pub(crate) mod runs;
pub(crate) mod statements;
mod versions;
pub(crate) mod whoami;
pub(crate) mod wire;
