//! What a use case answers when it does not do what it was asked, free of HTTP.

use std::fmt;

use domain::{Invalid, links::Refused, listings::BadList};

/// Outcome of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// A refusal or a failure: its kind is public, its cause is for the log.
#[derive(Clone, Debug)]
pub struct Error {
    /// What the caller is told.
    pub kind: Kind,
    cause: Option<String>,
}

/// What the caller is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Who asks is not known.
    Unauthorized,
    /// The company has not accepted the terms in force.
    Terms,
    /// The caller lacks the permission.
    Forbidden,
    /// The company's plan lacks the feature.
    Unpaid,
    /// A value breaks a rule; the text says which and how.
    Invalid(String),
    /// There is no such thing in this company.
    Missing(Noun),
    /// The account was decided about since the caller looked at it.
    Stale,
    /// A service account cannot be linked.
    ServiceAccount,
    /// A person decided otherwise, and no rule overturns that.
    HumanDecided,
    /// Too much would go: a person must confirm the count.
    Held {
        /// How many would go.
        missing: u64,
        /// Of how many.
        present: u64,
    },
    /// Another import of the connection is under way.
    UnderWay,
    /// A list is not what it should be.
    BadList(BadList),
    /// It exists already, or something is in its way; the text says what.
    Conflict(String),
    /// The database cannot be used just now; nothing happened.
    Unavailable,
    /// The database's disk is full; nothing happened.
    Full,
    /// The commit was lost on its way: it may have happened or not.
    OutcomeUnknown,
    /// Too many wait already; nothing happened.
    Overloaded,
    /// A bug.
    Bug,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a noun of the register")]
pub enum Noun {
    Account,
    Person,
    Connection,
    Run,
    Key,
    Member,
    Session,
    Company,
    Batch,
}

impl Error {
    /// A bug, with its cause for the log.
    pub fn bug(cause: impl fmt::Display) -> Self {
        Self { kind: Kind::Bug, cause: Some(cause.to_string()) }
    }

    /// A failure to show what was committed before: whoever is told repeats it, and finds it done.
    pub(crate) fn after_the_commit(failed: Self) -> Self {
        Self { kind: Kind::OutcomeUnknown, ..failed }
    }

    /// A conflict, in words for the caller.
    pub fn conflict(words: impl Into<String>) -> Self {
        Kind::Conflict(words.into()).into()
    }

    /// A broken rule, in words for the caller.
    pub fn invalid(words: impl Into<String>) -> Self {
        Kind::Invalid(words.into()).into()
    }

    /// The cause, for the log alone.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Self { kind, cause: None }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::invalid(invalid.to_string())
    }
}

impl From<BadList> for Error {
    fn from(bad: BadList) -> Self {
        Kind::BadList(bad).into()
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::ServiceAccount => Kind::ServiceAccount,
            Refused::HumanDecided => Kind::HumanDecided,
        }
        .into()
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        use store::error::Kind as Stored;
        let kind = match error.kind {
            Stored::Busy | Stored::Unavailable => Kind::Unavailable,
            Stored::OutcomeUnknown => Kind::OutcomeUnknown,
            Stored::Full => Kind::Full,
            Stored::Conflict | Stored::Corrupt | Stored::Wrong | Stored::Setup => Kind::Bug,
        };
        Self { kind, cause: Some(error.to_string()) }
    }
}

impl fmt::Display for Error {
    /// What the caller is told, in words that hold nothing of what they sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Unauthorized => f.write_str("Invalid Authorization"),
            Kind::Terms => f.write_str("You must accept the terms and conditions to use the API"),
            Kind::Forbidden => f.write_str("You are not allowed to perform this action"),
            Kind::Unpaid => f.write_str("You must pay to activate this feature"),
            Kind::Invalid(words) | Kind::Conflict(words) => f.write_str(words),
            Kind::Missing(_) => f.write_str("Record Not Found"),
            Kind::Stale => f.write_str("The account was changed since it was read; read it again and repeat"),
            Kind::ServiceAccount => {
                f.write_str("a service account cannot be linked to a person; clear its service-account mark first")
            }
            Kind::HumanDecided => {
                f.write_str("a person decided otherwise here, and neither a rule nor a source overturns that")
            }
            Kind::Held { missing, present } => write!(
                f,
                "{missing} of {present} entries are missing from this list, more than may go without a word; \
                 nothing was applied; if that is right, repeat with confirm={missing}"
            ),
            Kind::UnderWay => {
                f.write_str("another import of this connection is under way; wait until it has ended, and repeat")
            }
            Kind::BadList(bad) => bad.fmt(f),
            Kind::Unavailable => f.write_str("The database cannot be reached just now; nothing was changed, try again"),
            Kind::Full => f.write_str("The database's disk is full; nothing was changed"),
            Kind::OutcomeUnknown => {
                f.write_str("The outcome is unknown: the database was lost while it answered; it is safe to repeat")
            }
            Kind::Overloaded => f.write_str("Too many requests wait already; nothing was changed, try again"),
            Kind::Bug => f.write_str("Internal server error"),
        }
    }
}

impl std::error::Error for Error {}
