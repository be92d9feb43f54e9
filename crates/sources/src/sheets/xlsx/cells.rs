//! The cells of a worksheet: where each is, and what stands in it.

use domain::listings::BadList;
use quick_xml::events::BytesStart;

use super::{
    super::{Cell, Reader},
    damaged,
    elements::{Elements, attributes},
    formats::{self, Formats},
    places::Place,
    rows::Rows,
    texts::{self, Texts},
};

/// What it takes to read cells.
pub(super) struct Reading {
    pub(super) texts: Texts,
    pub(super) formats: Formats,
    pub(super) since_1904: bool,
}

/// What is in a worksheet.
enum Found {
    Row { number: Option<String> },
    Cell(Begun),
    Merged { range: String },
}

/// A cell as it begins: where it is, what kind of value it has, and the number of its format.
struct Begun {
    place: Option<String>,
    kind: Option<String>,
    format: Option<String>,
}

/// What is in a cell.
enum Content {
    Formula { range: Option<String> },
    Value,
    Text,
}

impl Reading {
    /// Reads the rows of a worksheet.
    pub(super) fn worksheet(&self, mut part: Elements<'_>, reader: &mut dyn Reader) -> Result<(), BadList> {
        let mut rows = Rows::new(reader);
        let mut at = Place { row: 0, column: 0 };
        while let Some(found) = part.find(0, found)? {
            match found {
                Found::Row { number } => at = at.next_row(number.as_deref()).ok_or_else(damaged)?,
                Found::Cell(begun) => {
                    at = at.next_cell(begun.place.as_deref()).ok_or_else(damaged)?;
                    let cell = self.cell(&begun, &mut part, &rows)?;
                    rows.take(at, cell)?;
                }
                Found::Merged { range } => rows.check_alone(&range, "are merged; split them, and fill in each")?,
            }
        }
        rows.end()
    }

    fn cell(&self, begun: &Begun, part: &mut Elements<'_>, rows: &Rows<'_>) -> Result<Cell, BadList> {
        let (mut value, mut is_formula, within) = (String::new(), false, part.depth());
        while let Some(content) = part.find(within, content)? {
            match content {
                Content::Value => value = part.text()?,
                Content::Text => value = texts::item(part)?,
                Content::Formula { range } => {
                    is_formula = true;
                    // The other cells of the range look as if somebody had typed their values.
                    let range = range.map_or(Ok(()), |range| {
                        rows.check_alone(&range, "are calculated together by a formula; put values in their place")
                    });
                    range.and_then(|()| part.skip())?;
                }
            }
        }
        if is_formula { Ok(Cell::Formula) } else { self.typed(begun, value) }
    }

    /// What stands in the cell, as a person would type it.
    fn typed(&self, begun: &Begun, value: String) -> Result<Cell, BadList> {
        let text = match begun.kind.as_deref().unwrap_or("n") {
            _ if value.is_empty() => value,
            "n" => formats::typed(&value, self.formats.is_day(begun.format.as_deref()), self.since_1904)?,
            "s" => self.texts.get(value.trim())?.to_owned(),
            "inlineStr" => value,
            "str" => texts::unescaped(&value),
            "d" => value.trim_end_matches("T00:00:00").to_owned(),
            "b" => if matches!(value.trim(), "1" | "true") { "TRUE" } else { "FALSE" }.to_owned(),
            // What is wrong was calculated once.
            "e" => return Ok(Cell::Formula),
            _ => return Err(damaged()),
        };
        Ok(Cell::Text(text))
    }
}

fn found(name: &str, element: &BytesStart<'_>) -> Result<Option<Found>, BadList> {
    let [place, kind, format, range] = match name {
        "row" | "c" | "mergeCell" => attributes(element, ["r", "t", "s", "ref"])?,
        _ => return Ok(None),
    };
    Ok(Some(match name {
        "row" => Found::Row { number: place },
        "c" => Found::Cell(Begun { place, kind, format }),
        _ => Found::Merged { range: range.unwrap_or_default() },
    }))
}

fn content(name: &str, element: &BytesStart<'_>) -> Result<Option<Content>, BadList> {
    Ok(match name {
        "v" => Some(Content::Value),
        "is" => Some(Content::Text),
        "f" => {
            let [kind, range] = attributes(element, ["t", "ref"])?;
            // In a shared formula's range, every cell says so itself.
            Some(Content::Formula { range: range.filter(|_| kind.as_deref() != Some("shared")) })
        }
        _ => None,
    })
}
