//! Accounts that can only be told once the whole list was read.

use std::collections::BTreeMap;

use domain::{
    facts::{Fact, Facts},
    listings::{BadList, Listing, SeenAccount, Summary},
};

use crate::{observed, presets::Preset, reading::cells};

/// Accounts that were made of a whole list, and what is known of it.
pub(super) struct Made {
    accounts: std::vec::IntoIter<SeenAccount>,
    summary: Summary,
}

impl Made {
    /// These accounts, in this order.
    pub(super) fn of(accounts: Vec<SeenAccount>, summary: Summary) -> Self {
        Self { accounts: accounts.into_iter(), summary }
    }
}

impl Listing<SeenAccount> for Made {
    fn next(&mut self) -> Result<Option<SeenAccount>, BadList> {
        Ok(self.accounts.next())
    }

    fn summary(&self) -> Summary {
        self.summary.clone()
    }
}

/// An account of that id, of which nothing else is known yet.
pub(super) fn account(preset: &Preset, external_id: &str, line: u64) -> SeenAccount {
    SeenAccount {
        line,
        external_id: external_id.to_owned(),
        username: external_id.to_owned(),
        email: None,
        mfa: cells::not_collected(),
        gone_at: None,
        facts: Facts { call: format!("file:{}", preset.name()), by_name: BTreeMap::new() },
    }
}

/// Why a service account has no second factor.
pub(super) const NO_FACTOR: &str = "a service account has no second factor";
/// Why a group, or everybody, has none.
pub(super) const NOT_ONE: &str = "it is not one account";

/// Says of an account that it has, or has not, a second factor.
pub(super) fn put_mfa(account: &mut SeenAccount, mfa: Fact<bool>) {
    let fact = cells::as_value(&mfa);
    observed::put(&mut account.facts.by_name, domain::accounts::observed_facts::MFA, fact);
    account.mfa = mfa;
}
