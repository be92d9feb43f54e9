//! Linking by rule: an account whose address is exactly that of one person who works here is theirs.

use std::collections::HashMap;

use domain::{
    actors::Actor,
    ids::{AccountId, CompanyId, PersonId, RunId},
    links::Change,
    matches::{EXACT_ADDRESS, address_keys, unambiguous},
    texts,
};
use store::Tx;

use super::{Command, Given};

/// Why the rule linked, as its events say.
const BECAUSE: &str = "the account's address is exactly this person's, and nobody else's";

/// People who work here, by address key; several where an address is shared.
pub(crate) struct Here(HashMap<String, Vec<PersonId>>);

impl Here {
    /// Those with one of these address keys.
    pub(crate) async fn with(tx: &mut Tx, company: CompanyId, keys: Vec<String>) -> store::Result<Self> {
        let mut here: HashMap<String, Vec<PersonId>> = HashMap::new();
        for person in store::people::by_address(tx, company, keys).await? {
            if person.left.is_none() {
                here.entry(texts::key(&person.email)).or_default().push(person.id);
            }
        }
        Ok(Self(here))
    }

    /// The one person whom an account's addresses can mean.
    pub(crate) fn owner(&self, email: Option<&str>, username: &str) -> Option<PersonId> {
        unambiguous(address_keys(email, username).flat_map(|key| self.0.get(&key).cloned().unwrap_or_default()))
    }
}

/// The rule's command to link the account to the person.
pub(crate) fn linking(account: AccountId, person: PersonId, run: Option<RunId>) -> Given {
    Given {
        command: Command {
            account,
            family: None,
            change: Change::Link(person),
            because: Some(BECAUSE.to_owned()),
            version: None,
            batch: None,
        },
        actor: Actor::Rule { rule: EXACT_ADDRESS.to_owned(), run },
        request: None,
        run,
    }
}
