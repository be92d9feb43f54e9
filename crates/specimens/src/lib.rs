//! A made-up register of any size, with two years of weekly lists and decisions, written as an export (`docs/export.md`).
//!
//! For tests and benchmarks. The same plan gives the same bytes. Everything about an account or a person is a pure function of
//! the plan and their number, so that little is held in memory: some 50 bytes for each account.

mod accounts;
mod calendar;
mod draws;
mod events;
mod lives;
mod people;
mod rows;
mod walking;
mod writing;

use domain::Instant;

use self::draws::Draws;
pub use self::writing::write;

/// The most people a register has, however many accounts.
const MOST_PEOPLE: u32 = 100_000;

/// What to make up.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Accounts at providers; at least 100. A tenth as many people come on top, each with an entry on the roster.
    pub accounts: u32,
    /// What tells one register of this size from another.
    pub seed: u64,
    /// When the two years end.
    pub until: Instant,
}

impl Plan {
    /// How many people ever worked here.
    #[must_use]
    pub fn people(&self) -> u32 {
        (self.accounts / 10).clamp(10, MOST_PEOPLE)
    }

    /// Those who were here from the first list on: the first of them all.
    fn founders(&self) -> u32 {
        self.people() / 100 * 85 + self.people() % 100 * 85 / 100
    }

    const fn draws(&self) -> Draws {
        Draws::of(self.seed)
    }
}
