//! What the formats are made of: how a file begins, records, lines, objects, tables, and the refusals that they share.

pub(crate) mod bytes;
pub(crate) mod cells;
pub(crate) mod columns;
pub(crate) mod dates;
pub(crate) mod document;
pub(crate) mod elements;
pub(crate) mod head;
pub(crate) mod identities;
pub(crate) mod keys;
pub(crate) mod lines;
pub(crate) mod objects;
pub(crate) mod pages;
pub(crate) mod records;
pub(crate) mod refusals;
pub(crate) mod rows;
pub(crate) mod scanner;
pub(crate) mod tables;
