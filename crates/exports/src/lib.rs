//! What people take out of the register: cells, sheets and evidence, written from the answers of `/api/v1`.
//!
//! Whoever can ask the API can write them: the command line over the network or in its own process, and a page. Nothing
//! here decides, and nothing here knows how an answer came.

mod asking;
mod cells;
pub mod evidence;
pub mod findings;
mod guard;
mod lines;
pub mod sheet;
pub mod words;
mod workbook;

pub use asking::{Asking, Error, Query, Result, all, each};
pub use cells::{Column, clean, plain};
pub use guard::unguarded;
pub use lines::Lines;
pub use workbook::Book;
