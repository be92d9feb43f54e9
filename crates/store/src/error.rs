//! What can go wrong with memory, by what the caller can do about it.

use std::fmt;

/// Outcome of anything that touches the database.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the database did not do what it was asked, with the private cause for the log.
#[derive(Debug)]
pub struct Error {
    /// What the caller can do about it.
    pub kind: Kind,
    cause: String,
}

/// What the caller can do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rule of the schema was broken: the same thing exists, or what it refers to does not.
    Conflict,
    /// Others held the rows for too long, or the transaction lost against another: try again.
    Busy,
    /// What is stored is not what the schema promises: a bug, or somebody else's hand.
    Corrupt,
    /// The database cannot be reached, or refuses to work: nothing happened.
    Unavailable,
    /// The connection was lost while committing: it may have happened or not.
    OutcomeUnknown,
    /// The disk is full: nothing happened.
    Full,
    /// The statement is wrong: a bug.
    Wrong,
    /// The database's address or set-up is wrong, for the operator to mend.
    Setup,
}

impl Error {
    /// A failure of that kind, for that cause.
    pub fn new(kind: Kind, cause: impl fmt::Display) -> Self {
        Self { kind, cause: cause.to_string() }
    }

    /// A stored value that breaks the schema's promise.
    pub fn corrupt(cause: impl fmt::Display) -> Self {
        Self::new(Kind::Corrupt, cause)
    }

    /// A mistake in the set-up, in words for the operator.
    pub fn setup(cause: impl fmt::Display) -> Self {
        Self::new(Kind::Setup, cause)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)
    }
}

impl std::error::Error for Error {}
