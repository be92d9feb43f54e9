//! Nouns and rules of the register: what an account, a person, a link and an event are, and what may become of them.
//!
//! Pure: no I/O, no SQL, no HTTP, no clock of its own. Everything here can be tested with plain values.

pub mod accounts;
pub mod actors;
pub mod clock;
pub mod companies;
pub mod connections;
pub mod differences;
pub mod emails;
pub mod events;
pub mod facts;
pub mod findings;
pub mod ids;
pub mod instants;
pub mod invalid;
pub mod keys;
pub mod likeness;
pub mod links;
pub mod listings;
pub mod matches;
pub mod members;
pub mod moments;
pub mod people;
pub mod permissions;
pub mod runs;
pub mod sessions;
pub mod texts;
pub mod zones;

pub use instants::Instant;
pub use invalid::Invalid;
pub use moments::Moment;
