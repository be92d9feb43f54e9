//! Problems: what the API answers when it cannot do what was asked. The one table of codes, statuses and messages.
//!
//! A problem never holds what the client sent: its message names fields and rules, which are ours.

mod answer;
mod codes;

use std::{borrow::Cow, fmt};

pub use answer::{ErrorBody, ProblemDetails};
pub use codes::Code;

/// What every message of a 400 begins with.
const MALFORMED: &str = "Malformed data and/or validation errors: ";

/// How a problem is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// As the documented API writes it: `name`, `statusCode`, `message`, `code`.
    #[default]
    Documented,
    /// As `application/problem+json` (RFC 9457), with our `code`; for our own API.
    Rfc9457,
}

/// A request that cannot be answered as asked: what became of it, in words for the one who sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    detail: Option<Cow<'static, str>>,
    allow: Option<Cow<'static, str>>,
    retry_after: Option<u32>,
    spelling: Spelling,
}

impl Problem {
    /// The problem of that code, with the code's own message.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, detail: None, allow: None, retry_after: code.retry_after(), spelling: Spelling::Documented }
    }

    /// The problem of that code, with words of its own; on a 400 they follow the documented beginning.
    #[must_use]
    pub fn because(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..Self::new(code) }
    }

    /// A field of the body that breaks a rule (40003); the rule reads on after the field's name, as in `must be true`.
    #[must_use]
    pub fn field(field: &str, rule: &str) -> Self {
        Self::because(Code::FieldInvalid, format!("{field} {rule}"))
    }

    /// A parameter of the query that breaks a rule (40013).
    #[must_use]
    pub fn parameter(parameter: &str, rule: &str) -> Self {
        Self::because(Code::Query, format!("{parameter} {rule}"))
    }

    /// A method that the route does not have (40501), and those that it has, as in `GET, HEAD`.
    #[must_use]
    pub fn method(allow: impl Into<Cow<'static, str>>) -> Self {
        Self { allow: Some(allow.into()), ..Self::new(Code::Method) }
    }

    /// The same problem, to be tried again after so many seconds.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The same problem, found inside a part of the body, as `operations[3]`.
    #[must_use]
    pub fn within(mut self, place: impl fmt::Display) -> Self {
        let detail = self.detail.take().unwrap_or(Cow::Borrowed(self.code.message()));
        self.detail = Some(format!("{place}: {detail}").into());
        self
    }

    /// The same problem, written in that way.
    #[must_use]
    pub const fn spelled(mut self, spelling: Spelling) -> Self {
        self.spelling = spelling;
        self
    }

    /// Its code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The public message.
    #[must_use]
    pub fn message(&self) -> Cow<'_, str> {
        let detail = self.detail.as_deref().unwrap_or(self.code.message());
        if self.code.status() == 400 { format!("{MALFORMED}{detail}").into() } else { detail.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message(), self.code.number())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests;
