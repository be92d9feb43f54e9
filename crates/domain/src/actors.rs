//! Who did something, and how we know.

use serde::{Deserialize, Serialize};

use crate::ids::{KeyId, MemberId, PersonId, RunId, SessionId};

/// Who did something: proven by a key or a session, asserted on the machine itself, or a part of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Actor {
    /// Proven by an API key; the person is the key's owner.
    Key {
        /// The key.
        key: KeyId,
        /// Its owner.
        person: PersonId,
    },
    /// A member who was signed in.
    Session {
        /// The session.
        session: SessionId,
        /// Whose it is.
        member: MemberId,
        /// The person of the register that the member is, where that is known.
        person: Option<PersonId>,
    },
    /// Asserted on the machine that holds the database, by the operating system's user and host.
    Asserted {
        /// Who it is said to have been.
        person: Option<PersonId>,
        /// `user@host` of the operating system.
        os: String,
    },
    /// A rule of the register.
    Rule {
        /// The rule's name.
        rule: String,
        /// The run in whose course it was applied, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        run: Option<RunId>,
    },
    /// A run, telling what a source shows, started by somebody.
    Run {
        /// The run.
        run: RunId,
    },
    /// The register itself.
    Register,
}

impl Actor {
    /// The person behind it, where there is one.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Key { person, .. } => Some(*person),
            Self::Session { person, .. } | Self::Asserted { person, .. } => *person,
            Self::Rule { .. } | Self::Run { .. } | Self::Register => None,
        }
    }

    /// The word for the way in which the actor is known: `key`, `session`, `asserted`, `rule`, `run`, `register`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Key { .. } => "key",
            Self::Session { .. } => "session",
            Self::Asserted { .. } => "asserted",
            Self::Rule { .. } => "rule",
            Self::Run { .. } => "run",
            Self::Register => "register",
        }
    }

    /// What decisions by this actor count as: a person's outranks a rule's, a rule's a source's.
    #[must_use]
    pub const fn decides_as(&self) -> DecidedBy {
        match self {
            Self::Key { .. } | Self::Session { .. } | Self::Asserted { .. } => DecidedBy::Human,
            Self::Rule { .. } => DecidedBy::Rule,
            Self::Run { .. } | Self::Register => DecidedBy::Source,
        }
    }
}

/// Who decided whose an account is; the earlier outranks the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecidedBy {
    /// A person.
    Human,
    /// A rule.
    Rule,
    /// The source itself, as a roster that lists its people.
    Source,
}

impl DecidedBy {
    /// The word it is stored and shown as.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Rule => "rule",
            Self::Source => "source",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Human, Self::Rule, Self::Source].into_iter().find(|by| by.name() == name)
    }
}
