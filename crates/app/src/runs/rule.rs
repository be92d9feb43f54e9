//! Linking by rule: an account whose address is exactly that of one person who works here is theirs.

use std::{collections::HashMap, sync::Arc};

use domain::{
    actors::Actor,
    ids::{CompanyId, PersonId},
    links::Change,
    matches::{EXACT_ADDRESS, address_keys, unambiguous},
    texts,
};
use store::{
    Tx,
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

impl App {
    /// Links the next chunk, in one transaction with how far the run has come; nothing when there is none.
    pub(super) async fn apply_rule(&self, stored: &Stored) -> Result<Option<Stored>> {
        let open = self.next_open(stored).await?;
        let Some((last, _)) = open.last() else { return Ok(None) };
        let mut stored = stored.clone();
        stored.cursor.clone_from(&last.external_id);
        let given = open.iter().filter_map(|(open, owner)| Some(linking(&stored, open, (*owner)?)));
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

    /// The next accounts that nothing is decided about, and for each the one who is meant, if there is one.
    async fn next_open(&self, stored: &Stored) -> Result<Vec<(Open, Option<PersonId>)>> {
        let (company, of) = (stored.run.company, (stored.run.connection, stored.run.id));
        let (after, many) = (stored.cursor.clone(), self.0.portions.applied);
        let read = work(move |tx| -> Work<'_, Vec<(Open, Option<PersonId>)>, Error> {
            let after = after.clone();
            Box::pin(async move {
                let open = store::staged::next_open(tx, company, of, &after, many).await?;
                let shown: Vec<Shown> = open.iter().map(|open| (open.email.clone(), open.username.clone())).collect();
                let meant = owners(tx, company, &shown).await?;
                Ok(open.into_iter().zip(meant).collect())
            })
        });
        self.0.pool.read(read).await
    }
}

/// By what an account may be linked: its address, if it has one, and its name.
pub(super) type Shown = (Option<String>, String);

/// For each account the one person who works here whom its addresses can mean, if there is exactly one.
pub(super) async fn owners(tx: &mut Tx, company: CompanyId, shown: &[Shown]) -> Result<Vec<Option<PersonId>>> {
    let keys = shown.iter().flat_map(|(email, username)| address_keys(email.as_deref(), username)).collect();
    let mut here: HashMap<String, Vec<PersonId>> = HashMap::new();
    for person in store::people::by_address(tx, company, keys).await? {
        if person.left.is_none() {
            here.entry(texts::key(&person.email)).or_default().push(person.id);
        }
    }
    let owner = |(email, username): &Shown| {
        let keys = address_keys(email.as_deref(), username);
        unambiguous(keys.flat_map(|key| here.get(&key).cloned().unwrap_or_default()))
    };
    Ok(shown.iter().map(owner).collect())
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
