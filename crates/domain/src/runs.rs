//! Runs: one reading of a source each, and the brake that keeps a bad list from removing good accounts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Instant,
    actors::Actor,
    ids::{CompanyId, ConnectionId, RunId},
};

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Its rows are being read and checked; nothing is applied.
    Staging,
    /// Too much is missing, or somebody looks at it first: it waits until the count is confirmed.
    Held,
    /// It is being applied, chunk by chunk.
    Applying,
    /// It is done.
    Applied,
    /// It was given up before anything was applied.
    Dropped,
}

impl State {
    /// Every state, in the order of a run's life.
    pub const ALL: [Self; 5] = [Self::Staging, Self::Held, Self::Applying, Self::Applied, Self::Dropped];

    /// The word it is stored and shown as.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Staging => "staging",
            Self::Held => "held",
            Self::Applying => "applying",
            Self::Applied => "applied",
            Self::Dropped => "dropped",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What a run lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Accounts.
    Accounts,
    /// People: roster entries, which are accounts of a connection of family identity.
    People,
}

/// One reading of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Whose it is.
    pub company: CompanyId,
    /// Its id.
    pub id: RunId,
    /// The connection that it reads.
    pub connection: ConnectionId,
    /// What it lists.
    pub scope: Scope,
    /// How it stands.
    pub state: State,
    /// Whether it is the whole list: what is missing from it is gone.
    pub complete: bool,
    /// Whether accounts are linked by rule.
    pub link: bool,
    /// When the provider was asked, where that is known.
    pub observed_at: Option<Instant>,
    /// The date that orders it among the lists of its connection.
    pub as_of: Option<Instant>,
    /// When it began.
    pub started_at: Instant,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// Who started it.
    pub started_by: Actor,
    /// What was read and what came of it.
    pub manifest: Manifest,
    /// Rises by one with every event about it.
    pub version: i64,
}

/// What was read and what came of it: the evidence of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The file's name, or `-` for standard input.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The format it was read as.
    pub format: String,
    /// What read it, with its version.
    pub importer: String,
    /// The upstream account it is of.
    pub upstream: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Columns that were kept as facts only.
    pub unread: Vec<String>,
    /// Columns that were not kept, because they hold secrets or no text. Older runs did not say.
    #[serde(default)]
    pub dropped: Vec<String>,
    /// What was passed over, and how many of it. Older runs did not say.
    #[serde(default)]
    pub passed_over: BTreeMap<String, u64>,
    /// How many rows it has.
    pub rows: u64,
    /// How many accounts it would remove, or people it would count as leavers.
    pub missing: u64,
    /// How many the connection had before.
    pub present: u64,
    /// What applying it did.
    pub counts: Counts,
    /// What applying it would do, where somebody wanted to see that first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<Counts>,
}

/// What applying a run did, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Seen for the first time.
    pub added: u64,
    /// Seen before, with other facts.
    pub changed: u64,
    /// Seen before, just so.
    pub unchanged: u64,
    /// Gone, and back.
    pub returned: u64,
    /// Found gone.
    pub removed: u64,
    /// Linked by rule.
    pub linked: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.added += more.added;
        self.changed += more.changed;
        self.unchanged += more.unchanged;
        self.returned += more.returned;
        self.removed += more.removed;
        self.linked += more.linked;
    }
}

/// Whether a whole list that misses `missing` of `present` must wait for a person: more than the greater of 5 and a
/// tenth, or all of them.
#[must_use]
pub const fn brakes(missing: u64, present: u64) -> bool {
    let all = missing > 0 && missing == present;
    all || (missing > 5 && missing.saturating_mul(10) > present)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_manifest_of_an_older_run_is_read() {
        let (new, mut old) = (Manifest::default(), json!(Manifest::default()));
        for name in ["dropped", "passedOver"] {
            old.as_object_mut().unwrap().remove(name).unwrap();
        }
        assert_eq!(serde_json::from_value::<Manifest>(old).unwrap(), new);
    }

    #[test]
    fn the_brake_holds_beyond_the_greater_of_five_and_a_tenth_or_at_all() {
        for (missing, present, held) in [
            (0, 0, false),
            (1, 1, true),
            (5, 5, true),
            (5, 6, false),
            (6, 20, true),
            (5, 20, false),
            (6, 59, true),
            (6, 60, false),
            (100, 1000, false),
            (101, 1000, true),
            (101, 1010, false),
        ] {
            assert_eq!(brakes(missing, present), held, "{missing} of {present}");
        }
    }
}
