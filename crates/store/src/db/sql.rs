//! Statements: one SQL text for both engines, and its translation.
//!
//! Parameters are `?1 ?2 …`. `ROWS(a BIGINT, b TEXT) AS v` is a table of the rows given with the statement: arrays in one
//! execution on PostgreSQL, one execution a row on SQLite. `FOR UPDATE …` ends a statement, and SQLite needs none of it.

use std::{borrow::Cow, panic::Location};

use super::values::Value;

/// A statement with its parameters, and where it was written.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(super) text: Cow<'static, str>,
    pub(super) values: Vec<Value>,
    pub(super) rows: Option<Vec<Vec<Value>>>,
    written: &'static Location<'static>,
}

impl Statement {
    /// A statement with the values of `?1`, `?2` and so on.
    #[track_caller]
    pub fn new<const N: usize>(text: impl Into<Cow<'static, str>>, values: [Value; N]) -> Self {
        Self::with(text, values.into())
    }

    /// A statement with any number of values.
    #[track_caller]
    pub fn with(text: impl Into<Cow<'static, str>>, values: Vec<Value>) -> Self {
        Self { text: text.into(), values, rows: None, written: Location::caller() }
    }

    /// The same with the rows of its `ROWS(…)`.
    #[must_use]
    pub fn rows(mut self, rows: Vec<Vec<Value>>) -> Self {
        self.rows = Some(rows);
        self
    }

    /// Tells the log that it runs, without its values. A test reads this, and fails for a statement that never ran.
    pub(super) fn tell(&self) {
        tracing::trace!(file = self.written.file(), line = self.written.line(), text = %self.text, "a statement runs");
    }
}

/// The type of a column of `ROWS(…)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Int,
    Text,
}

/// A text in one engine's own spelling.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Translated {
    pub(super) text: String,
    /// The columns of `ROWS(…)`, where it has one.
    pub(super) columns: Vec<Type>,
}

/// The text for SQLite; `given` is the number of plain parameters.
pub(super) fn for_sqlite(text: &str, given: usize) -> Translated {
    let text = text.find("FOR UPDATE").map_or(text, |at| text.split_at(at).0);
    expand(text, |columns, alias| {
        let values: Vec<String> =
            columns.iter().enumerate().map(|(index, (name, _))| format!("?{} AS {name}", given + index + 1)).collect();
        format!("(SELECT {}) AS {alias}", values.join(", "))
    })
}

/// The text for PostgreSQL.
pub(super) fn for_postgres(text: &str, given: usize) -> Translated {
    let expanded = expand(text, |columns, alias| {
        let arrays: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(index, (_, kind))| {
                let array = if *kind == Type::Int { "bigint" } else { "text" };
                format!("CAST(?{} AS {array}[])", given + index + 1)
            })
            .collect();
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        format!("unnest({}) AS {alias}({})", arrays.join(", "), names.join(", "))
    });
    Translated { text: dollars(&expanded.text), ..expanded }
}

/// Replaces `ROWS(a BIGINT, b TEXT) AS v`, of which a text has at most one.
fn expand(text: &str, table: impl Fn(&[(&str, Type)], &str) -> String) -> Translated {
    let whole = || Translated { text: text.to_owned(), columns: Vec::new() };
    let Some((before, rest)) = text.split_once("ROWS(") else { return whole() };
    let Some((inside, rest)) = rest.split_once(") AS ") else { return whole() };
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let (alias, after) = rest.split_at(end);
    let columns: Vec<(&str, Type)> = inside
        .split(',')
        .filter_map(|column| column.trim().split_once(' '))
        .map(|(name, kind)| (name, if kind == "BIGINT" { Type::Int } else { Type::Text }))
        .collect();
    Translated {
        text: format!("{before}{}{after}", table(&columns, alias)),
        columns: columns.into_iter().map(|(_, kind)| kind).collect(),
    }
}

/// `?1` as `$1`, outside strings, quoted names and comments.
fn dollars(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote: Option<char> = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match quote {
            Some(end) if c == end => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == '-' && rest.peek() == Some(&'-') => quote = Some('\n'),
            None if c == '?' && rest.peek().is_some_and(char::is_ascii_digit) => {
                out.push('$');
                continue;
            }
            None => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_renamed_outside_strings_names_and_comments() {
        let text = "SELECT ?1, '?2', \"?3\", 'it''s ?4' -- ?5\n, ?12 FROM t WHERE a = '?'";
        assert_eq!(dollars(text), "SELECT $1, '?2', \"?3\", 'it''s ?4' -- ?5\n, $12 FROM t WHERE a = '?'");
    }

    #[test]
    fn rows_become_arrays_or_one_row() {
        let text = "UPDATE t SET b = v.b FROM ROWS(a BIGINT, b TEXT) AS v WHERE t.a = v.a AND t.c = ?1";
        assert_eq!(
            for_postgres(text, 1).text,
            "UPDATE t SET b = v.b FROM unnest(CAST($2 AS bigint[]), CAST($3 AS text[])) AS v(a, b) WHERE t.a = v.a AND t.c = $1"
        );
        assert_eq!(
            for_sqlite(text, 1),
            Translated {
                text: "UPDATE t SET b = v.b FROM (SELECT ?2 AS a, ?3 AS b) AS v WHERE t.a = v.a AND t.c = ?1"
                    .to_owned(),
                columns: vec![Type::Int, Type::Text],
            }
        );
    }

    #[test]
    fn sqlite_needs_no_row_locks() {
        assert_eq!(for_sqlite("SELECT a FROM t ORDER BY a FOR UPDATE OF t", 0).text, "SELECT a FROM t ORDER BY a ");
    }
}
