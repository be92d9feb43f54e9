//! Settings on top of each other: the last one to set a value wins, and it is remembered who that was.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use super::{
    SETTINGS, Setting,
    shown::{Shown, Value},
};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody set it.
    Default,
    /// A line of a file.
    File(PathBuf, usize),
    /// A variable of the environment.
    Environment(String),
    /// A flag of the command.
    Flag(&'static str),
}

/// A value before anybody has asked what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    Text(String),
    List(Vec<String>),
}

/// The value of every setting that has one.
#[derive(Clone, Debug)]
pub(super) struct Layers(BTreeMap<&'static str, (Given, Origin)>);

impl Layers {
    pub(super) fn of_defaults() -> Self {
        let defaults = SETTINGS.iter().filter_map(|setting| {
            let value = Given::Text(setting.default?.to_owned());
            Some((setting.key, (value, Origin::Default)))
        });
        Self(defaults.collect())
    }

    pub(super) fn set(&mut self, setting: &'static Setting, value: Given, origin: Origin) {
        self.0.insert(setting.key, (value, origin));
    }

    /// The text of a setting and where it came from.
    pub(super) fn text(&self, key: &str) -> Option<(&str, &Origin)> {
        match self.0.get(key)? {
            (Given::Text(text), origin) => Some((text, origin)),
            (Given::List(_), _) => None,
        }
    }

    /// The texts of a setting that has several, and where they came from.
    pub(super) fn list(&self, key: &str) -> Option<(&[String], &Origin)> {
        match self.0.get(key)? {
            (Given::List(texts), origin) => Some((texts, origin)),
            (Given::Text(_), _) => None,
        }
    }

    /// Every setting as it can be printed.
    pub(super) fn shown(&self) -> Vec<Shown> {
        SETTINGS.iter().map(|setting| self.show(setting)).collect()
    }

    fn show(&self, setting: &'static Setting) -> Shown {
        match self.0.get(setting.key) {
            Some((value, origin)) => {
                Shown { key: setting.key, value: Value::of(setting, value), origin: origin.clone() }
            }
            None => Shown { key: setting.key, value: Value::Unset, origin: Origin::Default },
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(file, line) => write!(f, "{} line {line}", file.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}
