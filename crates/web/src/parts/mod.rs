//! Parts of pages: each is a value that writes itself, escaped, wherever a template names it.

mod actors;
mod chips;
mod happenings;
mod pagers;
mod shown;
mod times;
mod unknowns;

pub(crate) use actors::By;
pub(crate) use chips::{PersonChip, Whose};
pub(crate) use happenings::{Happening, meant, members, named};
pub(crate) use pagers::{Pager, Place};
pub(crate) use shown::Shown;
pub(crate) use times::Time;
pub(crate) use unknowns::Unknown;

/// Says that what these templates write is HTML already, so that it is not escaped again.
macro_rules! html {
    ($($part:ty),*) => { $(impl askama::filters::HtmlSafe for $part {})* };
}
pub(crate) use html;
