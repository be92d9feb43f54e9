//! Settings as `whose config show` prints them: value and origin, without secrets.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{DatabaseUrl, Origin, Setting, layers::Given};
use crate::config::settings::Kind;

/// One setting as it can be printed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Shown {
    /// Its name, as in `serve.listen`.
    pub(crate) key: &'static str,
    /// Its value, without secrets.
    pub(crate) value: Value,
    /// Where the value came from.
    #[serde(serialize_with = "written")]
    pub(crate) origin: Origin,
}

/// A value as it can be printed. As JSON it has the type it has in TOML; unset is null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Value {
    /// Not set.
    Unset,
    /// A text.
    Text(String),
    /// A whole number.
    Number(u64),
    /// Yes or no.
    Flag(bool),
    /// Several texts.
    List(Vec<String>),
}

impl Value {
    pub(super) fn of(setting: &Setting, given: &Given) -> Self {
        match (setting.key, given) {
            ("database.url", Given::Text(text)) => {
                Self::Text(DatabaseUrl::parse(text).map_or_else(|_| "***".to_owned(), |url| url.to_string()))
            }
            (_, Given::List(texts)) => Self::List(texts.clone()),
            (_, Given::Text(text)) => Self::typed(setting.kind, text),
        }
    }

    fn typed(kind: Kind, text: &str) -> Self {
        let typed = match kind {
            Kind::Number => text.parse().ok().map(Self::Number),
            Kind::Flag => text.parse().ok().map(Self::Flag),
            Kind::Text | Kind::List => None,
        };
        typed.unwrap_or_else(|| Self::Text(text.to_owned()))
    }
}

fn written<S: Serializer>(origin: &Origin, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(origin)
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.write_str("(not set)"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
            Self::List(texts) => write!(f, "{texts:?}"),
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}  # {}", self.key, self.value, self.origin)
    }
}
