//! Deciding about many accounts at once: what would come of it, and then just that, as one batch.

mod applying;

use std::sync::Arc;

pub use applying::{Applied, Applying};
use domain::{
    actors::DecidedBy,
    ids::{AccountId, CompanyId, ConnectionId, EventId, PersonId},
    links::{self, Change, Circumstances, Link, Patch},
    matches::address_keys,
    permissions::Permission,
};
use store::{
    db::{Work, work},
    links::{Stored, Wanted},
    lists::{self, From, Page, Sort},
};

use crate::{App, Caller, Error, Kind, Result, error::Noun, links::rule::Here};

/// The most accounts of one decision.
pub const MOST: usize = 10_000;
/// Accounts that are loaded and decided about at once.
const CHUNK: usize = 500;

/// Which accounts.
#[derive(Clone, Debug)]
pub enum Which {
    /// These.
    These(Vec<AccountId>),
    /// All that a list finds.
    Found(lists::Wanted),
}

/// What is to be decided about each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The same change; giving back to the rules included.
    Change(Change),
    /// Another reason, owner or review day of a service account, with the rest of its mark kept.
    Amend {
        /// What it is for, where that is another.
        reason: Option<String>,
        /// Who answers for it, where that is said.
        owner: Patch<PersonId>,
        /// When to look again, where that is said.
        review_by: Patch<String>,
    },
}

/// What would become of an account.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub connection: ConnectionId,
    /// What is decided about it.
    pub before: Link,
    /// What would be; nothing where it is so already.
    pub outcome: Result<Option<Box<Link>>>,
}

/// What would become of some accounts.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Each of them, in the order of their ids.
    pub accounts: Vec<Planned>,
    /// Whether there are more than [`MOST`], which are left out.
    pub more: bool,
}

impl Decision {
    /// The change of that link.
    fn of(&self, link: &Link) -> Result<Change> {
        match self {
            Self::Change(change) => Ok(change.clone()),
            Self::Amend { reason, owner, review_by } => {
                let service = link.service.as_ref().ok_or(Error::invalid("it is no service account"))?;
                let reason = reason.clone().unwrap_or_else(|| service.reason.clone());
                Ok(Change::Mark { reason, owner: owner.clone(), review_by: review_by.clone() })
            }
        }
    }
}

impl App {
    /// What would become of the accounts, and which would be refused and why. Nothing is changed.
    ///
    /// # Errors
    /// When the caller may not decide.
    pub async fn plan(&self, caller: &Caller, which: Which, decision: &Decision) -> Result<Plan> {
        caller.may(Permission::ReadAccounts)?;
        caller.may(Permission::DecideAccounts)?;
        let (company, mut plan) = (caller.company.id, Plan::default());
        let mut ids = match which {
            Which::These(ids) => ids,
            Which::Found(wanted) => self.found(company, wanted).await?,
        };
        ids.sort_unstable();
        ids.dedup();
        plan.more = ids.len() > MOST;
        ids.truncate(MOST);
        for chunk in ids.chunks(CHUNK) {
            let loaded = self.loaded(company, Wanted { accounts: chunk.to_vec(), people: Vec::new() }).await?;
            let here = match decision {
                Decision::Change(Change::Reset) => Some(self.here(company, &loaded.accounts).await?),
                _ => None,
            };
            let planned = loaded.accounts.into_iter().map(|stored| self.planned(stored, decision, here.as_ref()));
            plan.accounts.extend(planned);
        }
        Ok(plan)
    }

    /// How many accounts that is, and whether there are more than [`MOST`].
    ///
    /// # Errors
    /// When the caller may not read accounts.
    pub async fn how_many(&self, caller: &Caller, which: Which) -> Result<(usize, bool)> {
        caller.may(Permission::ReadAccounts)?;
        let many = match which {
            Which::These(ids) => self.accounts(caller, ids.into_iter().take(MOST).collect()).await?.accounts.len(),
            Which::Found(wanted) => self.found(caller.company.id, wanted).await?.len(),
        };
        Ok((many.min(MOST), many > MOST))
    }

    /// The ids of the first accounts that a list finds, one more than are decided about.
    async fn found(&self, company: CompanyId, wanted: lists::Wanted) -> Result<Vec<AccountId>> {
        let wanted = Arc::new(wanted);
        let read = work(move |tx| -> Work<'_, Vec<AccountId>, Error> {
            let wanted = Arc::clone(&wanted);
            Box::pin(async move {
                let limit = i64::try_from(MOST).unwrap_or(i64::MAX - 1) + 1;
                let page = Page { sort: Sort::Id, descending: false, from: From::Skip(0), limit };
                let marks = lists::page(tx, company, &wanted, &page).await?;
                Ok(marks.into_iter().map(|mark| mark.account).collect())
            })
        });
        self.0.pool.read(read).await
    }

    fn planned(&self, stored: Stored, decision: &Decision, here: Option<&Here>) -> Planned {
        let outcome = self.outcome(&stored, decision, here);
        let Stored { account, link, .. } = stored;
        Planned { account: account.id, name: account.username, connection: account.connection, before: link, outcome }
    }

    fn outcome(&self, stored: &Stored, decision: &Decision, here: Option<&Here>) -> Result<Option<Box<Link>>> {
        let circumstances = |by| Circumstances { at: self.now(), by, person: None, event: EventId::new(0) };
        let (account, link) = (&stored.account, &stored.link);
        let decided = links::decide(link, &decision.of(link)?, circumstances(DecidedBy::Human))?;
        let given_back = decided.as_ref().unwrap_or(link);
        let owner = here.filter(|_| given_back.decided_by.is_none());
        let owner = owner.and_then(|here| here.owner(account.email.as_deref(), &account.username));
        let Some(owner) = owner else { return Ok(decided.map(Box::new)) };
        let linked = links::decide(given_back, &Change::Link(owner), circumstances(DecidedBy::Rule))?;
        let next = linked.or(decided);
        let same = |next: &Link| (next.person, next.decided_by) == (link.person, link.decided_by);
        Ok(next.filter(|next| !same(next)).map(Box::new))
    }

    /// The people whom the rule may link these accounts to.
    async fn here(&self, company: CompanyId, accounts: &[Stored]) -> Result<Here> {
        let keys = accounts.iter().map(|stored| &stored.account);
        let keys: Vec<String> =
            keys.flat_map(|account| address_keys(account.email.as_deref(), &account.username)).collect();
        let read = work(move |tx| -> Work<'_, Here, Error> {
            let keys = keys.clone();
            Box::pin(async move { Ok(Here::with(tx, company, keys).await?) })
        });
        self.0.pool.read(read).await
    }
}

/// What a chunk loaded of an account that is to be decided about.
fn link_of(stored: &[Stored], account: AccountId) -> Result<&Link> {
    let found = stored.iter().find(|stored| stored.account.id == account);
    found.map(|stored| &stored.link).ok_or(Error::from(Kind::Missing(Noun::Account)))
}
