//! What one row has in one column, read as what the column is taken for.

use domain::{
    Instant,
    emails::Email,
    facts::{Fact, Unknown},
    listings::{BadList, DateOrder},
};
use serde_json::Value;

use super::{
    columns::folded,
    dates::{self, NoDate},
    refusals,
};
use crate::words::{Word, Words};

/// What one row has in one column.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    /// The line that the row begins on.
    pub(crate) line: u64,
    /// What the column is called in our words.
    pub(crate) column: &'a str,
    /// What stands there.
    pub(crate) value: &'a Value,
    /// What the words of the tool mean.
    pub(crate) words: Option<&'a Words>,
    /// In which order dates with slashes are written.
    pub(crate) dates: Option<DateOrder>,
}

impl<'a> Cell<'a> {
    /// A cell whose words mean what they say.
    pub(crate) const fn new(line: u64, column: &'a str, value: &'a Value) -> Self {
        Self { line, column, value, words: None, dates: None }
    }

    /// Text, or a whole number as text; `None` where there is nothing. Blanks around it do not count.
    pub(crate) fn text(self) -> Result<Option<String>, BadList> {
        let text = match self.value {
            Value::Null => return Ok(None),
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => match whole(number) {
                Some(text) => text,
                None => return Err(self.refused("must be text or a whole number")),
            },
            _ => return Err(self.refused("must be text")),
        };
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// Text that is an id or a name.
    pub(crate) fn name(self) -> Result<Option<String>, BadList> {
        self.text()?.map(|text| refusals::short(self.line, self.column, text)).transpose()
    }

    /// What the tool's words mean by what stands here, if they mean anything.
    pub(crate) fn word(self) -> Option<&'a Word> {
        let words = self.words?;
        match self.value {
            Value::Null => words.get(""),
            Value::Bool(truth) => words.get(if *truth { "true" } else { "false" }),
            Value::Number(number) => words.get(&whole(number)?),
            Value::String(text) => words.get(text),
            Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Yes or no; not known where there is nothing, or it is said not to be known.
    pub(crate) fn truth(self) -> Result<Fact<bool>, BadList> {
        match self.word() {
            Some(Word::Yes) => return Ok(Fact::Known(true)),
            Some(Word::No) => return Ok(Fact::Known(false)),
            Some(Word::Why(why)) => return Ok(Fact::Unknown(why.clone())),
            Some(Word::Person | Word::Service) | None => {}
        }
        if let Value::Bool(truth) = self.value {
            return Ok(Fact::Known(*truth));
        }
        let Some(text) = self.text()? else { return Ok(not_collected()) };
        match folded(&text).as_str() {
            "yes" | "true" | "1" => Ok(Fact::Known(true)),
            "no" | "false" | "0" => Ok(Fact::Known(false)),
            "unknown" | "n/a" | "na" => Ok(not_collected()),
            _ => Err(self.refused("must be yes, no, true, false, 1, 0, unknown or empty")),
        }
    }

    /// A date or an instant; `None` where there is nothing.
    pub(crate) fn instant(self) -> Result<Option<Instant>, BadList> {
        if matches!(self.word(), Some(Word::Why(_))) {
            return Ok(None);
        }
        let Some(text) = self.text()? else { return Ok(None) };
        dates::read(&text, self.dates).map(Some).map_err(|no_date| {
            self.refused(match no_date {
                NoDate::Unknown => "must be a date as 2024-05-31 or an instant as 2024-05-31T10:00:00Z",
                NoDate::Ambiguous => "may be day and month, or month and day: say which, by --dates dmy or --dates mdy",
            })
        })
    }

    /// An address; `None` where there is nothing.
    pub(crate) fn email(self) -> Result<Option<Email>, BadList> {
        let Some(text) = self.text()? else { return Ok(None) };
        Email::parse(&text).map(Some).ok_or_else(|| self.refused("must be an e-mail address"))
    }

    /// Texts: those of a list, or of a text with `;` between them.
    pub(crate) fn texts(self) -> Fact<Vec<String>> {
        let texts: Vec<String> = match self.value {
            Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Value::String(text) => {
                let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
                parts.map(str::to_owned).collect()
            }
            _ => return not_collected(),
        };
        Fact::Known(texts)
    }

    /// Whether nothing stands here.
    pub(crate) fn is_empty(self) -> bool {
        self.value.is_null() || self.value.as_str().is_some_and(|text| text.trim().is_empty())
    }

    /// The refusal of this cell.
    pub(crate) fn refused(self, problem: &str) -> BadList {
        refusals::cell(self.line, self.column, problem)
    }
}

/// A whole number as text. Clients that know only floats write 5 as `5.0`.
fn whole(number: &serde_json::Number) -> Option<String> {
    if number.is_i64() || number.is_u64() {
        return Some(number.to_string());
    }
    let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0)?;
    Some(format!("{float:.0}"))
}

/// What stands in a cell as a fact, as it is; nothing there is nothing known.
pub(crate) fn fact(value: Value) -> Fact<Value> {
    let nothing = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
    if nothing { not_collected() } else { Fact::Known(value) }
}

/// The list did not say.
pub(crate) const fn not_collected<T>() -> Fact<T> {
    Fact::Unknown(Unknown::NotCollected)
}

/// A known or unknown thing among the other facts.
pub(crate) fn as_value<T: Clone + Into<Value>>(fact: &Fact<T>) -> Fact<Value> {
    match fact {
        Fact::Known(value) => Fact::Known(value.clone().into()),
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    }
}
