//! Ids of the register's own things. An external id is text, so one can never be taken for the other.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The largest id: 2^53 - 1, the largest whole number that every JSON reader keeps exactly (RFC 8259, section 6).
pub const MAX: i64 = (1 << 53) - 1;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The id with this number, which the register gave out itself.
            #[must_use]
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A company: the owner of everything else.
    CompanyId;
    /// A person of a company.
    PersonId;
    /// An account at some provider, a roster entry included.
    AccountId;
    /// A place that accounts come from.
    ConnectionId;
    /// An API key.
    KeyId;
    /// Somebody who may sign in.
    MemberId;
    /// That a member is signed in.
    SessionId;
    /// A ticket that signs a member in, once.
    TicketId;
    /// One reading of a source.
    RunId;
    /// One recorded change.
    EventId;
    /// Changes that were asked for together. Counted with events: a change that was made alone is a batch by its event's id.
    BatchId;
}

/// What ids are counted for: each noun has its own count, shared by all companies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Noun {
    /// Companies.
    Company,
    /// People.
    Person,
    /// Accounts.
    Account,
    /// Connections.
    Connection,
    /// Keys.
    Key,
    /// Members.
    Member,
    /// Sessions.
    Session,
    /// Tickets.
    Ticket,
    /// Runs.
    Run,
    /// Events, and batches of them.
    Event,
}

impl Noun {
    /// Every noun.
    pub const ALL: [Self; 7] =
        [Self::Company, Self::Person, Self::Account, Self::Connection, Self::Key, Self::Run, Self::Event];

    /// The name under which the count is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Person => "person",
            Self::Account => "account",
            Self::Connection => "connection",
            Self::Key => "key",
            Self::Member => "member",
            Self::Session => "session",
            Self::Ticket => "ticket",
            Self::Run => "run",
            Self::Event => "event",
        }
    }
}

impl BatchId {
    /// The batch of a change that was made alone.
    #[must_use]
    pub const fn alone(event: EventId) -> Self {
        Self(event.0)
    }
}
