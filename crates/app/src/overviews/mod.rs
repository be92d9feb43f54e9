//! Overviews: what the whole register comes to, in numbers. A small register is counted when somebody looks; a large one beside
//! the request, and what was counted last is shown meanwhile.

mod answers;
mod held;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

pub use answers::{Answers, WEEKS};
use domain::{Instant, Moment, ids::ConnectionId, permissions::Permission};
pub(crate) use held::Held;
use store::db::{Work, work};

use crate::{
    App, Caller, Error, Result,
    findings::{Counts, Wanted},
};

/// The register in numbers, as it was at an instant.
#[derive(Clone, Debug)]
pub struct Overview {
    /// When counting began.
    pub at: Instant,
    /// How long it took, in microseconds.
    pub took: i64,
    /// Whose the accounts of each connection are. Entries of rosters are people, and are not counted.
    pub answers: Vec<(ConnectionId, Answers)>,
    /// Whose all accounts were, as it was known at the end of each of the last weeks; the last is the present.
    pub weeks: Vec<(Instant, Answers)>,
    /// How much is wrong.
    pub findings: Counts,
}

/// What can be shown of an overview.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The last overview, where there is one.
    pub overview: Option<Arc<Overview>>,
    /// How far a new one is, in percent, while it is counted.
    pub percent: Option<u64>,
}

/// How far counting has come: accounts that were looked at.
pub(crate) type Progress = Arc<AtomicU64>;

impl App {
    /// The register in numbers. Where it has at most `at_once` accounts they are counted now, else beside.
    ///
    /// # Errors
    /// When the caller may not read accounts, or the database cannot be read.
    pub async fn overview(&self, caller: &Caller, at_once: i64) -> Result<Looked> {
        caller.may(Permission::ReadAccounts)?;
        let (company, held) = (caller.company.id, &self.0.overviews);
        if let Some(fresh) = held.fresh(company, self.now()) {
            return Ok(Looked { overview: Some(fresh), percent: None });
        }
        let connections = self.connections_behind(caller).await?;
        let accounts: i64 = connections.values().map(|connection| connection.accounts).sum();
        if accounts <= at_once {
            let overview = Arc::new(self.count_all(caller, &Progress::default()).await?);
            held.put(company, &overview);
            return Ok(Looked { overview: Some(overview), percent: None });
        }
        if let Some(progress) = held.begin(company) {
            let (app, caller) = (self.clone(), caller.clone());
            tokio::spawn(async move { app.count_beside(&caller, &progress).await });
        }
        // Every account is looked at twice.
        Ok(held.looked(company, accounts.unsigned_abs().saturating_mul(2)))
    }

    /// How many imports wait for somebody to confirm them.
    ///
    /// # Errors
    /// When the caller may not read accounts, or the database cannot be read.
    pub async fn held_imports(&self, caller: &Caller) -> Result<usize> {
        caller.may(Permission::ReadAccounts)?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, usize, Error> {
            Box::pin(async move { Ok(store::runs::held(tx, company).await?.len()) })
        });
        self.0.pool.read(read).await
    }

    async fn count_beside(&self, caller: &Caller, progress: &Progress) {
        match self.count_all(caller, progress).await {
            Ok(overview) => self.0.overviews.put(caller.company.id, &Arc::new(overview)),
            Err(failed) => {
                self.0.overviews.give_up(caller.company.id);
                tracing::warn!(error = %failed, cause = failed.cause(), "an overview could not be counted");
            }
        }
    }

    async fn count_all(&self, caller: &Caller, progress: &Progress) -> Result<Overview> {
        let at = self.now();
        let looked_at = |accounts: usize| {
            progress.fetch_add(accounts as u64, Ordering::Relaxed);
        };
        let (answers, weeks) = self.count_answers(caller.company.id, at, &looked_at).await?;
        let all = Wanted::default();
        let findings = self.count_findings_telling(caller, &all, Moment::default(), &looked_at).await?;
        let took = self.now().micros().saturating_sub(at.micros());
        Ok(Overview { at, took, answers, weeks, findings })
    }
}
