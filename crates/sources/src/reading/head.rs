//! How a list begins: whether it is CSV, JSON, JSON Lines or LDIF, and which columns or keys it has.

use std::{
    cell::RefCell,
    fmt,
    io::{Cursor, Read as _},
};

use domain::listings::{BadList, Input};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{
    bytes,
    columns::folded,
    records::{Record, Records},
    rows::inside,
    tables::Shape,
};
use crate::presets::Preset;

/// Bytes that are looked at.
const HEAD: u64 = 256 * 1024;

/// How a list begins.
pub(crate) enum Head {
    /// With nothing.
    Empty,
    /// With a line of these columns.
    Csv(Vec<String>),
    /// With an array of objects; the first, if it is there as a whole.
    Array(Option<Value>),
    /// With a line that is an object, and more behind it.
    Lines(Value),
    /// With an object that holds these members.
    Object(Vec<(String, Seen)>),
    /// As directory entries do.
    Ldif,
}

/// What was seen of a member.
pub(crate) enum Seen {
    /// A value, or the beginning of one.
    Value,
    /// An array, and its first element, if it is there as a whole.
    Array(Option<Value>),
}

impl Head {
    /// Reads the beginning; the input is given back as it was.
    pub(crate) fn read(mut input: Input) -> Result<(Self, Input), BadList> {
        let mut bytes = Vec::new();
        input.by_ref().take(HEAD).read_to_end(&mut bytes).map_err(|error| bytes::unreadable(&error))?;
        let head = Self::of(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes));
        Ok((head, Box::new(Cursor::new(bytes).chain(input))))
    }

    fn of(bytes: &[u8]) -> Self {
        let text = bytes.trim_ascii_start();
        match text {
            [] => Self::Empty,
            [b'[', ..] => Self::Array(first_element(text)),
            [b'{', ..] => lines(text).map_or_else(|| Self::Object(members(text)), Self::Lines),
            _ if is_ldif(text) => Self::Ldif,
            _ => Self::Csv(columns(bytes)),
        }
    }

    /// The shape it has, as far as it shows; none where there is nothing.
    pub(crate) fn shape(&self) -> Option<Shape> {
        match self {
            Self::Empty => None,
            Self::Csv(_) | Self::Ldif => Some(Shape::Csv),
            Self::Array(_) => Some(Shape::Json),
            Self::Lines(_) => Some(Shape::Jsonl),
            Self::Object(members) => {
                let array = matches!(members.first(), Some((_, Seen::Array(_))));
                Some(if array { Shape::Json } else { Shape::Jsonl })
            }
        }
    }

    /// The shape it has as a list of that preset, whether it shows that it is one or not.
    pub(crate) fn shape_as(&self, preset: &Preset) -> Option<Shape> {
        match self {
            Self::Object(members) if members.iter().any(|(key, _)| preset.rows().contains(key)) => Some(Shape::Json),
            _ => self.shape(),
        }
    }

    /// The shape it has when it is a list of that preset, and how many names say so.
    pub(crate) fn recognises(&self, preset: &Preset) -> Option<(Shape, usize)> {
        let sets = preset.recognised().iter();
        match self {
            Self::Empty => None,
            Self::Ldif => (preset.reader() == Some("ldif")).then_some((Shape::Csv, 1)),
            Self::Csv(columns) => {
                let has = |name: &String| columns.contains(&folded(name));
                longest(sets.filter(|set| set.iter().all(has))).map(|names| (Shape::Csv, names))
            }
            Self::Array(first) => longest(sets.filter(|set| first.as_ref().is_some_and(|row| holds(row, set))))
                .map(|names| (Shape::Json, names)),
            Self::Lines(row) => longest(sets.filter(|set| holds(row, set))).map(|names| (Shape::Jsonl, names)),
            Self::Object(members) => {
                let rows = members.iter().filter(|(key, _)| preset.rows().contains(key));
                let mut rows = rows.filter_map(|(_, seen)| match seen {
                    Seen::Array(first) => first.as_ref(),
                    Seen::Value => None,
                });
                let row = rows.next();
                let has = |name: &String| members.iter().any(|(key, _)| key == name);
                let names = longest(sets.filter(|set| row.is_some_and(|row| holds(row, set)) || set.iter().all(has)));
                names.and_then(|names| Some((self.shape_as(preset)?, names)))
            }
        }
    }
}

fn longest<'a>(sets: impl Iterator<Item = &'a Vec<String>>) -> Option<usize> {
    sets.map(Vec::len).max()
}

/// Whether a row has all these keys or paths; the case of a key makes no difference, as in columns.
fn holds(row: &Value, names: &[String]) -> bool {
    let keys: Vec<_> = row.as_object().into_iter().flatten().map(|(key, _)| folded(key)).collect();
    names.iter().all(|name| keys.contains(&folded(name)) || inside(row, name).is_some())
}

/// The columns of the first line, folded.
fn columns(bytes: &[u8]) -> Vec<String> {
    let Ok((input, _)) = bytes::after_bom(Box::new(Cursor::new(bytes.to_vec()))) else { return Vec::new() };
    let (mut records, mut record) = (Records::new(input), Record::default());
    match records.read(&mut record) {
        Ok(true) => record
            .fields(|_| String::new())
            .map_or_else(|_| Vec::new(), |names| names.into_iter().map(folded).collect()),
        _ => Vec::new(),
    }
}

/// Whether it begins as entries of a directory do: a version, a name, or a comment before either.
fn is_ldif(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    // A comment may go on behind a blank.
    let first = lines.find(|line| !line.starts_with(b"#") && !line.starts_with(b" "));
    first.is_some_and(|line| {
        let line = line.to_ascii_lowercase();
        line.starts_with(b"dn:") || line.starts_with(b"version: 1") || line.starts_with(b"version:1")
    })
}

/// The object on the first line, where it ends there and more follows.
fn lines(text: &[u8]) -> Option<Value> {
    let mut lines = text.splitn(2, |byte| *byte == b'\n');
    let (first, rest) = (lines.next()?, lines.next()?);
    let more = rest.iter().any(|byte| !byte.is_ascii_whitespace());
    if more { serde_json::from_slice(first).ok() } else { None }
}

fn first_element(text: &[u8]) -> Option<Value> {
    let found = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(text);
    // What stands behind the first element may be cut off: that is no error here.
    drop(First(&found).deserialize(&mut reader));
    found.into_inner()
}

fn members(text: &[u8]) -> Vec<(String, Seen)> {
    let found = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_slice(text);
    drop(reader.deserialize_map(Members(&found)));
    found.into_inner()
}

/// Keeps the first element of an array.
struct First<'a>(&'a RefCell<Option<Value>>);

/// Notes the members of an object.
struct Members<'a>(&'a RefCell<Vec<(String, Seen)>>);

/// Notes what the last member is.
struct Member<'a>(&'a RefCell<Vec<(String, Seen)>>);

impl<'de> DeserializeSeed<'de> for First<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for First<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        *self.0.borrow_mut() = seq.next_element()?;
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.0.borrow_mut().push((key, Seen::Value));
            map.next_value_seed(Member(self.0))?;
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

macro_rules! passes_over {
    ($($visit:ident($of:ty))*) => {
        $(fn $visit<E>(self, _: $of) -> Result<(), E> { Ok(()) })*
    };
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    passes_over!(visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_f64(f64) visit_str(&str));

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let note = |first| {
            if let Some((_, seen)) = self.0.borrow_mut().last_mut() {
                *seen = Seen::Array(first);
            }
        };
        note(None);
        note(seq.next_element()?);
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
