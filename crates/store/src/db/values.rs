//! Values: the two types that mean the same on both engines, and rows of them.

use domain::{
    Instant,
    ids::{
        AccountId, BatchId, CompanyId, ConnectionId, EventId, KeyId, MemberId, PersonId, RunId, SessionId, TicketId,
    },
};

use crate::{Error, Result};

/// A value that goes in or comes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A 64-bit integer; flags are 0 and 1, instants microseconds.
    Int(i64),
    /// Text without U+0000.
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Int(flag.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Instant> for Value {
    fn from(instant: Instant) -> Self {
        Self::Int(instant.micros())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! ids {
    ($($id:ident)*) => {$(
        impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Self::Int(id.get())
            }
        }

        impl Column for $id {
            fn read(value: Value) -> Option<Self> {
                i64::read(value).map(Self::new)
            }
        }
    )*};
}

ids!(AccountId BatchId CompanyId ConnectionId EventId KeyId MemberId PersonId RunId SessionId TicketId);

/// A row, read from the left to the right.
#[derive(Clone, Debug)]
pub struct Row(std::vec::IntoIter<Value>);

impl From<Vec<Value>> for Row {
    fn from(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }
}

/// What a column can be read as.
pub trait Column: Sized {
    /// The value as this type, if it is one.
    fn read(value: Value) -> Option<Self>;
}

impl Column for Value {
    fn read(value: Value) -> Option<Self> {
        Some(value)
    }
}

impl Column for i64 {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(number),
            Value::Null | Value::Text(_) => None,
        }
    }
}

impl Column for bool {
    fn read(value: Value) -> Option<Self> {
        i64::read(value).map(|flag| flag != 0)
    }
}

impl Column for String {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            Value::Null | Value::Int(_) => None,
        }
    }
}

impl Column for Instant {
    fn read(value: Value) -> Option<Self> {
        i64::read(value).map(Self::from_micros)
    }
}

impl<T: Column> Column for Option<T> {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::read(value).map(Some),
        }
    }
}

impl Row {
    /// The next column.
    ///
    /// # Errors
    /// When there is none, or it is of another type.
    pub fn get<T: Column>(&mut self) -> Result<T> {
        let value = self.0.next().ok_or_else(|| Error::corrupt("a row is too short"))?;
        T::read(value).ok_or_else(|| Error::corrupt(format!("a column is no {}", std::any::type_name::<T>())))
    }

    /// The next column, a word that `parse` knows.
    ///
    /// # Errors
    /// When there is none, or `parse` does not know it.
    pub fn word<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        let word: String = self.get()?;
        parse(&word).ok_or_else(|| Error::corrupt(format!("{word} is no {}", std::any::type_name::<T>())))
    }

    /// The next column, JSON.
    ///
    /// # Errors
    /// When there is none, or it is not JSON of that shape.
    pub fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T> {
        let text: String = self.get()?;
        serde_json::from_str(&text).map_err(Error::corrupt)
    }
}
