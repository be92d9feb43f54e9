//! The parts of a workbook (ECMA-376, part 2): XML files in a zip archive, which say of each other where they are.

use std::{
    collections::HashMap,
    io::{BufReader, Cursor},
};

use domain::listings::BadList;
use quick_xml::events::BytesStart;
use zip::ZipArchive;

use super::{
    damaged,
    elements::{Elements, attributes},
};

/// Bytes that a part may expand to: some twice what the accounts of a full worksheet need.
const PART_LIMIT: u64 = 4 << 30;
/// How many other parts one may name.
const RELATION_LIMIT: usize = 10_000;

/// The archive.
pub(super) struct Archive(ZipArchive<Cursor<Vec<u8>>>);

/// What one part says of another.
pub(super) struct Relation {
    /// The last word of its kind, as `worksheet`.
    pub(super) kind: String,
    /// Its path in the archive.
    pub(super) path: String,
}

impl Archive {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, BadList> {
        ZipArchive::new(Cursor::new(bytes)).map(Self).map_err(|_| damaged())
    }

    /// The part at that path.
    pub(super) fn part(&mut self, path: &str) -> Result<Elements<'_>, BadList> {
        let file = self.0.by_name(path).map_err(|_| damaged())?;
        Ok(Elements::of(BufReader::new(file), PART_LIMIT))
    }

    /// The parts that this one names, by id. The empty path is the package itself.
    pub(super) fn relations(&mut self, of: &str) -> Result<HashMap<String, Relation>, BadList> {
        let (folder, name) = of.rfind('/').map_or(("", of), |slash| of.split_at(slash + 1));
        let mut relations = HashMap::new();
        let mut part = self.part(&format!("{folder}_rels/{name}.rels"))?;
        let known = |name: &str, element: &BytesStart<'_>| match name {
            "Relationship" => attributes(element, ["Id", "Type", "Target"]).map(Some),
            _ => Ok(None),
        };
        while let Some(found) = part.find(0, known)? {
            let [id, kind, target] = found.map(Option::unwrap_or_default);
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let path = target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned);
            relations.insert(id, Relation { kind, path });
            if relations.len() > RELATION_LIMIT {
                return Err(damaged());
            }
        }
        Ok(relations)
    }
}
