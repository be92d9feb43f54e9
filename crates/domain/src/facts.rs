//! Facts: what a provider showed, or why it did not. Unknown is never "no".

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a provider showed of one thing: a value, or the reason why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fact<T> {
    /// The provider showed this.
    Known(T),
    /// There is no value, for this reason.
    Unknown(Unknown),
}

/// Why a fact has no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unknown {
    /// We were not allowed to ask.
    Denied,
    /// The plan bought from the provider does not tell it.
    Unlicensed,
    /// The provider has no such thing for this account.
    NotSupported,
    /// The list that was read does not say.
    NotCollected,
    /// It was known once, too long ago.
    Stale,
    /// The question has no meaning for this account, for the reason given.
    NotApplicable(String),
}

impl fmt::Display for Unknown {
    /// In words, as `not applicable: no console access`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied => f.write_str("denied"),
            Self::Unlicensed => f.write_str("unlicensed"),
            Self::NotSupported => f.write_str("not supported"),
            Self::NotCollected => f.write_str("not collected"),
            Self::Stale => f.write_str("stale"),
            Self::NotApplicable(because) => write!(f, "not applicable: {because}"),
        }
    }
}

impl<T> Fact<T> {
    /// The value, where there is one.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

/// The facts of one account by name, and the call that showed them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The provider's call or the file format, as in `iam:GetCredentialReport`.
    pub call: String,
    /// What it showed, under the provider's own names.
    #[serde(rename = "facts")]
    pub by_name: BTreeMap<String, Fact<Value>>,
}

impl Facts {
    /// What was observed under that name of [`crate::accounts::observed_facts`].
    #[must_use]
    pub fn observed(&self, name: &str) -> Fact<Value> {
        self.by_name.get(name).cloned().unwrap_or(Fact::Unknown(Unknown::NotCollected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::observed_facts;

    #[test]
    fn what_nobody_collected_is_unknown_and_not_no() {
        let mut facts = Facts::default();
        facts.by_name.insert(observed_facts::ADMIN.to_owned(), Fact::Known(false.into()));
        assert_eq!(facts.observed(observed_facts::ADMIN), Fact::Known(false.into()));
        assert_eq!(facts.observed(observed_facts::WRITE), Fact::Unknown(Unknown::NotCollected));
    }
}
