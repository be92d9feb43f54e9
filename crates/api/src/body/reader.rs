//! A strict reader of JSON texts (RFC 8259): nothing more is allowed, and it never goes deeper than [`super::DEPTH`].

use std::borrow::Cow;

use super::{DEPTH, Json, Number, Object};

/// That a text is not JSON, or nested too deeply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotJson;

/// What was read.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    /// The value.
    pub(super) json: Json<'a>,
    /// Whether an object in it has a field twice.
    pub(super) repeats: bool,
}

/// Reads a whole text.
pub(super) fn read(text: &str) -> Result<Tree<'_>, NotJson> {
    let mut reader = Reader { rest: text, repeats: false };
    let json = reader.value(0)?;
    reader.blanks();
    if reader.rest.is_empty() { Ok(Tree { json, repeats: reader.repeats }) } else { Err(NotJson) }
}

struct Reader<'a> {
    rest: &'a str,
    repeats: bool,
}

impl<'a> Reader<'a> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Takes this text if it comes next.
    fn take(&mut self, text: &str) -> bool {
        self.rest.strip_prefix(text).map(|rest| self.rest = rest).is_some()
    }

    fn expect(&mut self, text: &str) -> Result<(), NotJson> {
        if self.take(text) { Ok(()) } else { Err(NotJson) }
    }

    /// Takes that many bytes, which must end between characters.
    fn split(&mut self, bytes: usize) -> Result<&'a str, NotJson> {
        let (taken, rest) = self.rest.split_at_checked(bytes).ok_or(NotJson)?;
        self.rest = rest;
        Ok(taken)
    }

    fn value(&mut self, depth: usize) -> Result<Json<'a>, NotJson> {
        self.blanks();
        match self.rest.bytes().next() {
            Some(b'{') if depth < DEPTH => self.object(depth + 1),
            Some(b'[') if depth < DEPTH => self.list(depth + 1),
            Some(b'"') => Ok(Json::Text(self.text()?)),
            Some(b't') => self.expect("true").map(|()| Json::Bool(true)),
            Some(b'f') => self.expect("false").map(|()| Json::Bool(false)),
            Some(b'n') => self.expect("null").map(|()| Json::Null),
            _ => self.number().map(Json::Number),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json<'a>, NotJson> {
        self.expect("{")?;
        let mut fields = Vec::new();
        self.blanks();
        if !self.take("}") {
            loop {
                self.blanks();
                let name = self.text()?;
                self.blanks();
                self.expect(":")?;
                fields.push((name, self.value(depth)?));
                if self.ends("}")? {
                    break;
                }
            }
        }
        let object = Object::new(fields);
        self.repeats |= object.repeats();
        Ok(Json::Object(object))
    }

    fn list(&mut self, depth: usize) -> Result<Json<'a>, NotJson> {
        self.expect("[")?;
        let mut values = Vec::new();
        self.blanks();
        if !self.take("]") {
            loop {
                values.push(self.value(depth)?);
                if self.ends("]")? {
                    break;
                }
            }
        }
        Ok(Json::List(values))
    }

    /// Takes a comma, or this end.
    fn ends(&mut self, end: &str) -> Result<bool, NotJson> {
        self.blanks();
        let ended = self.take(end);
        if !ended {
            self.expect(",")?;
        }
        Ok(ended)
    }

    fn number(&mut self) -> Result<Number<'a>, NotJson> {
        let start = self.rest;
        self.take("-");
        if !self.take("0") {
            self.digits()?;
        }
        if self.take(".") {
            self.digits()?;
        }
        if self.take("e") || self.take("E") {
            let _ = self.take("-") || self.take("+");
            self.digits()?;
        }
        let length = start.len() - self.rest.len();
        start.split_at_checked(length).map(|(written, _)| Number::new(written)).ok_or(NotJson)
    }

    fn digits(&mut self) -> Result<(), NotJson> {
        let rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let some = rest.len() < self.rest.len();
        self.rest = rest;
        if some { Ok(()) } else { Err(NotJson) }
    }

    fn text(&mut self) -> Result<Cow<'a, str>, NotJson> {
        self.expect("\"")?;
        let mut text = Cow::Borrowed(self.plain()?);
        while !self.take("\"") {
            self.expect("\\")?;
            let escaped = self.escape()?;
            let plain = self.plain()?;
            let text = text.to_mut();
            text.push(escaped);
            text.push_str(plain);
        }
        Ok(text)
    }

    /// Takes what stands before the next quote or backslash.
    fn plain(&mut self) -> Result<&'a str, NotJson> {
        let end = self.rest.bytes().position(|byte| byte == b'"' || byte == b'\\' || byte < b' ').ok_or(NotJson)?;
        self.split(end)
    }

    fn escape(&mut self) -> Result<char, NotJson> {
        Ok(match self.split(1)? {
            "\"" => '"',
            "\\" => '\\',
            "/" => '/',
            "b" => '\u{8}',
            "f" => '\u{c}',
            "n" => '\n',
            "r" => '\r',
            "t" => '\t',
            "u" => return self.unicode(),
            _ => return Err(NotJson),
        })
    }

    /// Takes four hexadecimal digits, and the second half where they are the first of a pair of surrogates.
    fn unicode(&mut self) -> Result<char, NotJson> {
        let first = self.hexadecimal()?;
        let units = if (0xD800..0xDC00).contains(&first) {
            self.expect("\\u")?;
            [Some(first), Some(self.hexadecimal()?)]
        } else {
            [Some(first), None]
        };
        match char::decode_utf16(units.into_iter().flatten()).next() {
            Some(Ok(character)) => Ok(character),
            _ => Err(NotJson),
        }
    }

    fn hexadecimal(&mut self) -> Result<u16, NotJson> {
        let digits = self.split(4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotJson);
        }
        u16::from_str_radix(digits, 16).map_err(|_| NotJson)
    }
}
