//! The list of what may be larger than the limits: `path reason` or `path:function reason`, one a line.

use std::collections::{BTreeMap, btree_map};

use anyhow::{Result, bail};

/// The exceptions, and which of them were needed.
#[derive(Debug)]
pub(super) struct Exceptions {
    used: BTreeMap<String, bool>,
}

impl Exceptions {
    /// Reads the list; an entry without a reason, or given twice, is refused.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut used = BTreeMap::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let Some((what, _reason)) = line.split_once(char::is_whitespace) else {
                bail!("the exception for {line} gives no reason");
            };
            match used.entry(what.to_owned()) {
                btree_map::Entry::Occupied(_) => bail!("the exception for {what} is there twice"),
                btree_map::Entry::Vacant(entry) => entry.insert(false),
            };
        }
        Ok(Self { used })
    }

    /// Whether there is an exception for this file or function; it counts as needed from now on.
    pub(super) fn excuse(&mut self, what: &str) -> bool {
        match self.used.get_mut(what) {
            Some(used) => {
                *used = true;
                true
            }
            None => false,
        }
    }

    /// The exceptions that were never needed.
    pub(super) fn unused(&self) -> impl Iterator<Item = &str> {
        self.used.iter().filter(|(_, used)| !**used).map(|(what, _)| what.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_without_a_reason_is_refused() {
        assert!(Exceptions::parse("crates/store/src/a.rs\n").is_err());
        assert!(Exceptions::parse("crates/store/src/a.rs   \n").is_err());
    }

    #[test]
    fn an_exception_given_twice_is_refused() {
        assert!(Exceptions::parse("a.rs one\na.rs two\n").is_err());
    }

    #[test]
    fn comments_and_empty_lines_are_skipped() {
        let exceptions = Exceptions::parse("# a.rs is not listed\n\nb.rs generated\n").unwrap();
        assert_eq!(exceptions.unused().collect::<Vec<_>>(), ["b.rs"]);
    }

    #[test]
    fn an_exception_is_unused_until_it_excuses() {
        let mut exceptions = Exceptions::parse("a.rs:load one table").unwrap();
        assert!(!exceptions.excuse("a.rs"));
        assert_eq!(exceptions.unused().count(), 1);
        assert!(exceptions.excuse("a.rs:load"));
        assert_eq!(exceptions.unused().count(), 0);
    }
}
