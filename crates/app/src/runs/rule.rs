//! Linking the accounts of a run by rule, chunk by chunk.

use std::sync::Arc;

use domain::matches::address_keys;
use store::{
    db::{Work, work},
    runs::Stored,
    staged::Open,
};

use super::standing::advance;
use crate::{
    App, Error, Kind, Result,
    links::rule::{Here, linking},
};

impl App {
    /// Links the next chunk, in one transaction with how far the run has come; nothing when there is none.
    pub(super) async fn apply_rule(&self, stored: &Stored) -> Result<Option<Stored>> {
        let (open, here) = self.next_open(stored).await?;
        let Some(last) = open.last() else { return Ok(None) };
        let mut stored = stored.clone();
        stored.cursor.clone_from(&last.external_id);
        let given = open.iter().filter_map(|open| {
            let owner = here.owner(open.email.as_deref(), &open.username)?;
            Some(linking(open.account, owner, Some(stored.run.id)))
        });
        let decisions = self.decisions_of(stored.run.company, Arc::new(given.collect())).await?;
        let (now, shared) = (self.now(), Arc::new((stored, decisions)));
        let save = work(move |tx| -> Work<'_, Stored, Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (mut stored, decisions) = (shared.0.clone(), &shared.1);
                for outcome in decisions.decide(tx).await?.0 {
                    match outcome {
                        Ok((_, batch)) => stored.run.manifest.counts.linked += u64::from(batch.is_some()),
                        Err(Error { kind: Kind::HumanDecided | Kind::ServiceAccount, .. }) => {}
                        Err(failed) => return Err(failed),
                    }
                }
                advance(tx, &stored, now).await
            })
        });
        self.0.pool.write(save).await.map(Some)
    }

    /// The next accounts that nothing is decided about, and the people who may be meant.
    async fn next_open(&self, stored: &Stored) -> Result<(Vec<Open>, Here)> {
        let (company, of) = (stored.run.company, (stored.run.connection, stored.run.id));
        let (after, many) = (stored.cursor.clone(), self.0.portions.applied);
        let read = work(move |tx| -> Work<'_, (Vec<Open>, Here), Error> {
            let after = after.clone();
            Box::pin(async move {
                let open = store::staged::next_open(tx, company, of, &after, many).await?;
                let keys = open.iter().flat_map(|open| address_keys(open.email.as_deref(), &open.username)).collect();
                Ok((open, Here::with(tx, company, keys).await?))
            })
        });
        self.0.pool.read(read).await
    }
}
