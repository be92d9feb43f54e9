//! Lines of LDIF: folded ones are joined, comments left out.

use domain::listings::{BadList, Input};

use crate::reading::{
    bytes,
    lines::Lines,
    refusals::{self, ROW_LIMIT},
};

/// The lines of an LDIF file.
pub(super) struct Folded {
    lines: Lines,
    /// The line that was read last and not handed over yet.
    ahead: Option<(u64, Vec<u8>)>,
    ended: bool,
}

/// A line, or what stands between entries.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// An attribute, with the number of the line that it begins on.
    Attribute(u64, Vec<u8>),
    /// An empty line.
    Empty,
}

impl Folded {
    /// Reads nothing yet.
    pub(super) fn open(input: Input) -> Result<Self, BadList> {
        Ok(Self { lines: Lines::new(bytes::after_bom(input)?.0), ahead: None, ended: false })
    }

    /// The number of the line that was read last.
    pub(super) const fn line(&self) -> u64 {
        self.lines.line()
    }

    /// The next line; `None` at the end of the file. Of an attribute that is not wanted only the first piece is kept.
    pub(super) fn next(&mut self, wanted: impl Fn(&[u8]) -> bool) -> Result<Option<Line>, BadList> {
        loop {
            let Some((line, mut text)) = self.physical()? else { return Ok(None) };
            if text.is_empty() {
                return Ok(Some(Line::Empty));
            }
            if text.starts_with(b" ") {
                return Err(refusals::row(line, "begins with a blank, but goes on from nothing"));
            }
            let wanted = wanted(&text);
            while let Some((_, more)) = self.continuation()? {
                if wanted {
                    text.extend_from_slice(more.get(1..).unwrap_or_default());
                }
                if text.len() > ROW_LIMIT {
                    return Err(refusals::row_too_long(line));
                }
            }
            if !text.starts_with(b"#") {
                return Ok(Some(Line::Attribute(line, text)));
            }
        }
    }

    /// The next physical line, if it goes on from the one before.
    fn continuation(&mut self) -> Result<Option<(u64, Vec<u8>)>, BadList> {
        match self.physical()? {
            Some(more) if more.1.starts_with(b" ") => Ok(Some(more)),
            other => {
                self.ahead = other;
                Ok(None)
            }
        }
    }

    fn physical(&mut self) -> Result<Option<(u64, Vec<u8>)>, BadList> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        if self.ended {
            return Ok(None);
        }
        let mut text = Vec::new();
        let whole = self.lines.read_any(&mut text)?;
        self.ended = !whole;
        if text.last() == Some(&b'\r') {
            text.pop();
        }
        match (whole, text.is_empty()) {
            (true, _) => Ok(Some((self.lines.line(), text))),
            (false, true) => Ok(None),
            (false, false) => Err(refusals::cut_off(self.lines.line())),
        }
    }
}
