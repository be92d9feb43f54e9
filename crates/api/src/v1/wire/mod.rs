//! The answers of our own API. Everything borrows from the register's own values.

mod account;
mod actor;
mod batch;
mod connection;
mod difference;
mod event;
mod finding;
mod member;
mod moment;
mod others;
mod person;
mod run;

pub(crate) use account::{Account, Around};
pub(crate) use actor::Actor;
pub(crate) use batch::{BatchEntry, UndoneBatch};
pub(crate) use connection::{Connection, ConnectionBrief};
pub(crate) use difference::Difference;
pub(crate) use event::Event;
pub(crate) use finding::{Finding, FindingCounts, FindingPoint};
pub(crate) use member::Member;
pub(crate) use moment::{Moment, moment};
pub(crate) use others::{BulkAnswer, BulkResult, Company, Key, Terms, Whoami, WhoseIs};
pub(crate) use person::{Brief, Person, brief};
pub(crate) use run::Run;
use serde::Serialize;

/// A page of a list, with the cursor of the next one.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Page<T> {
    pub(crate) data: Vec<T>,
    pub(crate) next: Option<String>,
}
