//! Cells: what a column shows of a row, harmless wherever it is read.

use serde_json::Value;

use super::{guard::guarded, words};

/// A column of a list.
#[derive(Clone, Copy)]
pub struct Column {
    /// Its title.
    pub title: &'static str,
    cell: Cell,
}

#[derive(Clone, Copy)]
enum Cell {
    At(&'static str),
    Time(&'static str),
    Made(fn(&Value) -> String),
}

impl Column {
    /// Shows what is at that place (RFC 6901) in the row.
    pub const fn at(title: &'static str, place: &'static str) -> Self {
        Self { title, cell: Cell::At(place) }
    }

    /// Shows the time at that place in the row: in tables to the second, in CSV as it is.
    pub const fn time(title: &'static str, place: &'static str) -> Self {
        Self { title, cell: Cell::Time(place) }
    }

    /// Shows what the function makes of the row.
    pub const fn made(title: &'static str, make: fn(&Value) -> String) -> Self {
        Self { title, cell: Cell::Made(make) }
    }

    /// For people.
    pub fn shown(&self, row: &Value) -> String {
        match self.cell {
            Cell::At(place) => clean(&plain(row.pointer(place))),
            Cell::Time(place) => words::time(row, place),
            Cell::Made(make) => clean(&make(row)),
        }
    }

    /// For spreadsheets.
    pub fn guarded(&self, row: &Value) -> String {
        guarded(match self.cell {
            Cell::At(place) | Cell::Time(place) => plain(row.pointer(place)),
            Cell::Made(make) => make(row),
        })
    }
}

/// The value as plain text; nothing for null, `yes` and `no` for booleans.
pub fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(flag)) => if *flag { "yes" } else { "no" }.to_owned(),
        Some(Value::Array(values)) => values.iter().map(|value| plain(Some(value))).collect::<Vec<_>>().join(", "),
        Some(other) => other.to_string(),
    }
}

/// The text without anything that a terminal obeys: what sources say must not move the cursor or turn lines around.
pub fn clean(text: &str) -> String {
    let obeyed = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|letter| if obeyed(letter) { char::REPLACEMENT_CHARACTER } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_shown() {
        assert_eq!(clean("a\u{1b}[2Jb\nc\u{202e}d"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d");
        assert_eq!(clean("Zoë 张伟"), "Zoë 张伟");
    }

    #[test]
    fn values_are_shown_without_their_json() {
        let row = serde_json::json!({ "a": { "b": "x" }, "yes": true, "many": ["a", "b"], "null": null, "n": 3 });
        let shown = |place| Column::at("T", place).shown(&row);
        assert_eq!(
            [shown("/a/b"), shown("/yes"), shown("/many"), shown("/null"), shown("/n"), shown("/none")],
            ["x", "yes", "a, b", "", "3", ""]
        );
    }
}
