//! Accounts: what providers say exists. Written by runs only.

use crate::{
    Instant,
    connections::Family,
    facts::{Fact, Facts, Unknown},
    ids::{AccountId, CompanyId, ConnectionId},
};

/// An account at some provider, as the runs have shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose it is.
    pub company: CompanyId,
    /// Its id.
    pub id: AccountId,
    /// Where it comes from.
    pub connection: ConnectionId,
    /// The family of that connection.
    pub family: Family,
    /// What the provider calls it for good (an ARN, a number); the wire's `identityId`.
    pub external_id: String,
    /// Its name.
    pub username: String,
    /// Its address, where it has one.
    pub email: Option<String>,
    /// Whether it has a second factor; `None` where that is unknown or means nothing.
    pub has_mfa: Option<bool>,
    /// Everything the provider showed.
    pub facts: Facts,
    /// When a list that is not the whole one last held it, as told by that list.
    pub seen_at: Option<Instant>,
    /// When it was last seen, once it is missing; as told by the last list with it.
    pub last_seen_at: Option<Instant>,
    /// When the first list without it was applied.
    pub first_missed_at: Option<Instant>,
    /// When it was found gone at the provider; `None` again when it came back.
    pub removed_at: Option<Instant>,
    /// When it was first imported.
    pub created_at: Instant,
    /// When its facts last changed.
    pub updated_at: Instant,
    /// Rises by one with every event about its facts.
    pub version: i64,
}

/// The names under which every format puts what a provider shows of an account, besides the provider's own names. One
/// that is absent was not collected: [`Facts::observed`] says so.
pub mod observed_facts {
    /// Whether it has a second factor, boolean.
    pub const MFA: &str = "mfa";
    /// Whether it may do everything there, or give itself that right, boolean.
    pub const ADMIN: &str = "access.admin";
    /// Whether it can reach a database, boolean.
    pub const DATABASE: &str = "access.database";
    /// Whether it can change things, boolean.
    pub const WRITE: &str = "access.write";
    /// Whether it can push code, boolean.
    pub const PUSH: &str = "access.push";
    /// When it was last used, RFC 3339 in UTC.
    pub const LAST_USED_AT: &str = "lastUsedAt";
    /// `person` or `service`, where the provider itself tells them apart.
    pub const NATURE: &str = "nature";
    /// The groups it is in, a list of texts.
    pub const GROUPS: &str = "groups";
    /// Whether it can be used, boolean.
    pub const ENABLED: &str = "enabled";

    /// Every name.
    pub const ALL: [&str; 9] = [MFA, ADMIN, DATABASE, WRITE, PUSH, LAST_USED_AT, NATURE, GROUPS, ENABLED];
}

/// The names of roster facts that are read back: the wire shows them in a person's identities.
pub mod roster_facts {
    /// First name, text.
    pub const FIRST_NAME: &str = "firstName";
    /// Last name, text.
    pub const LAST_NAME: &str = "lastName";
    /// Job title, text.
    pub const JOB_TITLE: &str = "jobTitle";
    /// Whether they are a contractor, boolean.
    pub const CONTRACTOR: &str = "contractor";
    /// First day, RFC 3339 in UTC.
    pub const STARTED_AT: &str = "startedAt";
    /// Last day, RFC 3339 in UTC; absent while they are here.
    pub const SEPARATED_AT: &str = "separatedAt";
    /// The roster's id of their manager, text.
    pub const MANAGER_ID: &str = "managerId";
    /// Their manager's name, text.
    pub const MANAGER_NAME: &str = "managerName";
    /// A second address, text.
    pub const SECONDARY_EMAIL: &str = "secondaryEmail";
    /// Whether the roster says that they have left, boolean.
    pub const LEFT: &str = "left";
}

impl Account {
    /// Whether it has a second factor, or why that is not known.
    #[must_use]
    pub fn mfa(&self) -> Fact<bool> {
        match (self.has_mfa, self.facts.observed(observed_facts::MFA)) {
            (Some(has), _) => Fact::Known(has),
            (None, Fact::Unknown(why)) => Fact::Unknown(why),
            (None, Fact::Known(_)) => Fact::Unknown(Unknown::NotCollected),
        }
    }

    /// A fact that is a boolean, or a text that says yes or no, as lists in CSV do; one of which nothing was said was not
    /// collected.
    #[must_use]
    pub fn flag(&self, name: &str) -> Fact<bool> {
        let said = |text: &str| match text.to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => None,
        };
        match self.facts.observed(name) {
            Fact::Unknown(why) => Fact::Unknown(why),
            Fact::Known(value) => {
                let flag = value.as_bool().or_else(|| said(value.as_str()?));
                flag.map_or(Fact::Unknown(Unknown::NotCollected), Fact::Known)
            }
        }
    }

    /// A known fact that is text.
    #[must_use]
    pub fn text_fact(&self, name: &str) -> Option<&str> {
        self.facts.by_name.get(name)?.known()?.as_str()
    }

    /// A known fact that is a boolean.
    #[must_use]
    pub fn bool_fact(&self, name: &str) -> Option<bool> {
        self.facts.by_name.get(name)?.known()?.as_bool()
    }

    /// When the provider was last asked about it, given when the whole list of its connection was last asked for.
    #[must_use]
    pub fn checked_at(&self, listed_at: Option<Instant>) -> Option<Instant> {
        self.seen_at.max(listed_at)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn account(has_mfa: Option<bool>, facts: &[(&str, Fact<serde_json::Value>)]) -> Account {
        let start = Instant::from_micros(0);
        let by_name = facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect();
        Account {
            company: CompanyId::new(1),
            id: AccountId::new(1),
            connection: ConnectionId::new(1),
            family: Family::Infrastructure,
            external_id: "1".to_owned(),
            username: "ada".to_owned(),
            email: None,
            has_mfa,
            facts: Facts { call: "list".to_owned(), by_name },
            seen_at: None,
            last_seen_at: None,
            first_missed_at: None,
            removed_at: None,
            created_at: start,
            updated_at: start,
            version: 1,
        }
    }

    #[test]
    fn why_a_second_factor_is_unknown_is_told_by_what_was_observed() {
        let denied = || Fact::Unknown(Unknown::Denied);
        assert_eq!(account(None, &[("mfa", denied())]).mfa(), Fact::Unknown(Unknown::Denied));
        assert_eq!(account(None, &[("mfaDevices", denied())]).mfa(), Fact::Unknown(Unknown::NotCollected));
        assert_eq!(account(Some(false), &[("mfa", denied())]).mfa(), Fact::Known(false));
    }

    #[test]
    fn a_flag_is_a_boolean_or_says_yes_or_no_and_nothing_else() {
        for (value, flag) in [
            (json!(true), Fact::Known(true)),
            (json!("No"), Fact::Known(false)),
            (json!("TRUE"), Fact::Known(true)),
            (json!("maybe"), Fact::Unknown(Unknown::NotCollected)),
            (json!(1), Fact::Unknown(Unknown::NotCollected)),
            (json!(null), Fact::Unknown(Unknown::NotCollected)),
        ] {
            assert_eq!(account(None, &[("enabled", Fact::Known(value.clone()))]).flag("enabled"), flag, "{value}");
        }
        let unlicensed = [("enabled", Fact::Unknown(Unknown::Unlicensed))];
        assert_eq!(account(None, &unlicensed).flag("enabled"), Fact::Unknown(Unknown::Unlicensed));
        assert_eq!(account(None, &[]).flag("enabled"), Fact::Unknown(Unknown::NotCollected));
    }
}
