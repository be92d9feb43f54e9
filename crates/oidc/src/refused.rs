//! Why somebody was not signed in.

use std::fmt;

/// Why, for everybody; and the cause, for the log alone.
#[derive(Debug)]
pub struct Refused {
    /// What whoever asks may be told.
    pub why: Why,
    cause: String,
}

/// What whoever asks may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The provider does not answer.
    Unreachable,
    /// What the provider answered, or what is said to be its answer, is not believed.
    Untrusted,
}

impl Refused {
    pub(crate) fn unreachable(cause: &(dyn std::error::Error + 'static)) -> Self {
        Self { why: Why::Unreachable, cause: chain(cause) }
    }

    pub(crate) fn untrusted(cause: &(dyn std::error::Error + 'static)) -> Self {
        Self { why: Why::Untrusted, cause: chain(cause) }
    }
}

/// The cause, with its own causes.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}

/// For the log.
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)
    }
}
