//! What one row has in one column, read as what the column is taken for.

use domain::{
    Instant,
    emails::Email,
    facts::{Fact, Unknown},
    listings::BadList,
};
use serde_json::Value;

use super::{columns::folded, refusals};

/// What one row has in one column.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    /// The line that the row begins on.
    pub(crate) line: u64,
    /// What the column is called in our words.
    pub(crate) column: &'static str,
    /// What stands there.
    pub(crate) value: &'a Value,
}

impl Cell<'_> {
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

    /// Yes or no; `None` where there is nothing, or it is said not to be known.
    pub(crate) fn truth(self) -> Result<Option<bool>, BadList> {
        if let Value::Bool(truth) = self.value {
            return Ok(Some(*truth));
        }
        let Some(text) = self.text()? else { return Ok(None) };
        match folded(&text).as_str() {
            "yes" | "true" | "1" => Ok(Some(true)),
            "no" | "false" | "0" => Ok(Some(false)),
            "unknown" | "n/a" | "na" => Ok(None),
            _ => Err(self.refused("must be yes, no, true, false, 1, 0, unknown or empty")),
        }
    }

    /// A date or an instant; `None` where there is nothing.
    pub(crate) fn instant(self) -> Result<Option<Instant>, BadList> {
        let Some(text) = self.text()? else { return Ok(None) };
        match Instant::parse(&text) {
            Some(instant) => Ok(Some(instant)),
            None => Err(self.refused("must be a date as 2024-05-31 or an instant as 2024-05-31T10:00:00Z")),
        }
    }

    /// An address; `None` where there is nothing.
    pub(crate) fn email(self) -> Result<Option<Email>, BadList> {
        let Some(text) = self.text()? else { return Ok(None) };
        Email::parse(&text).map(Some).ok_or_else(|| self.refused("must be an e-mail address"))
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
    if nothing { Fact::Unknown(Unknown::NotCollected) } else { Fact::Known(value) }
}

/// What is known of a yes or no.
pub(crate) fn truth_fact(truth: Option<bool>) -> Fact<bool> {
    truth.map_or(Fact::Unknown(Unknown::NotCollected), Fact::Known)
}

/// A yes or no among the other facts.
pub(crate) fn as_value(fact: &Fact<bool>) -> Fact<Value> {
    match fact {
        Fact::Known(truth) => Fact::Known(Value::Bool(*truth)),
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    }
}
