//! Refusals: how a list is turned down, and the limits past which it is.

use domain::listings::BadList;

/// Bytes that one text may have.
pub(crate) const TEXT_LIMIT: usize = 64 * 1024;
/// Bytes that one row may have: what a quote that is never closed can cost.
pub(crate) const ROW_LIMIT: usize = 1024 * 1024;
/// Bytes that an id or a name may have: both are indexed, and PostgreSQL indexes no more than some 2,700.
pub(crate) const NAME_LIMIT: usize = 1024;
/// Columns that a list may have.
pub(crate) const COLUMN_LIMIT: usize = 1000;
/// How deep JSON may be nested.
pub(crate) const DEPTH_LIMIT: usize = 32;

/// The list as a whole is refused.
pub(crate) fn list(problem: impl Into<String>) -> BadList {
    BadList { line: None, column: None, problem: problem.into() }
}

/// The row that begins on this line is refused.
pub(crate) fn row(line: u64, problem: impl Into<String>) -> BadList {
    BadList { line: Some(line), column: None, problem: problem.into() }
}

/// What this row has in this column is refused.
pub(crate) fn cell(line: u64, column: impl Into<String>, problem: impl Into<String>) -> BadList {
    BadList { line: Some(line), column: Some(column.into()), problem: problem.into() }
}

/// The text is longer than any may be.
pub(crate) fn too_long(line: u64, column: impl Into<String>, limit: usize) -> BadList {
    cell(line, column, format!("is longer than {limit} bytes; perhaps a quote is never closed"))
}

/// The row is longer than any may be.
pub(crate) fn row_too_long(line: u64) -> BadList {
    row(line, format!("the row is longer than {ROW_LIMIT} bytes"))
}

/// There is nothing in it.
pub(crate) fn empty() -> BadList {
    list("the file is empty")
}

/// It ends too early.
pub(crate) fn cut_off(line: u64) -> BadList {
    row(line, "the file is cut off inside what begins here; fetch it again")
}

/// A name or an id, checked for its length.
pub(crate) fn short(line: u64, column: &str, text: String) -> Result<String, BadList> {
    if text.len() > NAME_LIMIT {
        return Err(cell(line, column, format!("is longer than {NAME_LIMIT} bytes")));
    }
    Ok(text)
}
