//! Sources: what turns files into rows of `domain::listings`, one at a time, in bounded memory.
//!
//! `accounts` and `people` hold one file per format; `sheets` reads what people edited in a spreadsheet; `reading` holds
//! what the formats are made of (CSV records, JSON objects, keys). Nothing here stores, decides or looks at a clock, and no
//! message repeats what a file says.

pub mod accounts;
pub mod people;
mod reading;
pub mod sheets;
#[cfg(test)]
mod tests;
