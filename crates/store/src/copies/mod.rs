//! The register as a file: every row of every table as one line of JSON, the same bytes for the same register on both
//! engines. `docs/export.md` describes the format.

mod reading;
mod tables;
mod writing;

pub use reading::{Held, Lines};
pub use tables::{TABLES, Table};
pub use writing::{Export, write};

/// The format that is written and read.
const FORMAT: i64 = 1;
/// What the first and the last line call the whole.
const WHOLE: &str = "export";

/// The first line, without its line feed.
fn head() -> String {
    format!(r#"{{"whose":"{WHOLE}","format":{FORMAT},"schema":{}}}"#, crate::migrations::ALL.len())
}

/// The line behind a table, or behind them all: how many rows came, and the SHA-256 of all bytes before this line.
fn end(of: &str, rows: u64, sha256: &str) -> String {
    format!(r#"{{"end":"{of}","rows":{rows},"sha256":"{sha256}"}}"#)
}
