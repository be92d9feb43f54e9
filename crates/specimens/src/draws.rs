//! Chance: what the dice say to a question about a thing, the same whenever it is asked.

/// Questions that chance answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question {
    Arrival,
    ArrivalWeek,
    Leaving,
    LeavingWeek,
    Name,
    Job,
    Uuid,
    Nature,
    Owner,
    Changes,
    FirstChange,
    SecondChange,
    Removal,
    RemovalWeek,
    Return,
    ReturnWeek,
    Decision,
    DecisionWeek,
    Second,
    SecondWeek,
    Other,
    ThirdWeek,
    Expectation,
    ExpectationWeek,
    Hour,
    Factor,
    Administrator,
}

/// The dice of one seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) const fn of(seed: u64) -> Self {
        Self(mixed(seed))
    }

    /// Any number.
    pub(crate) const fn number(self, question: Question, thing: u64) -> u64 {
        mixed(self.0 ^ mixed(thing.wrapping_mul(64).wrapping_add(question as u64)))
    }

    /// A number below `end`, which is not 0.
    pub(crate) const fn below(self, question: Question, thing: u64, end: u32) -> u32 {
        (((self.number(question, thing) >> 32) * end as u64) >> 32) as u32
    }

    /// Whether it is so, in that many of a hundred cases.
    pub(crate) const fn chance(self, question: Question, thing: u64, percent: u32) -> bool {
        self.below(question, thing, 100) < percent
    }
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
