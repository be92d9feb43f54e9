//! A value that breaks a rule of the register.

use std::fmt;

/// Why a value was refused, in words for the one who sent it. Never holds the value itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The field that breaks the rule, by its name in our own API.
    pub field: &'static str,
    /// The rule, readable after the field's name: `must be …`.
    pub rule: &'static str,
}

impl Invalid {
    /// A field and the rule it breaks.
    #[must_use]
    pub const fn new(field: &'static str, rule: &'static str) -> Self {
        Self { field, rule }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.rule)
    }
}

impl std::error::Error for Invalid {}
