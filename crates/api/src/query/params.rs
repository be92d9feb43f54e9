//! One parameter at a time.

use std::borrow::Cow;

use domain::texts;

use super::percent;
use crate::{
    paths,
    problems::{Code, Problem},
};

/// The most items of a page of the documented lists, and how many it has unless told otherwise.
pub const LIMIT: (i64, i64) = (50, 20);
/// The longest search text, in characters.
pub const Q_LENGTH: usize = 256;

/// The parameters of a query string: names decoded, values still as they came.
#[derive(Clone, Debug)]
pub struct Params<'q> {
    pairs: Vec<(Cow<'q, str>, &'q str)>,
}

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which, from 1.
    pub number: i64,
    /// Its most items.
    pub limit: i64,
}

impl Page {
    /// How many items stand before it.
    #[must_use]
    pub const fn offset(self) -> i64 {
        self.number.saturating_sub(1).saturating_mul(self.limit)
    }
}

impl<'q> Params<'q> {
    /// Reads a raw query string.
    ///
    /// # Errors
    /// When a name is not percent-encoded UTF-8: it could be any.
    pub fn parse(query: &'q str) -> Result<Self, Problem> {
        let decode = |(name, value)| Some((percent::form(name)?, value));
        let pairs: Option<Vec<_>> = percent::pairs(query).map(decode).collect();
        pairs
            .map(|pairs| Self { pairs })
            .ok_or_else(|| Problem::because(Code::Query, "names of query parameters must be percent-encoded UTF-8"))
    }

    /// All values of the parameter, in their order.
    ///
    /// # Errors
    /// When one is not percent-encoded UTF-8, or holds U+0000.
    pub fn many(&self, name: &str) -> Result<Vec<Cow<'q, str>>, Problem> {
        let raw = self.pairs.iter().filter(|(known, _)| known == name);
        raw.map(|(_, value)| {
            let text = percent::form(value).ok_or_else(|| Problem::parameter(name, "must be percent-encoded UTF-8"))?;
            if texts::storable(&text) { Ok(text) } else { Err(Problem::parameter(name, "must not contain U+0000")) }
        })
        .collect()
    }

    /// The value of the parameter, if it is there.
    ///
    /// # Errors
    /// When it is there twice, or malformed as in [`Self::many`].
    pub fn one(&self, name: &str) -> Result<Option<Cow<'q, str>>, Problem> {
        let mut values = self.many(name)?;
        if values.len() > 1 { Err(Problem::parameter(name, "must be given once")) } else { Ok(values.pop()) }
    }

    /// The value of the parameter as this function reads it; the rule tells what it reads.
    ///
    /// # Errors
    /// When it reads nothing, or as in [`Self::one`].
    pub fn read<T>(&self, name: &str, rule: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Problem> {
        let Some(value) = self.one(name)? else { return Ok(None) };
        read(&value).map(Some).ok_or_else(|| Problem::parameter(name, rule))
    }

    /// All values of the parameter as this function reads each.
    ///
    /// # Errors
    /// When it does not read one, or as in [`Self::many`].
    pub fn read_all<T>(&self, name: &str, rule: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Problem> {
        let values = self.many(name)?;
        values.iter().map(|value| read(value).ok_or_else(|| Problem::parameter(name, rule))).collect()
    }

    /// The parameter as an id.
    ///
    /// # Errors
    /// When it is none, or given twice.
    pub fn id(&self, name: &str) -> Result<Option<i64>, Problem> {
        self.read(name, "must be a whole number of at least 1", paths::number)
    }

    /// The parameter `q`: what to search for, `None` when blank.
    ///
    /// # Errors
    /// When it is longer than [`Q_LENGTH`], malformed, or given twice.
    pub fn q(&self) -> Result<Option<String>, Problem> {
        let fits = |text: &str| text.chars().nth(Q_LENGTH).is_none().then(|| text.to_owned());
        let text = self.read("q", "must have at most 256 characters", fits)?;
        Ok(text.filter(|text| !text.trim().is_empty()))
    }

    /// The parameters `page` and `limit`, `limit` with its greatest value and the one it has unless told otherwise.
    ///
    /// # Errors
    /// When one is no whole number, too small, too large, or given twice.
    pub fn page(&self, (most, usual): (i64, i64)) -> Result<Page, Problem> {
        let number = self.id("page")?.unwrap_or(1);
        let rule = format!("must be a whole number from 1 to {most}");
        let limit = self.read("limit", &rule, |text| paths::number(text).filter(|limit| *limit <= most))?;
        Ok(Page { number, limit: limit.unwrap_or(usual) })
    }
}
