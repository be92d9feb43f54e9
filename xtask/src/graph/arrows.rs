//! The arrows of ARCHITECTURE.md: a fenced block labelled `arrows`, one crate a line.
//!
//! `api -> app domain` draws two arrows, `dev: api -> testkit` one that only tests need, and `domain ->` none. A `*` stands
//! for any crate on either side. What no line draws is not allowed; what a line draws without a `*` must exist.

use std::collections::BTreeSet;
use std::fmt;

use anyhow::{Context, Result, bail};

const ANY: &str = "*";

/// A dependency of one crate on another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrow {
    from: String,
    to: String,
}

impl Arrow {
    /// An arrow between the crates of these names.
    pub(crate) fn new(from: &str, to: &str) -> Self {
        Self { from: from.to_owned(), to: to.to_owned() }
    }

    /// Whether this arrow, as drawn, allows that dependency.
    pub(super) fn covers(&self, dependency: &Self) -> bool {
        let covers = |drawn: &str, actual: &str| drawn == ANY || drawn == actual;
        covers(&self.from, &dependency.from) && covers(&self.to, &dependency.to)
    }

    /// Whether this arrow leaves a side open, and so need not be there.
    pub(super) fn is_open(&self) -> bool {
        self.from == ANY || self.to == ANY
    }
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", self.from, self.to)
    }
}

/// What the map allows.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub(super) crates: BTreeSet<Arrow>,
    pub(super) tests: BTreeSet<Arrow>,
}

impl Drawing {
    /// Reads the block labelled `arrows`; there is exactly one.
    pub(super) fn in_markdown(text: &str) -> Result<Self> {
        let mut blocks = text.split("```arrows\n").skip(1);
        let block = blocks
            .next()
            .context("there is no fenced block labelled `arrows`, with lines such as `api -> app domain`")?;
        if blocks.next().is_some() {
            bail!("there is more than one block labelled `arrows`");
        }
        let (lines, _) = block.split_once("```").context("the block labelled `arrows` does not end")?;
        let mut drawing = Self::default();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            drawing.add(line)?;
        }
        Ok(drawing)
    }

    fn add(&mut self, line: &str) -> Result<()> {
        let (arrows, rest) = match line.strip_prefix("dev:") {
            Some(rest) => (&mut self.tests, rest),
            None => (&mut self.crates, line),
        };
        let (from, to) = rest.split_once("->").with_context(|| format!("not an arrow: {line}"))?;
        let from = from.trim();
        if from.is_empty() || from.contains(char::is_whitespace) {
            bail!("one crate belongs before the arrow: {line}");
        }
        arrows.extend(to.split_whitespace().map(|to| Arrow::new(from, to)));
        Ok(())
    }
}

/// The arrows in the form of the block, one line a crate, each after the given word.
pub(super) fn lines(word: &str, arrows: &BTreeSet<Arrow>) -> Vec<String> {
    let from: BTreeSet<&str> = arrows.iter().map(|arrow| arrow.from.as_str()).collect();
    let line = |from: &str| {
        let to: Vec<&str> = arrows.iter().filter(|arrow| arrow.from == from).map(|arrow| arrow.to.as_str()).collect();
        format!("{word}{from} -> {}", to.join(" "))
    };
    from.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_is_found_among_other_text() {
        let text =
            "# Map\n```text\na -> b\n```\n\n```arrows\napi -> app domain\ndomain ->\n\ndev: * -> testkit\n```\nEnd.\n";
        let drawing = Drawing::in_markdown(text).unwrap();
        assert_eq!(drawing.crates, [Arrow::new("api", "app"), Arrow::new("api", "domain")].into());
        assert_eq!(drawing.tests, [Arrow::new("*", "testkit")].into());
    }

    #[test]
    fn a_map_with_no_block_two_blocks_or_an_open_one_is_refused() {
        assert!(Drawing::in_markdown("a -> b").is_err());
        assert!(Drawing::in_markdown("```arrows\n```\n```arrows\n```\n").is_err());
        assert!(Drawing::in_markdown("```arrows\na -> b\n").is_err());
    }

    #[test]
    fn a_line_that_is_no_arrow_is_refused() {
        for line in ["a b", "-> b", "a b -> c"] {
            assert!(Drawing::in_markdown(&format!("```arrows\n{line}\n```\n")).is_err(), "{line}");
        }
    }
}
