//! Giving an account back to the rules.

use std::sync::Arc;

use domain::{
    actors::DecidedBy,
    ids::{AccountId, BatchId, CompanyId, EventId, PersonId},
    links::{self, Change, Circumstances},
    matches::address_keys,
    permissions::Permission,
};
use store::{
    db::{Work, work},
    links::{Stored, Wanted},
};

use super::{
    Command, Decided, Given, fits,
    rule::{Here, linking},
};
use crate::{App, Caller, Error, Kind, Result, error::Noun};

/// Which account to give back to the rules, and how.
#[derive(Clone, Debug)]
pub struct Reset {
    /// The account.
    pub account: AccountId,
    /// Why, where somebody says so.
    pub because: Option<String>,
    /// The version of the link that the decision is based on, where somebody says so.
    pub version: Option<i64>,
    /// The batch to go on with, where there is one.
    pub batch: Option<BatchId>,
    /// Whether only to tell what would happen.
    pub dry_run: bool,
}

impl App {
    /// Forgets who decided whose the account is, and lets the rule decide at once where it can: both are one batch.
    /// Accesses that it is meant to have stay.
    ///
    /// # Errors
    /// When the caller may not, the company has no such account, or it was decided about since.
    pub async fn reset(&self, caller: &Caller, reset: Reset) -> Result<Decided> {
        caller.may(Permission::DecideAccounts)?;
        if reset.dry_run {
            self.begun(caller, reset.batch).await?;
            return self.rehearse_reset(caller.company.id, &reset).await;
        }
        let command = Command {
            account: reset.account,
            family: None,
            change: Change::Reset,
            because: reset.because,
            version: reset.version,
            batch: None,
        };
        fits(&command, self.now())?;
        let batch = self.batch(caller, reset.batch).await?;
        let given = Given::by(caller, Command { batch: Some(batch), ..command });
        let decided = self.decide_one(caller.company.id, given).await?;
        let Some(owner) = self.owner_by_rule(&decided.stored).await? else { return Ok(decided) };
        let mut linking = linking(reset.account, owner, None);
        linking.command.batch = Some(batch);
        linking.command.version = Some(decided.stored.link.version);
        match self.decide_one(caller.company.id, linking).await {
            // Somebody has decided meanwhile, which outranks the rule; the reset itself is done.
            Err(Error { kind: Kind::Stale | Kind::HumanDecided | Kind::ServiceAccount, .. }) => Ok(decided),
            linked => linked,
        }
    }

    /// What [`App::reset`] would come to.
    async fn rehearse_reset(&self, company: CompanyId, reset: &Reset) -> Result<Decided> {
        let wanted = Wanted { accounts: vec![reset.account], people: self.set_up_by(company) };
        let mut loaded = self.loaded(company, wanted).await?;
        let mut stored = loaded.accounts.pop().ok_or(Error::from(Kind::Missing(Noun::Account)))?;
        if reset.version.is_some_and(|version| version != stored.link.version) {
            return Err(Kind::Stale.into());
        }
        let mut world = self.world(company, loaded).await?;
        self.try_out(&mut stored, &Change::Reset, DecidedBy::Human)?;
        if let Some(owner) = self.owner_by_rule(&stored).await? {
            self.try_out(&mut stored, &Change::Link(owner), DecidedBy::Rule)?;
            world.people.extend(self.profiles(company, vec![owner]).await?);
        }
        Ok(Decided { stored, batch: None, world: Arc::new(world) })
    }

    /// What the change would make of the link, without an event.
    fn try_out(&self, stored: &mut Stored, change: &Change, by: DecidedBy) -> Result<()> {
        let when = Circumstances { at: self.now(), by, person: None, event: EventId::new(0) };
        if let Some(link) = links::decide(&stored.link, change, when)? {
            stored.link = link;
        }
        Ok(())
    }

    /// The person to whom the rule links the account, where nobody has decided and the rule can.
    async fn owner_by_rule(&self, stored: &Stored) -> Result<Option<PersonId>> {
        if stored.link.decided_by.is_some() {
            return Ok(None);
        }
        let account = &stored.account;
        let (company, username, email) = (account.company, account.username.as_str(), account.email.as_deref());
        let keys: Vec<String> = address_keys(email, username).collect();
        let read = work(move |tx| -> Work<'_, Here, Error> {
            let keys = keys.clone();
            Box::pin(async move { Ok(Here::with(tx, company, keys).await?) })
        });
        Ok(self.0.pool.read(read).await?.owner(email, username))
    }
}
