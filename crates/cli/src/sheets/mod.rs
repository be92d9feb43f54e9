//! The sheet of accounts: `whose accounts list` writes it, people edit it, `whose accounts apply` reads it.

mod cells;
mod days;
mod edits;
mod mark;
mod people;
mod reading;

pub(crate) use cells::COLUMNS;
use cells::{Cells, titles};
pub(crate) use edits::{Change, change};
pub(crate) use people::People;
pub(crate) use reading::{Edited, Sheet};
