//! The one printer: lines, lists as tables, JSON or CSV. Everything that goes to standard output goes through here.

mod lists;

use std::io::{self, Write as _};

pub(crate) use exports::{Column, clean, plain, unguarded, words};
pub(crate) use lists::{Rows, Shape, book, list};
use serde_json::Value;

use crate::exit::{Failure, Result};

/// Prints a line, or several that are separated by line feeds.
pub(crate) fn line(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| Failure::of_output(&error))
}

/// Prints JSON on one line.
pub(crate) fn json(value: &Value) -> Result<()> {
    line(&value.to_string())
}

/// Says something beside the output: on standard error, so that the output stays what it is. Nobody may be listening.
pub(crate) fn aside(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
