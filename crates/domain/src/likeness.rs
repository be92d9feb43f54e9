//! How like a person an account looks: what agrees and what does not. Advice for whoever decides; no rule links by it.

mod clues;
mod comparing;

pub use clues::Clues;
pub use comparing::{Agreement, Compared, Point, compare};

#[cfg(test)]
mod tests;
