//! The sheet of accounts: it is written from a list of accounts, people edit it, and `whose accounts apply` reads it.

mod cells;
mod mark;

pub use cells::{COLUMNS, Cells, titles};
pub use mark::{lines, mark};
