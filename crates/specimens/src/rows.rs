//! Rows: cells by the names of their columns; a column that is not named is null.

use store::{
    Error, Result,
    copies::{Export, Table},
    db::Value,
};

/// A cell.
pub(crate) type Cell = (&'static str, Value);

/// The company of everything here.
pub(crate) const COMPANY: i64 = 1;

/// Writes a row of the table.
///
/// # Errors
/// When the schema has no such column, or the output cannot be written.
pub(crate) fn put(export: &mut Export<'_>, table: &Table, mut cells: Vec<Cell>) -> Result<()> {
    let row: Vec<Value> = table.names().map(|name| taken(&mut cells, name)).collect();
    match cells.first() {
        Some((name, _)) => Err(Error::corrupt(format_args!("{} has no column {name}", table.name))),
        None => export.row(table, &row),
    }
}

fn taken(cells: &mut Vec<Cell>, name: &str) -> Value {
    match cells.iter().position(|(known, _)| *known == name) {
        Some(place) => cells.swap_remove(place).1,
        None => Value::Null,
    }
}
