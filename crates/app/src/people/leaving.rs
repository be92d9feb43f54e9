//! Leaving: a last day that a roster states takes effect when it comes, whether or not there is another import.

use std::collections::BTreeMap;

use domain::{
    Instant,
    actors::Actor,
    ids::{CompanyId, PersonId},
};
use store::{
    db::{Work, work},
    links::Wanted,
};

use super::restate;
use crate::{App, Error, Result, events::Record};

/// People looked at in one transaction.
const CHUNK: i64 = 500;

impl App {
    /// Lets everybody leave whose last day has come. What is not due is not looked at.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn note_leavers(&self) -> Result<()> {
        let now = self.now();
        loop {
            let due = work(move |tx| -> Work<'_, Vec<(CompanyId, PersonId)>, Error> {
                Box::pin(async move { Ok(store::people::due(tx, now, CHUNK).await?) })
            });
            let mut due_by_company: BTreeMap<CompanyId, Vec<PersonId>> = BTreeMap::new();
            for (company, person) in self.0.pool.read(due).await? {
                due_by_company.entry(company).or_default().push(person);
            }
            if due_by_company.is_empty() {
                return Ok(());
            }
            for (company, people) in due_by_company {
                self.note_leavers_of(company, people, now).await?;
            }
        }
    }

    async fn note_leavers_of(&self, company: CompanyId, people: Vec<PersonId>, now: Instant) -> Result<()> {
        let events = self.0.ids.events(people.len()).await?;
        let wanted = Wanted { accounts: Vec::new(), people };
        let record =
            Record { company, actor: Actor::Register, request: None, run: None, batch: None, observed_at: None };
        let save = work(move |tx| -> Work<'_, (), Error> {
            let (record, wanted, events) = (record.clone(), wanted.clone(), events.clone());
            Box::pin(async move {
                store::companies::lock(tx, company).await?;
                restate(tx, &record, &wanted, &events, now).await
            })
        });
        self.0.pool.write(save).await
    }
}
