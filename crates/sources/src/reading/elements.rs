//! The objects of one JSON array, each cut out as it comes in, so that a body of any length is never held whole.
//! Only where an object ends is decided here; whether it is JSON is decided by `objects`.

use std::io::BufRead;

use domain::listings::BadList;

use super::{
    bytes::{self, Input},
    refusals::{self, ROW_LIMIT, TEXT_LIMIT},
};

/// The objects of a JSON array, which may be the only member of an object.
pub(crate) struct Elements {
    input: Input,
    line: u64,
    wrapped: bool,
    next: Next,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    FirstOrEnd,
    CommaOrEnd,
    Nothing,
}

/// How far into an object the scan is.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl Elements {
    /// Reads as far as the array. With a key, it must be the only member of an object, under that key; without, it
    /// stands alone or is the only member of an object.
    pub(crate) fn open(input: Input, key: Option<&str>) -> Result<Self, BadList> {
        let mut elements = Self { input, line: 1, wrapped: false, next: Next::FirstOrEnd };
        match elements.next_mark()? {
            None => return Err(refusals::empty()),
            Some(b'[') if key.is_none() => return Ok(elements),
            Some(b'{') => elements.wrapped = true,
            Some(_) => return Err(elements.no_array(key)),
        }
        let found = elements.key(key)?;
        if key.is_some_and(|key| key != found) {
            return Err(elements.no_array(key));
        }
        elements.expect(b':')?;
        match elements.next_mark()? {
            Some(b'[') => Ok(elements),
            None => Err(refusals::cut_off(1)),
            Some(_) => Err(elements.no_array(key)),
        }
    }

    /// How deep the objects stand in the whole.
    pub(crate) const fn depth(&self) -> usize {
        if self.wrapped { 2 } else { 1 }
    }

    /// Reads the next object, and gives the line that it begins on; `None` past the last, once nothing follows.
    pub(crate) fn read(&mut self, object: &mut Vec<u8>) -> Result<Option<u64>, BadList> {
        object.clear();
        let mark = match self.next {
            Next::Nothing => return Ok(None),
            Next::FirstOrEnd | Next::CommaOrEnd => self.next_mark()?,
        };
        let mark = match (self.next, mark) {
            (_, Some(b']')) => return self.end().map(|()| None),
            (Next::CommaOrEnd, Some(b',')) => self.next_mark()?,
            (Next::CommaOrEnd, Some(_)) => return Err(refusals::row(self.line, "objects must be separated by commas")),
            (_, mark) => mark,
        };
        match mark {
            Some(b'{') => {}
            None => return Err(refusals::cut_off(self.line)),
            Some(_) => return Err(refusals::row(self.line, "every element of the array must be an object")),
        }
        let line = self.line;
        object.push(b'{');
        self.scan(object, line)?;
        self.next = Next::CommaOrEnd;
        Ok(Some(line))
    }

    /// Reads what follows `{` as far as the `}` that closes it.
    fn scan(&mut self, object: &mut Vec<u8>, line: u64) -> Result<(), BadList> {
        let mut scan = Scan { depth: 1, ..Scan::default() };
        while scan.depth > 0 {
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
            object.extend_from_slice(chunk.get(..used).unwrap_or_default());
            self.input.consume(used);
            if object.len() > ROW_LIMIT {
                return Err(refusals::row_too_long(line));
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), BadList> {
        self.next = Next::Nothing;
        if self.wrapped {
            match self.next_mark()? {
                Some(b'}') => {}
                None => return Err(refusals::cut_off(1)),
                Some(_) => return Err(refusals::row(self.line, "the object around the list must have one key only")),
            }
        }
        match self.next_mark()? {
            None => Ok(()),
            Some(_) => Err(refusals::row(self.line, "something follows the end of the list")),
        }
    }

    fn key(&mut self, key: Option<&str>) -> Result<String, BadList> {
        match self.next_mark()? {
            Some(b'"') => {}
            None => return Err(refusals::cut_off(1)),
            Some(_) => return Err(self.no_array(key)),
        }
        let mut text = vec![b'"'];
        let mut scan = Scan { in_text: true, ..Scan::default() };
        while scan.in_text {
            let byte = self.bump()?.ok_or_else(|| refusals::cut_off(1))?;
            scan.take(byte);
            text.push(byte);
            if text.len() > TEXT_LIMIT {
                return Err(refusals::too_long(1, "1", refusals::TEXT_LIMIT));
            }
        }
        serde_json::from_slice(&text).map_err(|_| refusals::row(self.line, "is not JSON"))
    }

    fn expect(&mut self, mark: u8) -> Result<(), BadList> {
        match self.next_mark()? {
            Some(found) if found == mark => Ok(()),
            None => Err(refusals::cut_off(1)),
            Some(_) => Err(refusals::row(self.line, "is not JSON")),
        }
    }

    /// The next byte that is not blank.
    fn next_mark(&mut self) -> Result<Option<u8>, BadList> {
        loop {
            match self.bump()? {
                Some(b' ' | b'\t' | b'\r' | b'\n') => {}
                other => return Ok(other),
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

    fn no_array(&self, key: Option<&str>) -> BadList {
        let wanted = key.map_or_else(
            || "a JSON array of objects, or a JSON object with one such array".to_owned(),
            |key| format!("a JSON object with one key, {key}, that holds an array of objects"),
        );
        refusals::row(self.line, format!("expected {wanted}"))
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
