//! The order in which a bad body is refused, and the fields of an object by their rules.

use std::borrow::Cow;

use domain::texts;

use super::{Given, Json, Object, reader};
use crate::problems::{Code, Problem};

/// A documented field of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
}

impl Field {
    /// A field that must be there.
    #[must_use]
    pub const fn required(name: &'static str) -> Self {
        Self { name, required: true }
    }

    /// A field that may be left out.
    #[must_use]
    pub const fn optional(name: &'static str) -> Self {
        Self { name, required: false }
    }
}

/// What a text must not hold, in words.
const NO_NUL: &str = "must not contain U+0000";

/// Reads a body as any JSON value in which no object has a field twice.
///
/// # Errors
/// 40010, 40007, 40001, 40006, in this order.
pub fn parse(bytes: &[u8]) -> Result<Json<'_>, Problem> {
    let tree = tree(bytes)?;
    if tree.repeats { Err(Problem::new(Code::FieldTwice)) } else { Ok(tree.json) }
}

/// Reads a body as an object with these fields and no others.
///
/// # Errors
/// 40010, 40007, 40001, 40008, 40006, 40005, 40002, in this order.
pub fn parse_object<'a>(bytes: &'a [u8], known: &[Field]) -> Result<Object<'a>, Problem> {
    let tree = tree(bytes)?;
    let Json::Object(object) = tree.json else { return Err(Problem::new(Code::NotObject)) };
    if tree.repeats {
        return Err(Problem::new(Code::FieldTwice));
    }
    object.check(known)?;
    Ok(object)
}

fn tree(bytes: &[u8]) -> Result<reader::Tree<'_>, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(Code::BodyMissing));
    }
    let text = str::from_utf8(bytes).ok().filter(|text| !text.starts_with('\u{feff}'));
    let text = text.ok_or(Problem::new(Code::NotUtf8))?;
    reader::read(text).map_err(|reader::NotJson| Problem::new(Code::NotJson))
}

impl<'a> Object<'a> {
    /// Checks that it has all the required ones of these fields, and no others.
    ///
    /// # Errors
    /// 40005, which names the fields that are known, or 40002, which names the first that is missing.
    pub fn check(&self, known: &[Field]) -> Result<(), Problem> {
        if !self.names().all(|name| known.iter().any(|field| field.name == name)) {
            let names: Vec<&str> = known.iter().map(|field| field.name).collect();
            let detail = format!("the body has a field that is not documented; known are {}", names.join(", "));
            return Err(Problem::because(Code::FieldUnknown, detail));
        }
        self.has(known)
    }

    /// Checks that it has all the required ones of these fields, whatever else it has.
    ///
    /// # Errors
    /// 40002, which names the first that is missing.
    pub fn has(&self, known: &[Field]) -> Result<(), Problem> {
        let missing = known.iter().find(|field| field.required && self.given(field.name) == Given::Absent);
        missing.map_or(Ok(()), |field| Err(Problem::because(Code::FieldMissing, format!("{} is required", field.name))))
    }

    /// The field, which must be `true` or `false`.
    ///
    /// # Errors
    /// 40003 when it is anything else.
    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.given(name) {
            Given::Value(Json::Bool(flag)) => Ok(*flag),
            _ => Err(Problem::field(name, "must be true or false")),
        }
    }

    /// The field, which must be an id, or null or absent where that is one of its meanings: the caller tells the two
    /// apart with [`Object::given`].
    ///
    /// # Errors
    /// 40003 when it is anything else.
    pub fn id(&self, name: &str, rule: &str) -> Result<Option<i64>, Problem> {
        match self.given(name) {
            Given::Absent | Given::Null => Ok(None),
            Given::Value(Json::Number(number)) => number.id().map(Some).ok_or_else(|| Problem::field(name, rule)),
            Given::Value(_) => Err(Problem::field(name, rule)),
        }
    }

    /// The field, which must be a text of at most that many characters (Unicode scalars).
    ///
    /// # Errors
    /// 40003 when it is anything else, or holds U+0000.
    pub fn text(&self, name: &str, longest: usize) -> Result<&str, Problem> {
        let rule = || Problem::field(name, &format!("must be a string of at most {longest} characters"));
        let Given::Value(Json::Text(text)) = self.given(name) else { return Err(rule()) };
        if text.chars().nth(longest).is_some() {
            return Err(rule());
        }
        if texts::storable(text) { Ok(text) } else { Err(Problem::field(name, NO_NUL)) }
    }

    /// The field, which must be one of these texts; what stands beside it.
    ///
    /// # Errors
    /// 40003 when it is anything else.
    pub fn choice<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Result<T, Problem> {
        let given = match self.given(name) {
            Given::Value(Json::Text(text)) => Some(text),
            _ => None,
        };
        let chosen = given.and_then(|text: &Cow<'a, str>| choices.iter().find(|(choice, _)| choice == text));
        chosen.map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
            Problem::field(name, &format!("must be {}", names.join(" or ")))
        })
    }

    /// The field, which must be a list.
    ///
    /// # Errors
    /// 40003 when it is anything else.
    pub fn list(&self, name: &str) -> Result<&[Json<'a>], Problem> {
        match self.given(name) {
            Given::Value(Json::List(values)) => Ok(values),
            _ => Err(Problem::field(name, "must be a list")),
        }
    }
}
