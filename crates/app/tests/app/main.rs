//! Use cases on whichever engine is under test.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod checking;
mod copies;
mod deciding;
mod gone;
mod holding;
mod lists;
mod members;
mod overviews;
mod people;
mod rehearsing;
mod resuming;
mod reviewing;
mod snapshot;
mod vouched;
