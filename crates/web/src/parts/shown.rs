//! Facts as they are shown: a text, an instant, or why nothing is known.

use askama::Template;
use domain::{
    Instant,
    facts::{self, Fact},
};
use serde_json::Value;

use super::{Time, Unknown};

/// A fact as it is shown.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"{% match self %}{% when Self::Text(text) %}{{ text }}{% when Self::Time(time) %}{{ time }}{% when Self::Unknown(unknown) %}{{ unknown }}{% endmatch %}"#,
    ext = "html"
)]
pub(crate) enum Shown {
    /// In words.
    Text(String),
    /// An instant.
    Time(Time),
    /// Nothing is known.
    Unknown(Unknown),
}

super::html!(Shown);

impl Shown {
    /// That fact; none was not collected.
    pub(crate) fn of(fact: Option<&Fact<Value>>) -> Self {
        match fact {
            None => Self::Unknown(Unknown::fact(&facts::Unknown::NotCollected)),
            Some(Fact::Unknown(why)) => Self::Unknown(Unknown::fact(why)),
            Some(Fact::Known(Value::String(text))) => match Instant::parse(text).filter(|_| text.len() > 10) {
                Some(at) => Self::Time(Time(at)),
                None => Self::Text(text.clone()),
            },
            Some(Fact::Known(value)) => Self::Text(plain(value)),
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
