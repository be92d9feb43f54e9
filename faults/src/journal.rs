//! What clients asked for and what they were told: the one side of the audit.

use std::time::{Duration, Instant};

/// One change that a client wants, asked for until it is acknowledged.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    /// The account.
    pub(crate) account: i64,
    /// Whose it shall be; nobody's for `None`.
    pub(crate) wanted: Option<i64>,
    /// Whether it changes the account, however what came before has ended.
    pub(crate) changes: bool,
    /// Whether nobody but this client decides about the account.
    pub(crate) exclusive: bool,
    /// Each time it was asked for.
    pub(crate) attempts: Vec<Attempt>,
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// Its `X-Request-Id`, which its event carries.
    pub(crate) request: String,
    /// What the client knows of it.
    pub(crate) outcome: Outcome,
    /// When it was sent.
    pub(crate) sent: Instant,
    /// How long the answer took.
    pub(crate) took: Duration,
}

/// What a client knows of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was answered with the account as it was asked for.
    Acknowledged,
    /// It was told that nothing was changed, with this code.
    Refused(u64),
    /// It was told that the outcome is unknown.
    Uncertain,
    /// The answer was lost, or is still to come.
    Lost,
}

impl Attempt {
    /// One that is sent now.
    pub(crate) fn sent(request: String) -> Self {
        Self { request, outcome: Outcome::Lost, sent: Instant::now(), took: Duration::ZERO }
    }
}

/// How many requests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Acknowledged.
    pub(crate) acknowledged: usize,
    /// Refused with nothing changed.
    pub(crate) refused: usize,
    /// Told that the outcome is unknown.
    pub(crate) uncertain: usize,
    /// Without an answer.
    pub(crate) lost: usize,
}

impl Tally {
    /// Counts the requests of these intents.
    pub(crate) fn of(intents: &[Intent]) -> Self {
        let mut tally = Self::default();
        for attempt in intents.iter().flat_map(|intent| &intent.attempts) {
            match attempt.outcome {
                Outcome::Acknowledged => tally.acknowledged += 1,
                Outcome::Refused(_) => tally.refused += 1,
                Outcome::Uncertain => tally.uncertain += 1,
                Outcome::Lost => tally.lost += 1,
            }
        }
        tally
    }

    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            acknowledged: self.acknowledged + other.acknowledged,
            refused: self.refused + other.refused,
            uncertain: self.uncertain + other.uncertain,
            lost: self.lost + other.lost,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { acknowledged, refused, uncertain, lost } = self;
        write!(f, "{acknowledged} acknowledged, {refused} refused, {uncertain} told unknown, {lost} without an answer")
    }
}
