//! JSON as it comes in: where a value begins and ends. Whether it is JSON is decided by `objects`.

use std::io::BufRead;

use domain::listings::BadList;
use serde_json::Value;

use super::{
    bytes::{self, Input},
    objects,
    refusals::{self, ROW_LIMIT, TEXT_LIMIT},
};

/// The bytes of a JSON file, and the line that is reached.
pub(crate) struct Scanner {
    input: Input,
    line: u64,
}

/// How far into a value the scan is.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl Scanner {
    /// The first byte is on line 1.
    pub(crate) const fn new(input: Input) -> Self {
        Self { input, line: 1 }
    }

    /// The line that is reached.
    pub(crate) const fn line(&self) -> u64 {
        self.line
    }

    /// Takes the next byte that is not blank.
    pub(crate) fn mark(&mut self) -> Result<Option<u8>, BadList> {
        let mark = self.ahead()?;
        self.bump()?;
        Ok(mark)
    }

    /// The next byte that is not blank, which stays there.
    pub(crate) fn ahead(&mut self) -> Result<Option<u8>, BadList> {
        loop {
            match bytes::at_hand(&mut self.input)?.first().copied() {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.bump()?,
                other => return Ok(other),
            };
        }
    }

    /// Takes a key and the colon behind it.
    pub(crate) fn key(&mut self) -> Result<String, BadList> {
        let text = self.text()?;
        let key: String = serde_json::from_slice(&text).map_err(|_| self.no_json())?;
        if !domain::texts::storable(&key) {
            return Err(refusals::row(self.line, "holds the character U+0000"));
        }
        match self.mark()? {
            Some(b':') => Ok(key),
            None => Err(refusals::cut_off(1)),
            Some(_) => Err(self.no_json()),
        }
    }

    fn text(&mut self) -> Result<Vec<u8>, BadList> {
        match self.mark()? {
            Some(b'"') => {}
            None => return Err(refusals::cut_off(1)),
            Some(_) => return Err(self.no_json()),
        }
        let mut text = vec![b'"'];
        let mut scan = Scan { in_text: true, ..Scan::default() };
        while scan.in_text {
            let byte = self.bump()?.ok_or_else(|| refusals::cut_off(1))?;
            scan.take(byte);
            text.push(byte);
            if text.len() > TEXT_LIMIT {
                return Err(refusals::too_long(1, "1", TEXT_LIMIT));
            }
        }
        Ok(text)
    }

    /// Takes an object, whose `{` is ahead, and gives the line that it begins on.
    pub(crate) fn object(&mut self, object: &mut Vec<u8>) -> Result<u64, BadList> {
        self.ahead()?;
        let line = self.line;
        object.clear();
        self.nested(object, line)?;
        Ok(line)
    }

    /// Takes any value, parsed as strictly as a row; it stands `depth` levels deep.
    pub(crate) fn value(&mut self, depth: usize) -> Result<Value, BadList> {
        let mut text = Vec::new();
        let ahead = self.ahead()?.ok_or_else(|| refusals::cut_off(1))?;
        let line = self.line;
        match ahead {
            b'{' | b'[' => self.nested(&mut text, line)?,
            b'"' => text = self.text()?,
            _ => self.scalar(&mut text)?,
        }
        objects::value(&text, line, depth)
    }

    /// Takes what is nested from the mark ahead to the one that closes it.
    fn nested(&mut self, text: &mut Vec<u8>, line: u64) -> Result<(), BadList> {
        let mut scan = Scan::default();
        loop {
            let chunk = bytes::at_hand(&mut self.input)?;
            if chunk.is_empty() {
                return Err(refusals::cut_off(line));
            }
            let mut used = 0;
            for byte in chunk {
                used += 1;
                self.line += u64::from(*byte == b'\n');
                scan.take(*byte);
                if scan.depth == 0 {
                    break;
                }
            }
            text.extend_from_slice(chunk.get(..used).unwrap_or_default());
            self.input.consume(used);
            if text.len() > ROW_LIMIT {
                return Err(refusals::row_too_long(line));
            }
            if scan.depth == 0 {
                return Ok(());
            }
        }
    }

    fn scalar(&mut self, text: &mut Vec<u8>) -> Result<(), BadList> {
        loop {
            match bytes::at_hand(&mut self.input)?.first().copied() {
                Some(byte) if byte.is_ascii_alphanumeric() || b"+-.".contains(&byte) => text.push(byte),
                Some(_) => return Ok(()),
                None => return Err(refusals::cut_off(1)),
            }
            self.bump()?;
            if text.len() > TEXT_LIMIT {
                return Err(refusals::too_long(self.line, "1", TEXT_LIMIT));
            }
        }
    }

    fn bump(&mut self) -> Result<Option<u8>, BadList> {
        let byte = bytes::at_hand(&mut self.input)?.first().copied();
        if let Some(byte) = byte {
            self.input.consume(1);
            self.line += u64::from(byte == b'\n');
        }
        Ok(byte)
    }

    /// What was taken last is not JSON.
    pub(crate) fn no_json(&self) -> BadList {
        refusals::row(self.line, "is not JSON")
    }
}

impl Scan {
    fn take(&mut self, byte: u8) {
        match (self.in_text, byte) {
            (true, _) if self.escaped => self.escaped = false,
            (true, b'\\') => self.escaped = true,
            (_, b'"') => self.in_text = !self.in_text,
            (false, b'{' | b'[') => self.depth += 1,
            (false, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}
