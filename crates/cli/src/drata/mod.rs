//! Another register, read through the API that Drata documents: politely, to the end, and without guessing.
//!
//! `asking` sends one request at a time and knows when to come back; `walking` reads a list that may change meanwhile;
//! `picture` is what was read, with all that is not known here by name.

mod asking;
mod picture;
mod reading;
mod walking;

pub(crate) use asking::{Answer, Asking, Patience};
pub(crate) use picture::{Account, Entry, Notes, Picture, Place, Stated};
pub(crate) use reading::read;

#[cfg(test)]
mod tests;
