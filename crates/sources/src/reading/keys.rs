//! The keys of a list, to find one that comes twice.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

use domain::listings::BadList;

use super::refusals;

/// The keys so far, and the line of each. A key is held as 128 bits of keyed hash, so a million take some 50 MB however
/// long they are, and two keys are taken for one with a chance of less than 2^-88.
#[derive(Default)]
pub(crate) struct Keys {
    halves: (RandomState, RandomState),
    lines: HashMap<[u8; 16], u32>,
}

impl Keys {
    /// Adds the key of the row on that line; refused when it is blank, or another row has it.
    pub(crate) fn add(&mut self, key: &str, line: u64, column: &str) -> Result<(), BadList> {
        if key.trim().is_empty() {
            return Err(refusals::cell(line, column, "must not be empty"));
        }
        let hash = u128::from(self.halves.0.hash_one(key)) << 64 | u128::from(self.halves.1.hash_one(key));
        match self.lines.insert(hash.to_ne_bytes(), u32::try_from(line).unwrap_or(u32::MAX)) {
            None => Ok(()),
            Some(first) => {
                Err(refusals::cell(line, column, format!("is the same as on line {first}; it must be unique")))
            }
        }
    }
}
