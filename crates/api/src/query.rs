//! Parameters of lists, read from the raw query string. Unknown ones are ignored; a known one that is malformed, or
//! given twice where it is no list, is refused (40013).

mod lists;
mod params;
pub(crate) mod percent;
mod sorts;

pub use lists::{ListConnections, ListIdentities, ListUsers, PROVIDER_TYPES};
pub use params::{LIMIT, Page, Params, Q_LENGTH};
pub use percent::names_a_key;
pub use sorts::{ConnectionSort, Direction, IdentitySort};

#[cfg(test)]
mod tests;
