//! The built binary, as somebody at a terminal finds it: help, exit codes, output.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test ends where something is not as it must be")]

mod answers;
mod backups;
mod chaos;
mod documented;
mod drata;
mod evidence;
mod findings;
mod helps;
mod imports;
mod outputs;
mod servers;
mod sheets;
mod specimens;
mod tutorial;
mod undoing;
mod whose;
