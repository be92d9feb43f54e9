//! A JSON text as a tree that borrows from it.

use std::{borrow::Cow, collections::HashSet};

use super::Number;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as its digits.
    Number(Number<'a>),
    /// A text, its escapes undone.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Self>),
    /// An object.
    Object(Object<'a>),
}

/// An object: its fields in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object<'a> {
    fields: Vec<(Cow<'a, str>, Json<'a>)>,
}

/// What an object says of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'o, 'a> {
    /// Nothing: the field is not there.
    Absent,
    /// `null`.
    Null,
    /// This, which is not null.
    Value(&'o Json<'a>),
}

impl<'a> Object<'a> {
    pub(super) const fn new(fields: Vec<(Cow<'a, str>, Json<'a>)>) -> Self {
        Self { fields }
    }

    /// What it says of the field of that name.
    #[must_use]
    pub fn given(&self, name: &str) -> Given<'_, 'a> {
        match self.fields.iter().find(|(key, _)| key == name) {
            None => Given::Absent,
            Some((_, Json::Null)) => Given::Null,
            Some((_, value)) => Given::Value(value),
        }
    }

    /// The names of its fields, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_ref())
    }

    /// Its fields, in their order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Json<'a>)> {
        self.fields.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Whether two of its own fields have the same name. Takes time in proportion to their number, however chosen.
    pub(super) fn repeats(&self) -> bool {
        let mut seen = HashSet::with_capacity(if self.fields.len() > 1 { self.fields.len() } else { 0 });
        self.fields.len() > 1 && !self.names().all(|name| seen.insert(name))
    }
}
