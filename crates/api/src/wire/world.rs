//! What the accounts of one answer share: people, connections, and the contract.

use std::{collections::HashMap, fmt, hash::BuildHasher};

use domain::{
    connections::Connection,
    ids::{ConnectionId, PersonId},
    people::Profile,
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{Contract, Stamp, schemas};

/// The people and connections that the accounts of an answer name, and how the answer is spelled.
#[derive(Debug)]
pub struct World<'a, S = std::hash::RandomState> {
    /// People with their identity accounts.
    pub people: &'a HashMap<PersonId, Profile, S>,
    /// Connections, those of the people's identity accounts included.
    pub connections: &'a HashMap<ConnectionId, Connection, S>,
    /// The generation of the contract.
    pub contract: Contract,
}

/// Something that an account names and that was not loaded with it: a bug, never the client's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// This person.
    Person(PersonId),
    /// This connection.
    Connection(ConnectionId),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person {id} was not loaded"),
            Self::Connection(id) => write!(f, "connection {id} was not loaded"),
        }
    }
}

impl std::error::Error for Missing {}

impl<'a, S: BuildHasher> World<'a, S> {
    pub(super) fn person(&self, id: Option<PersonId>) -> Result<Option<&'a Profile>, Missing> {
        id.map(|id| self.people.get(&id).ok_or(Missing::Person(id))).transpose()
    }

    pub(super) fn connection(&self, id: ConnectionId) -> Result<&'a Connection, Missing> {
        self.connections.get(&id).ok_or(Missing::Connection(id))
    }

    pub(super) fn stamp(&self, instant: domain::Instant) -> Stamp {
        Stamp(instant, self.contract)
    }

    pub(super) fn maybe(&self, instant: Option<domain::Instant>) -> Option<Stamp> {
        instant.map(|instant| self.stamp(instant))
    }
}

/// The empty object, which stands where an answer would begin to repeat itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut;

impl Serialize for Cut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_map(Some(0))?.end()
    }
}

impl PartialSchema for Cut {
    fn schema() -> RefOr<Schema> {
        schemas::empty_object().into()
    }
}

impl ToSchema for Cut {
    fn name() -> std::borrow::Cow<'static, str> {
        "Cut".into()
    }
}

/// A part of an answer, or `{}` where it would begin to repeat itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum OrCut<T> {
    /// All of it.
    Whole(T),
    /// `{}`.
    Cut(Cut),
}
