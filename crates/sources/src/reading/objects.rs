//! JSON objects, read strictly: no key twice, no U+0000, nothing too deep or too long, nothing behind the end.

use std::{cell::Cell, collections::HashSet, fmt};

use domain::{listings::BadList, texts};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value, error::Category};

use super::refusals::{self, DEPTH_LIMIT, TEXT_LIMIT};

/// The members of an object, in the order of the file.
pub(crate) type Members = Vec<(String, Value)>;

/// The object in these bytes, which begin on that line and stand `depth` levels deep.
pub(crate) fn parse(bytes: &[u8], line: u64, depth: usize) -> Result<Members, BadList> {
    strictly(bytes, line, depth, |strict, reader| reader.deserialize_map(Object(strict)))
}

/// Any value in these bytes, likewise.
pub(crate) fn value(bytes: &[u8], line: u64, depth: usize) -> Result<Value, BadList> {
    strictly(bytes, line, depth.saturating_sub(1), |strict, reader| strict.deserialize(reader))
}

type Reader<'de> = serde_json::Deserializer<serde_json::de::StrRead<'de>>;

fn strictly<'de, T>(
    bytes: &'de [u8],
    line: u64,
    depth: usize,
    read: impl FnOnce(Strict<'_>, &mut Reader<'de>) -> Result<T, serde_json::Error>,
) -> Result<T, BadList> {
    let text = std::str::from_utf8(bytes).map_err(|_| refusals::row(line, "is not UTF-8; save the file as UTF-8"))?;
    let flaw = Cell::new(None);
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = read(Strict { depth: depth + 1, flaw: &flaw }, &mut reader);
    read.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        let line = line + u64::try_from(error.line().saturating_sub(1)).unwrap_or_default();
        let problem = flaw.take().unwrap_or(match error.classify() {
            Category::Eof => return refusals::cut_off(line),
            Category::Data => "is not a JSON object",
            Category::Syntax | Category::Io => "is not JSON",
        });
        refusals::row(line, problem)
    })
}

/// Reads a value at some depth, and leaves word of what it finds wrong.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    flaw: &'a Cell<Option<&'static str>>,
}

/// Reads the outermost object, whose members keep their order.
struct Object<'a>(Strict<'a>);

impl Strict<'_> {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth >= DEPTH_LIMIT {
            return Err(self.flawed("is nested more than 32 levels deep"));
        }
        Ok(Self { depth: self.depth + 1, flaw: self.flaw })
    }

    fn text<E: Error>(self, text: &str) -> Result<String, E> {
        if !texts::storable(text) {
            return Err(self.flawed("holds the character U+0000"));
        }
        if text.len() > TEXT_LIMIT {
            return Err(self.flawed("holds a text of more than 65536 bytes"));
        }
        Ok(text.to_owned())
    }

    fn flawed<E: Error>(self, flaw: &'static str) -> E {
        self.flaw.set(Some(flaw));
        E::custom(flaw)
    }
}

const TWICE: &str = "has a key twice";

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let (mut members, mut keys) = (Members::new(), HashSet::new());
        while let Some(key) = map.next_key::<String>()? {
            let key = self.0.text(&key)?;
            if !keys.insert(key.clone()) {
                return Err(self.0.flawed(TWICE));
            }
            members.push((key, map.next_value_seed(self.0)?));
        }
        Ok(members)
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.text(text).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(inside)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut members = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let key = self.text(&key)?;
            if members.insert(key, map.next_value_seed(inside)?).is_some() {
                return Err(self.flawed(TWICE));
            }
        }
        Ok(Value::Object(members))
    }
}
