//! Events: one for every change, never altered.

use crate::{
    Instant,
    actors::{Actor, DecidedBy},
    ids::{BatchId, CompanyId, EventId, PersonId, RunId},
};

/// The kind of the event that an account is as another register states it.
pub const STATED: &str = "account.stated";

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// The facts of an account.
    Account(i64),
    /// The decisions about an account, under the account's id.
    Link(i64),
    /// A person.
    Person(i64),
    /// A connection.
    Connection(i64),
    /// A company.
    Company(i64),
    /// A key.
    Key(i64),
    /// A member.
    Member(i64),
    /// A member's session.
    Session(i64),
    /// A run.
    Run(i64),
}

impl Subject {
    /// The word it is stored and shown as.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Link(_) => "link",
            Self::Person(_) => "person",
            Self::Connection(_) => "connection",
            Self::Company(_) => "company",
            Self::Key(_) => "key",
            Self::Member(_) => "member",
            Self::Session(_) => "session",
            Self::Run(_) => "run",
        }
    }

    /// The id of the thing.
    #[must_use]
    pub const fn id(self) -> i64 {
        match self {
            Self::Account(id)
            | Self::Link(id)
            | Self::Person(id)
            | Self::Connection(id)
            | Self::Company(id)
            | Self::Key(id)
            | Self::Member(id)
            | Self::Session(id)
            | Self::Run(id) => id,
        }
    }

    /// The subject of that kind and id.
    #[must_use]
    pub fn parse(kind: &str, id: i64) -> Option<Self> {
        let all: [fn(i64) -> Self; 9] = [
            Self::Account,
            Self::Link,
            Self::Person,
            Self::Connection,
            Self::Company,
            Self::Key,
            Self::Member,
            Self::Session,
            Self::Run,
        ];
        all.into_iter().map(|of| of(id)).find(|subject| subject.kind() == kind)
    }
}

/// One change, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Whose it is.
    pub company: CompanyId,
    /// Its id; ids are not in the order of commits.
    pub id: EventId,
    /// What it is about.
    pub subject: Subject,
    /// Of a decision about an account: whose it is after it.
    pub person: Option<PersonId>,
    /// The subject's version that it made: unique for a subject, rising by one.
    pub version: i64,
    /// When it was recorded; rises strictly for a subject.
    pub at: Instant,
    /// When it was true at the source, where that is known.
    pub observed_at: Option<Instant>,
    /// The run that it belongs to.
    pub run: Option<RunId>,
    /// The batch that it was recorded with, where it was not alone.
    pub batch: Option<BatchId>,
    /// Who did it.
    pub actor: Actor,
    /// The request that it answers.
    pub request: Option<String>,
    /// What happened, as `account.linked`.
    pub kind: String,
    /// Why, where somebody said so.
    pub because: Option<String>,
    /// Canonical JSON: the state after, for decisions also before. Ids of people, never their names or addresses.
    pub body: String,
}

impl Event {
    /// What it was decided as: what another register stated is a source's word, whoever brought it.
    #[must_use]
    pub fn decided_as(&self) -> DecidedBy {
        if self.kind == STATED { DecidedBy::Source } else { self.actor.decides_as() }
    }

    /// The batch by which it can be undone: the one it was recorded with, or itself. `None` for what is no decision.
    #[must_use]
    pub fn undone_by(&self) -> Option<BatchId> {
        let decision = matches!(self.subject, Subject::Link(_));
        decision.then(|| self.batch.unwrap_or(BatchId::alone(self.id)))
    }
}
