//! The columns of a credential report, and what may stand in each.

use domain::{
    Instant,
    facts::{Fact, Unknown},
    listings::BadList,
};
use serde_json::Value;

use crate::reading::{
    records::Record,
    refusals::{self, COLUMN_LIMIT},
};

/// What may stand in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text whatever it looks like: a user may be called `true`.
    Name,
    /// Text, or a word for why there is none.
    Text,
    /// A boolean, or a word for why there is none.
    Truth,
    /// An instant, or a word for why there is none.
    Time,
    /// An instant that may lie ahead, or a word for why there is none.
    Ahead,
    /// When the user was made: an instant.
    Made,
    /// A column that came later than this list: anything.
    Newer,
}

/// The columns that every report has.
const KNOWN: [(&str, Kind); 22] = [
    ("user", Kind::Name),
    ("arn", Kind::Name),
    ("user_creation_time", Kind::Made),
    ("password_enabled", Kind::Truth),
    ("password_last_used", Kind::Time),
    ("password_last_changed", Kind::Time),
    ("password_next_rotation", Kind::Ahead),
    ("mfa_active", Kind::Truth),
    ("access_key_1_active", Kind::Truth),
    ("access_key_1_last_rotated", Kind::Time),
    ("access_key_1_last_used_date", Kind::Time),
    ("access_key_1_last_used_region", Kind::Text),
    ("access_key_1_last_used_service", Kind::Text),
    ("access_key_2_active", Kind::Truth),
    ("access_key_2_last_rotated", Kind::Time),
    ("access_key_2_last_used_date", Kind::Time),
    ("access_key_2_last_used_region", Kind::Text),
    ("access_key_2_last_used_service", Kind::Text),
    ("cert_1_active", Kind::Truth),
    ("cert_1_last_rotated", Kind::Time),
    ("cert_2_active", Kind::Truth),
    ("cert_2_last_rotated", Kind::Time),
];

/// The columns that the first line names; every known one must be there, once.
pub(super) fn read(header: &Record) -> Result<Vec<(String, Kind)>, BadList> {
    let names = header.fields(|number| (number + 1).to_string())?;
    let mut columns: Vec<(String, Kind)> = Vec::with_capacity(names.len());
    for (number, name) in names.into_iter().map(str::trim).enumerate() {
        let refused = |problem: String| refusals::cell(header.line, (number + 1).to_string(), problem);
        if name.is_empty() {
            return Err(refused("has no name".to_owned()));
        }
        if number >= COLUMN_LIMIT {
            return Err(refused(format!("is one too many: a list may have {COLUMN_LIMIT} columns")));
        }
        if columns.iter().any(|(earlier, _)| earlier == name) {
            return Err(refused("has the name of an earlier column".to_owned()));
        }
        columns.push((name.to_owned(), kind(name)));
    }
    let (found, missing): (Vec<_>, Vec<_>) =
        KNOWN.iter().map(|(name, _)| *name).partition(|known| columns.iter().any(|(name, _)| name == known));
    if missing.is_empty() {
        return Ok(columns);
    }
    let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    let problem = format!(
        "this is not an AWS credential report: of its columns these are missing: {}; found {} columns, of which these \
         are known: {found}",
        missing.join(", "),
        columns.len()
    );
    Err(refusals::row(header.line, problem))
}

/// The name of a known column, else its number: other names are not repeated.
pub(super) fn public_name(columns: &[(String, Kind)], number: usize) -> String {
    let known = columns.get(number).filter(|(_, kind)| *kind != Kind::Newer);
    known.map_or_else(|| (number + 1).to_string(), |(name, _)| name.clone())
}

fn kind(name: &str) -> Kind {
    KNOWN.iter().find(|(known, _)| *known == name).map_or(Kind::Newer, |(_, kind)| *kind)
}

impl Kind {
    /// Whether its dates tell how recent the report is.
    pub(super) const fn orders(self) -> bool {
        matches!(self, Self::Time | Self::Made)
    }

    /// The fact that this text is. `unended`: the file ended here, without the end of the line.
    pub(super) fn read(self, text: &str, unended: bool) -> Result<Fact<Value>, &'static str> {
        let value = match self {
            Self::Name => Some(Value::from(text)),
            Self::Text => Some(Value::from(text)).filter(|_| why(text).is_none()),
            Self::Truth => truth(text),
            Self::Time | Self::Ahead | Self::Made => time(text),
            Self::Newer => {
                let plain = || Some(Value::from(text)).filter(|_| why(text).is_none());
                truth(text).or_else(|| time(text)).or_else(plain)
            }
        };
        match (value, why(text)) {
            (Some(value), _) => Ok(Fact::Known(value)),
            (None, _) if self == Self::Made => Err("must be an instant as 2024-05-31T10:00:00+00:00"),
            (None, Some(_)) if text.is_empty() && unended && matches!(self, Self::Truth | Self::Time | Self::Ahead) => {
                Err("the file is cut off inside this row")
            }
            (None, Some(why)) => Ok(Fact::Unknown(why)),
            (None, None) if self == Self::Truth => Err("must be true, false, N/A, no_information or not_supported"),
            (None, None) => {
                Err("must be an instant as 2024-05-31T10:00:00+00:00, or N/A, no_information or not_supported")
            }
        }
    }
}

/// Why there is nothing, in the report's words.
fn why(text: &str) -> Option<Unknown> {
    match text {
        "" | "no_information" => Some(Unknown::NotCollected),
        "not_supported" => Some(Unknown::NotSupported),
        "N/A" => Some(Unknown::NotApplicable("the report says N/A".to_owned())),
        _ => None,
    }
}

fn truth(text: &str) -> Option<Value> {
    let yes = text.eq_ignore_ascii_case("true");
    (yes || text.eq_ignore_ascii_case("false")).then_some(Value::Bool(yes))
}

/// An instant, spelled as our own API does; a plain date is none, because the report has none: it would be a cut one.
fn time(text: &str) -> Option<Value> {
    let instant = Instant::parse(text).filter(|_| text.contains('T'))?;
    Some(Value::String(instant.to_string()))
}
