//! What the formats are made of: records, lines, objects, tables, and the refusals that they share.

pub(crate) mod bytes;
pub(crate) mod cells;
pub(crate) mod columns;
pub(crate) mod elements;
pub(crate) mod keys;
pub(crate) mod lines;
pub(crate) mod objects;
pub(crate) mod records;
pub(crate) mod refusals;
pub(crate) mod tables;
