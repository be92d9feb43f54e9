//! Sources: what turns files into rows of `domain::listings`, one at a time, in bounded memory.
//!
//! `accounts` and `people` hold one file per format that needs code; the others are presets, which are data. `sheets` reads
//! what people edited in a spreadsheet; `reading` holds what the formats are made of (CSV records, JSON objects, keys).
//! Nothing here stores, decides or looks at a clock, and no message repeats what a file says.

mod accounts;
mod choosing;
mod mapping;
mod observed;
mod people;
mod presets;
mod reading;
pub mod sheets;
#[cfg(test)]
mod tests;
mod words;

pub use accounts::accounts;
pub use people::people;
pub use presets::{Preset, exports, presets};

/// The formats that are nobody's in particular: of accounts and people, and the documented upload of people.
pub const PLAIN: [&str; 4] = ["csv", "json", "jsonl", choosing::PERSONNEL];
