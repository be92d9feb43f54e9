//! Linking the accounts of a run by rule, chunk by chunk.

use std::sync::Arc;

use domain::matches::address_keys;
use store::{
    db::{Work, work},
    runs::Stored,
};

use super::{LEASE, standing::advance};
use crate::{
    App, Error, Kind, Result,
    links::{
        Given,
        rule::{Here, linking},
    },
};

impl App {
    /// Links the next accounts, in one transaction with how far the run has come; nothing when there is none. Accounts that
    /// nobody is meant by are passed over without one, as long as the lease is fresh.
    pub(super) async fn apply_rule(&self, stored: &Stored) -> Result<Option<Stored>> {
        let (mut stored, fresh) = (stored.clone(), self.now().plus_seconds(LEASE / 4));
        loop {
            let (last, given) = self.next_meant(&stored).await?;
            let Some(last) = last else { return Ok(None) };
            stored.cursor = last;
            if !given.is_empty() || self.now() > fresh {
                return self.link(stored, given).await.map(Some);
            }
        }
    }

    async fn link(&self, stored: Stored, given: Vec<Given>) -> Result<Stored> {
        let decisions = self.decisions_of(stored.run.company, Arc::new(given)).await?;
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
        self.0.pool.write(save).await
    }

    /// The last of the next listed accounts, and the rule's commands for those that are open and mean somebody.
    async fn next_meant(&self, stored: &Stored) -> Result<(Option<String>, Vec<Given>)> {
        let (company, connection, run) = (stored.run.company, stored.run.connection, stored.run.id);
        let (after, many) = (stored.cursor.clone(), self.0.portions.applied);
        let read = work(move |tx| -> Work<'_, (Option<String>, Vec<Given>), Error> {
            let after = after.clone();
            Box::pin(async move {
                let listed = store::staged::listed(tx, company, run, &after, many).await?;
                let open = store::accounts::open(tx, company, connection, &listed).await?;
                let keys = open.iter().flat_map(|open| address_keys(open.email.as_deref(), &open.username)).collect();
                let here = Here::with(tx, company, keys).await?;
                let given = open.iter().filter_map(|open| {
                    Some(linking(open.account, here.owner(open.email.as_deref(), &open.username)?, Some(run)))
                });
                Ok((listed.last().cloned(), given.collect()))
            })
        });
        self.0.pool.read(read).await
    }
}
