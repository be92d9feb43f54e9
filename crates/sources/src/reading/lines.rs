//! Lines: JSON Lines holds one object on each.

use std::io::BufRead;

use domain::listings::BadList;

use super::{
    bytes::{self, Input},
    refusals::{self, ROW_LIMIT},
};

/// The lines of a file, those that hold nothing left out.
pub(crate) struct Lines {
    input: Input,
    line: u64,
}

impl Lines {
    /// The lines of this input.
    pub(crate) fn new(input: Input) -> Self {
        Self { input, line: 0 }
    }

    /// Reads the next line that holds something, and gives its number; `None` at the end of the file.
    pub(crate) fn read(&mut self, text: &mut Vec<u8>) -> Result<Option<u64>, BadList> {
        loop {
            let ended = self.read_any(text)?;
            if text.iter().any(|byte| !byte.is_ascii_whitespace()) {
                return Ok(Some(self.line));
            }
            if !ended {
                return Ok(None);
            }
        }
    }

    /// The line that was read last.
    pub(crate) const fn line(&self) -> u64 {
        self.line
    }

    /// Reads a line, whatever it holds; `false` when the file ended before it did.
    pub(crate) fn read_any(&mut self, text: &mut Vec<u8>) -> Result<bool, BadList> {
        self.line += 1;
        text.clear();
        loop {
            let chunk = bytes::at_hand(&mut self.input)?;
            if chunk.is_empty() {
                return Ok(false);
            }
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let piece = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
            if text.len() + piece.len() > ROW_LIMIT {
                return Err(refusals::row_too_long(self.line));
            }
            text.extend_from_slice(piece);
            let used = piece.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                return Ok(true);
            }
        }
    }
}
