//! Linking by rule: an account whose address is exactly that of one person who works here is theirs.

use std::{collections::HashMap, sync::Arc};

use domain::{
    actors::Actor,
    ids::PersonId,
    links::Change,
    matches::{EXACT_ADDRESS, address_keys, unambiguous},
    texts,
};
use store::{
    db::{Work, work},
    runs::Stored,
    staged::Open,
};

use super::applying::advance;
use crate::{
    App, Error, Kind, Result,
    links::{Command, Given},
};

/// Why the rule linked, as its events say.
const BECAUSE: &str = "the account's address is exactly this person's, and nobody else's";

/// People who work here, by address key; several where an address is shared.
type Here = HashMap<String, Vec<PersonId>>;

impl App {
    /// Links the next chunk, in one transaction with how far the run has come; nothing when there is none.
    pub(super) async fn apply_rule(&self, stored: &Stored) -> Result<Option<Stored>> {
        let (open, here) = self.next_open(stored).await?;
        let Some(last) = open.last() else { return Ok(None) };
        let mut stored = stored.clone();
        stored.cursor.clone_from(&last.external_id);
        let given = open.iter().filter_map(|open| Some(linking(&stored, open, owner(open, &here)?)));
        let batch = self.batch(stored.run.company, Arc::new(given.collect())).await?;
        let (now, shared) = (self.now(), Arc::new((stored, batch)));
        let save = work(move |tx| -> Work<'_, Stored, Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (mut stored, batch) = (shared.0.clone(), &shared.1);
                for outcome in batch.decide(tx).await?.0 {
                    match outcome {
                        Ok((_, changed)) => stored.run.manifest.counts.linked += u64::from(changed),
                        Err(Error { kind: Kind::HumanDecided | Kind::ServiceAccount, .. }) => {}
                        Err(failed) => return Err(failed),
                    }
                }
                advance(tx, &stored, now).await
            })
        });
        self.0.pool.write(save).await.map(Some)
    }

    async fn next_open(&self, stored: &Stored) -> Result<(Vec<Open>, Here)> {
        let (company, of) = (stored.run.company, (stored.run.connection, stored.run.id));
        let (after, many) = (stored.cursor.clone(), self.0.portions.applied);
        let read = work(move |tx| -> Work<'_, (Vec<Open>, Here), Error> {
            let after = after.clone();
            Box::pin(async move {
                let open = store::staged::next_open(tx, company, of, &after, many).await?;
                let keys = open.iter().flat_map(|open| address_keys(open.email.as_deref(), &open.username)).collect();
                let mut here = Here::new();
                for person in store::people::by_address(tx, company, keys).await? {
                    if person.left.is_none() {
                        here.entry(texts::key(&person.email)).or_default().push(person.id);
                    }
                }
                Ok((open, here))
            })
        });
        self.0.pool.read(read).await
    }
}

fn linking(stored: &Stored, open: &Open, person: PersonId) -> Given {
    let run = stored.run.id;
    Given {
        command: Command {
            account: open.account,
            family: None,
            change: Change::Link(person),
            because: Some(BECAUSE.to_owned()),
            version: None,
            batch: None,
        },
        actor: Actor::Rule { rule: EXACT_ADDRESS.to_owned(), run },
        request: None,
        run: Some(run),
    }
}

/// The one person whom the account's addresses can mean.
fn owner(open: &Open, here: &Here) -> Option<PersonId> {
    let keys = address_keys(open.email.as_deref(), &open.username);
    unambiguous(keys.flat_map(|key| here.get(&key).cloned().unwrap_or_default()))
}
