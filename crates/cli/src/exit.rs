//! How a command ends: its exit code, and the words for whoever started it.

use std::{fmt, io, process::ExitCode};

/// The exit codes, as `whose --help` shows them.
pub(crate) const CODES: &str = "\
Exit codes:
  0  done; for `is`, answered
  1  failed
  2  wrong usage
  3  nobody knows yet whose account it is
  4  several match
  5  no such account, or nothing of that name
  6  held: too much is missing from a list, and nothing was applied; the message says how to confirm
  7  not allowed: the key is missing, unknown, or may not do this
  8  the server or the database cannot be reached
  9  done in part: some rows were refused, or some accounts left alone; the output names them
  10 found: with --check, something is wrong, or late";

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Code {
    /// Done, or answered.
    Done = 0,
    /// It did not work.
    Failed = 1,
    /// It was asked for in the wrong way.
    Usage = 2,
    /// Nobody knows yet.
    NobodyYet = 3,
    /// Several match.
    Several = 4,
    /// There is no such thing.
    NoSuch = 5,
    /// A list is held.
    Held = 6,
    /// It is not allowed.
    NotAllowed = 7,
    /// Nobody answers.
    Unreachable = 8,
    /// Some of it was done.
    Partly = 9,
    /// What was looked for is there.
    Found = 10,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// Why a command did not do what it was asked: a code, and what went wrong and what to do next.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    /// Whether it is in the way that something else is under way, which ends by itself.
    pub(crate) under_way: bool,
    words: String,
}

/// Outcome of a part of a command.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure of that code, in those words.
    pub(crate) fn new(code: Code, words: impl fmt::Display) -> Self {
        Self { code, under_way: false, words: words.to_string() }
    }

    /// It did not work, because something else is under way.
    pub(crate) fn under_way(words: impl fmt::Display) -> Self {
        Self { under_way: true, ..Self::failed(words) }
    }

    /// It did not work.
    pub(crate) fn failed(words: impl fmt::Display) -> Self {
        Self::new(Code::Failed, words)
    }

    /// It was asked for in the wrong way.
    pub(crate) fn usage(words: impl fmt::Display) -> Self {
        Self::new(Code::Usage, words)
    }

    /// Standard output cannot be written. Nobody is left to be told when the reader went away.
    pub(crate) fn of_output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::new(Code::Done, "")
        } else {
            Self::failed(format_args!("standard output cannot be written: {error}"))
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl std::error::Error for Failure {}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        use store::error::Kind;
        match error.kind {
            Kind::Unavailable | Kind::Busy | Kind::OutcomeUnknown => {
                let words = format!("the database cannot be used: {error}; check --database, and that it runs");
                Self::new(Code::Unreachable, words)
            }
            _ => Self::failed(error),
        }
    }
}

impl From<app::Error> for Failure {
    fn from(error: app::Error) -> Self {
        use app::Kind;
        let code = match error.kind {
            Kind::Unavailable | Kind::OutcomeUnknown => Code::Unreachable,
            Kind::Unauthorized | Kind::Forbidden | Kind::Terms | Kind::Unpaid => Code::NotAllowed,
            Kind::Missing(_) => Code::NoSuch,
            Kind::Held { .. } => Code::Held,
            _ => Code::Failed,
        };
        match error.cause() {
            Some(cause) => Self::new(code, format_args!("{error}: {cause}")),
            None => Self::new(code, error),
        }
    }
}
