//! Memory: all SQL of the register, on SQLite and on PostgreSQL, and nothing else.
//!
//! Free functions over `&mut Tx`, one module per noun. Every query names its company. `DIALECT.md` beside this crate says
//! which SQL means the same on both engines.

pub mod accounts;
pub mod attributes;
pub mod batches;
pub mod checks;
pub mod companies;
pub mod connections;
pub mod copies;
pub mod db;
pub mod error;
pub mod events;
pub mod history;
pub mod ids;
pub mod keys;
pub mod leaves;
pub mod likeness;
pub mod links;
pub mod lists;
pub mod members;
pub mod migrations;
pub mod overviews;
pub mod people;
pub mod runs;
pub mod sessions;
pub mod staged;
pub mod unlinked;

pub use db::{Pool, Tx};
pub use error::{Error, Result};
