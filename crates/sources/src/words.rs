//! What the words of a tool mean: `DEPROVISIONED` is somebody who has left, `Never logged in` is no date.

use std::collections::BTreeMap;

use domain::facts::Unknown;

use crate::reading::columns::folded;

/// What one word means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// Yes.
    Yes,
    /// No.
    No,
    /// An account of a person.
    Person,
    /// An account of a machine.
    Service,
    /// Nothing, for this reason.
    Why(Unknown),
}

impl Word {
    /// The meaning as presets write it: `yes`, `no`, `person`, `service`, a reason, or `not applicable: …`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(because) = text.strip_prefix("not applicable: ") {
            return Some(Self::Why(Unknown::NotApplicable(because.to_owned())));
        }
        Some(match text {
            "yes" => Self::Yes,
            "no" => Self::No,
            "person" => Self::Person,
            "service" => Self::Service,
            "denied" => Self::Why(Unknown::Denied),
            "unlicensed" => Self::Why(Unknown::Unlicensed),
            "not supported" => Self::Why(Unknown::NotSupported),
            "not collected" => Self::Why(Unknown::NotCollected),
            _ => return None,
        })
    }
}

/// The words of one field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    known: BTreeMap<String, Word>,
    others: Option<Word>,
}

impl Words {
    /// Reads the table of a preset; `*` is every word that it does not have, `` is nothing.
    pub(crate) fn parse(table: &BTreeMap<String, String>) -> Option<Self> {
        let mut words = Self::default();
        for (word, meaning) in table {
            let meaning = Word::parse(meaning)?;
            if word == "*" {
                words.others = Some(meaning);
            } else {
                words.known.insert(folded(word), meaning);
            }
        }
        Some(words)
    }

    /// What this text means, whatever its case; `*` never stands for an empty one.
    pub(crate) fn get(&self, text: &str) -> Option<&Word> {
        let text = folded(text);
        let others = self.others.as_ref().filter(|_| !text.is_empty());
        self.known.get(&text).or(others)
    }
}
