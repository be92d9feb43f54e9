//! Rows of a table: what stands in which column, and which of them each field is read from.

use domain::listings::BadList;
use serde_json::Value;

use super::{cells::Cell, columns::Columns, refusals};
use crate::mapping::Meaning;

/// What a row has, by the number of the column.
pub(crate) type Cells = Vec<(usize, Value)>;

/// One row.
pub(crate) struct Row {
    /// The line that it begins on.
    pub(crate) line: u64,
    cells: Cells,
    /// By field, then in the order in which its places count.
    taken: Vec<Taken>,
}

/// A cell that serves a field.
struct Taken {
    entry: usize,
    rank: usize,
    cell: usize,
    /// Which of the meanings of the cell's column.
    meaning: usize,
}

impl Row {
    /// Sorts out which cell serves which field.
    pub(crate) fn new(line: u64, cells: Cells, columns: &mut Columns) -> Result<Self, BadList> {
        let mut taken = Vec::new();
        for (cell, (column, _)) in cells.iter().enumerate() {
            let meanings = columns.meanings(*column).iter().enumerate();
            taken.extend(meanings.map(|(number, Meaning { entry, rank, .. })| Taken {
                entry: *entry,
                rank: *rank,
                cell,
                meaning: number,
            }));
        }
        taken.sort_by_key(|taken| (taken.entry, taken.rank, taken.cell));
        let row = Self { line, cells, taken };
        row.check(columns)?;
        row.leave(columns);
        Ok(row)
    }

    /// Refused when two columns have the same name in two spellings. Of those that mean the same only one is read.
    fn check(&self, columns: &mut Columns) -> Result<(), BadList> {
        for pair in self.taken.windows(2) {
            let [one, other] = pair else { continue };
            if one.entry != other.entry {
                continue;
            }
            let source = columns.mapping.source(one.entry);
            if one.rank == other.rank {
                let name = source.map_or("", |source| source.public_name(one.rank));
                return Err(refusals::cell(self.line, name, "is there twice, in two spellings"));
            }
            let passed_over = !source.is_some_and(|source| source.falls_back);
            if let Some((column, _)) = self.cells.get(other.cell).filter(|_| passed_over) {
                columns.pass_over(*column);
            }
        }
        Ok(())
    }

    /// Notes what stands beside that which is read inside a column.
    fn leave(&self, columns: &mut Columns) {
        for (column, value) in &self.cells {
            let Some(members) = value.as_object() else { continue };
            let tails: Vec<String> =
                columns.meanings(*column).iter().filter_map(|meaning| meaning.tail.clone()).collect();
            if tails.is_empty() {
                continue;
            }
            let read = |key: &str| tails.iter().any(|tail| tail == key || tail.split('.').next() == Some(key));
            for key in members.keys().filter(|key| !read(key)) {
                columns.leave(*column, key);
            }
        }
    }

    /// What the row has for this field, if it has a place for it.
    pub(crate) fn get<'a>(&'a self, columns: &'a Columns, field: &str) -> Option<Cell<'a>> {
        let entry = columns.mapping.entry(field)?;
        let source = columns.mapping.source(entry)?;
        let mut first = None;
        for taken in self.taken.iter().filter(|taken| taken.entry == entry) {
            let Some(value) = self.value(columns, taken) else { continue };
            let column = source.public_name(taken.rank);
            let cell = Cell { line: self.line, column, value, words: source.words, dates: columns.mapping.dates() };
            if !source.falls_back || !cell.is_empty() {
                return Some(cell);
            }
            first = first.or(Some(cell));
        }
        first
    }

    fn value<'a>(&'a self, columns: &Columns, taken: &Taken) -> Option<&'a Value> {
        let (column, value) = self.cells.get(taken.cell)?;
        match columns.meanings(*column).get(taken.meaning)?.tail.as_deref() {
            None => Some(value),
            Some(tail) => inside(value, tail),
        }
    }

    /// Whether the cell of that number is what some field was read from, by itself and not by a part of it.
    fn serves(&self, columns: &Columns, cell: usize, field: &str) -> bool {
        let entry = columns.mapping.entry(field);
        let (column, value) = match self.cells.get(cell) {
            Some((column, value)) => (*column, value),
            None => return false,
        };
        let whole =
            columns.meanings(column).iter().any(|meaning| Some(meaning.entry) == entry && meaning.tail.is_none());
        whole && self.get(columns, field).is_some_and(|chosen| std::ptr::eq(chosen.value, value))
    }

    /// Every cell that is kept, by the name of its column, and which of these fields it was read for.
    pub(crate) fn into_cells<'a>(
        self,
        columns: &'a Columns,
        fields: &[&'static str],
    ) -> Vec<(&'a str, Option<&'static str>, Value)> {
        let serves = |cell| fields.iter().copied().find(|field| self.serves(columns, cell, field));
        let fields: Vec<_> = (0..self.cells.len()).map(serves).collect();
        let cells = self.cells.into_iter().zip(fields).filter(|((column, _), _)| !columns.drops(*column));
        cells.map(|((column, value), field)| (columns.name(column), field, value)).collect()
    }
}

/// What stands at this path: keys with `.` between them, where a key may have one itself; of a list, in the object that is
/// marked as the primary one, else in the first.
pub(crate) fn inside<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members.get(path).or_else(|| {
            path.match_indices('.').find_map(|(at, _)| {
                let (key, rest) = path.split_at_checked(at)?;
                inside(members.get(key)?, rest.strip_prefix('.')?)
            })
        }),
        Value::Array(values) => {
            let primary =
                |value: &&Value| ["primary", "Primary"].iter().any(|key| value.get(key) == Some(&Value::Bool(true)));
            inside(values.iter().find(primary).or_else(|| values.first())?, path)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::inside;

    #[test]
    fn a_path_leads_through_objects_keys_with_dots_and_lists() {
        let value = json!({
            "a": {"b": 1, "c.d": {"e": 2}}, "a.b": 3, "list": [{"x": 4}, {"x": 5, "primary": true}], "one": [{"x": 6}], "none": []
        });
        for (path, found) in [("a.b", 3), ("a.c.d.e", 2), ("list.x", 5), ("one.x", 6)] {
            assert_eq!(inside(&value, path), Some(&json!(found)), "{path}");
        }
        for path in ["", ".", "a.", "b", "a.b.c", "none.x", "a..b"] {
            assert_eq!(inside(&value, path), None, "{path}");
        }
    }
}
