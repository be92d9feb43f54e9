//! Addresses.

use std::fmt;

use crate::texts;

/// An address as somebody wrote it: one `@`, something on both sides, a domain with a dot, no blanks or controls, at
/// most 320 characters (RFC 3696, erratum 1690, counts 254; older directories hold longer ones).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// The address in this text, if it is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.split_once('@')?;
        let fits = !local.is_empty()
            && !domain.contains('@')
            && domain.split('.').count() > 1
            && domain.split('.').all(|label| !label.is_empty())
            && text.chars().count() <= 320
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'));
        fits.then(|| Self(text.to_owned()))
    }

    /// The address as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in lower case: what addresses are compared by.
    #[must_use]
    pub fn key(&self) -> String {
        texts::key(&self.0)
    }

    /// Whether every character is ASCII: no other can be linked by a rule, since look-alikes abound.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.0.is_ascii()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn addresses_are_told_from_other_text() {
        for text in ["sally@example.com", "Sally.O'Neil+aws@sub.example.com", "ünï@example.com"] {
            assert!(Email::parse(text).is_some(), "{text}");
        }
        for text in
            ["sally", "@example.com", "sally@", "sally@localhost", "a b@example.com", "a@b@example.com", "a@b..c"]
        {
            assert!(Email::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn keys_fold_case() {
        assert_eq!(Email::parse(" Sally@Example.COM ").unwrap().key(), "sally@example.com");
    }
}
