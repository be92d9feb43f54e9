//! Jobs: what the register does by itself, beside requests.

use std::time::Duration;

use domain::ids::CompanyId;
use store::db::{Work, work};

use crate::{App, Error, Result};

/// Events numbered in one transaction.
const CHUNK: i64 = 1000;

impl App {
    /// Numbers every committed event that has no number yet.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn number_events(&self) -> Result<()> {
        let waiting = self.0.pool.read(|tx| -> Work<'_, Vec<CompanyId>, Error> {
            Box::pin(async move { Ok(store::leaves::waiting(tx).await?) })
        });
        for company in waiting.await? {
            while self.number_chunk(company).await? == CHUNK as usize {}
        }
        Ok(())
    }

    async fn number_chunk(&self, company: CompanyId) -> Result<usize> {
        let number = work(move |tx| -> Work<'_, usize, Error> {
            Box::pin(async move { Ok(store::leaves::number(tx, company, CHUNK).await?) })
        });
        self.0.pool.write(number).await
    }

    /// Looks after the register until the process ends: lets people leave on their day, numbers events, and goes on with
    /// runs that nobody goes on with. Each job has its own turns, so that a run that is long to resume keeps none waiting.
    pub async fn run_jobs(&self, every: Duration) {
        tokio::join!(
            again(every, || self.note_leavers()),
            again(every, || self.number_events()),
            again(every, || self.resume_runs()),
        );
    }
}

/// Does a job every so often. A failure is logged, and tried again at the next turn.
async fn again<F: Future<Output = Result<()>>>(every: Duration, job: impl Fn() -> F) {
    let mut turns = tokio::time::interval(every);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        if let Err(failed) = job().await {
            tracing::warn!(error = %failed, cause = failed.cause(), "a job failed and will be tried again");
        }
    }
}
