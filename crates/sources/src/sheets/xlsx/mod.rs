//! Sheets as XLSX (ECMA-376): what stands in the first worksheet that is shown, as text. Formulas, looks and everything else
//! of a workbook are not even read.

mod cells;
mod elements;
mod formats;
mod parts;
mod places;
mod rows;
mod texts;

use domain::listings::BadList;
use quick_xml::events::BytesStart;

use self::{cells::Reading, elements::attributes, formats::Formats, parts::Archive, texts::Texts};
use super::Reader;
use crate::reading::refusals;

pub(super) fn read(bytes: Vec<u8>, reader: &mut dyn Reader) -> Result<(), BadList> {
    let mut archive = Archive::open(bytes)?;
    let mut package = archive.relations("")?.into_values();
    let workbook = package.find(|part| part.kind == "officeDocument").ok_or_else(damaged)?.path;
    let parts = archive.relations(&workbook)?;
    let (id, since_1904) = first(&mut archive, &workbook)?;
    let sheet = parts.get(&id).filter(|part| part.kind == "worksheet").ok_or_else(damaged)?;
    let place = |kind: &str| parts.values().find(|part| part.kind == kind).map(|part| part.path.as_str());
    let texts = place("sharedStrings").map_or(Ok(Texts::default()), |path| Texts::read(archive.part(path)?))?;
    let formats = place("styles").map_or(Ok(Formats::default()), |path| Formats::read(archive.part(path)?))?;
    Reading { texts, formats, since_1904 }.worksheet(archive.part(&sheet.path)?, reader)
}

/// The id of the first worksheet that is shown, and whether days are counted from 1904 on.
fn first(archive: &mut Archive, workbook: &str) -> Result<(String, bool), BadList> {
    let (mut part, mut since_1904) = (archive.part(workbook)?, false);
    let known = |name: &str, element: &BytesStart<'_>| match name {
        "workbookPr" | "sheet" => attributes(element, ["date1904", "id", "state"]).map(Some),
        _ => Ok(None),
    };
    while let Some([flag, id, state]) = part.find(0, known)? {
        since_1904 |= matches!(flag.as_deref(), Some("1" | "true"));
        if let Some(id) = id.filter(|_| !matches!(state.as_deref(), Some("hidden" | "veryHidden"))) {
            return Ok((id, since_1904));
        }
    }
    Err(damaged())
}

fn damaged() -> BadList {
    refusals::list("the sheet is damaged, or no XLSX; save it as XLSX, or as CSV in UTF-8")
}

fn too_large() -> BadList {
    refusals::list("the workbook expands to more than any sheet of accounts needs")
}

#[cfg(test)]
mod tests;
