//! Lists as text that grows: CSV with a header, or one JSON array, piece by piece as the rows come.

use std::io;

use serde_json::Value;

use crate::Column;

/// A list that is written as its rows come.
pub enum Lines {
    /// CSV (RFC 4180) with a header.
    Csv(&'static [Column]),
    /// One JSON array, a row a line; whether it has a row yet.
    Json(bool),
}

impl Lines {
    /// What stands before the first row.
    ///
    /// # Errors
    /// When memory is short.
    pub fn head(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv(columns) => csv(|out| out.write_record(columns.iter().map(|column| column.title))),
            Self::Json(_) => Ok(b"[".to_vec()),
        }
    }

    /// The next rows.
    ///
    /// # Errors
    /// When memory is short.
    pub fn rows(&mut self, rows: &[Value]) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv(columns) => csv(|out| {
                rows.iter().try_for_each(|row| out.write_record(columns.iter().map(|column| column.guarded(row))))
            }),
            Self::Json(any) => {
                let mut text = String::new();
                for row in rows {
                    text.push_str(if *any { ",\n" } else { "" });
                    text.push_str(&row.to_string());
                    *any = true;
                }
                Ok(text.into_bytes())
            }
        }
    }

    /// What stands behind the last row.
    #[must_use]
    pub fn foot(&self) -> Vec<u8> {
        match self {
            Self::Csv(_) => Vec::new(),
            Self::Json(_) => b"]\n".to_vec(),
        }
    }
}

fn csv(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>) -> io::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    write(&mut out)?;
    out.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_one_whole() {
        const COLUMNS: &[Column] = &[Column::at("a", "/a")];
        let rows = |from: i64| vec![serde_json::json!({ "a": from }), serde_json::json!({ "a": "=1" })];
        for (mut lines, whole) in [
            (Lines::Csv(COLUMNS), "a\n1\n'=1\n2\n'=1\n"),
            (Lines::Json(false), "[{\"a\":1},\n{\"a\":\"=1\"},\n{\"a\":2},\n{\"a\":\"=1\"}]\n"),
        ] {
            let parts =
                [lines.head().unwrap(), lines.rows(&rows(1)).unwrap(), lines.rows(&rows(2)).unwrap(), lines.foot()];
            assert_eq!(String::from_utf8(parts.concat()).unwrap(), whole);
        }
    }
}
