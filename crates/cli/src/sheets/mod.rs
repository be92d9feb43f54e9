//! The sheet of accounts: `whose accounts list` writes it, people edit it, `whose accounts apply` reads it.

mod days;
mod edits;
mod people;
mod reading;

pub(crate) use edits::{Change, change};
pub(crate) use exports::sheet::COLUMNS;
use exports::sheet::{Cells, titles};
pub(crate) use people::People;
pub(crate) use reading::{Edited, Sheet};
