//! The documented answers: identities, users, connections and their pages, in both generations of the contract.
//!
//! Everything borrows from the register's own values; `identity` and `user` are the wire's words for account and person.

mod connection;
mod identity;
mod page;
pub mod requests;
pub(crate) mod schemas;
mod stamp;
mod user;
mod world;

pub use connection::{Connection, ConnectionItem, NamedProviderType, ProviderType, Workspace};
pub use identity::{Identity, InfrastructureIdentity, Seen, VersionControlIdentity};
pub use page::{ConnectionPage, InfrastructurePage, Page, UserPage, VersionControlPage};
pub use stamp::{Contract, Stamp};
pub use user::{BackgroundCheck, User, UserIdentity};
pub use world::{Cut, Missing, OrCut, World};

#[cfg(test)]
mod tests;
