//! Counts of findings, at a moment or over time. One walk each, and nothing is kept of an account.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    Instant, Moment,
    findings::{Finding, Rule, Verdict},
    ids::{AccountId, ConnectionId},
    moments::Every,
};

use super::Wanted;
use crate::{App, Caller, Error, Result, connections::Connections, history::CHUNK};

/// The most instants of a series.
pub const POINTS: usize = 60;

/// How many findings a rule has in a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Those that are so.
    pub open: u64,
    /// Those of which nobody can tell, by the reason.
    pub not_evaluable: BTreeMap<String, u64>,
}

/// Counts at one instant.
#[derive(Clone, Debug)]
pub struct Counts {
    /// The instant at which the register was looked at.
    pub at: Instant,
    /// The counts, by rule and connection; what has none is not there.
    pub counts: BTreeMap<(Rule, ConnectionId), Count>,
    /// The company's connections.
    pub connections: Arc<Connections>,
}

impl Counts {
    /// How much the rule finds that is so, in all connections.
    #[must_use]
    pub fn open(&self, rule: Rule) -> u64 {
        self.counts.iter().filter(|((of, _), _)| *of == rule).map(|(_, count)| count.open).sum()
    }
}

impl App {
    /// Counts of findings as of a moment.
    ///
    /// # Errors
    /// When the caller may not read accounts, or the moment is yet to come.
    pub async fn count_findings(&self, caller: &Caller, wanted: &Wanted, moment: Moment) -> Result<Counts> {
        self.count_findings_telling(caller, wanted, moment, &|_| {}).await
    }

    /// The same, and tells after each chunk how many accounts it looked at.
    pub(crate) async fn count_findings_telling(
        &self,
        caller: &Caller,
        wanted: &Wanted,
        moment: Moment,
        looked_at: &(dyn Fn(usize) + Sync),
    ) -> Result<Counts> {
        let look = self.look(caller, moment).await?;
        let world = self.connections_then(&look).await?;
        let mut counts = BTreeMap::new();
        wanted.of_connections(&look, &world).iter().for_each(|finding| add(&mut counts, finding));
        let mut next = wanted.accounts().map(|accounts| (accounts, AccountId::new(0)));
        while let Some((accounts, after)) = next.take() {
            let chunk = self.chunk_as_of(look.company, &accounts, moment, (after, CHUNK)).await?;
            looked_at(chunk.answer.accounts.len());
            if let Some(last) = chunk.last {
                let (found, ..) = self.judge(&look, wanted, chunk.answer).await?;
                found.iter().for_each(|finding| add(&mut counts, finding));
                next = Some((accounts, last));
            }
        }
        Ok(Counts { at: look.now, counts, connections: world.connections })
    }

    /// Counts of findings as they were known from one instant to another, at most [`POINTS`] times.
    ///
    /// # Errors
    /// When the caller may not read accounts, there are no such instants or too many, or the last is yet to come.
    pub async fn count_findings_over(
        &self,
        caller: &Caller,
        wanted: &Wanted,
        (from, to, every): (Instant, Instant, Every),
    ) -> Result<Vec<Counts>> {
        let points = every.between(from, to, POINTS);
        let points = points.ok_or_else(|| Error::invalid("from, to and every must give 1 to 60 instants"))?;
        let mut series = Vec::with_capacity(points.len());
        for point in points {
            let moment = Moment { as_of: None, as_known: Some(point) };
            series.push(self.count_findings(caller, wanted, moment).await?);
        }
        Ok(series)
    }
}

fn add(counts: &mut BTreeMap<(Rule, ConnectionId), Count>, finding: &Finding) {
    let count = counts.entry((finding.rule, finding.connection)).or_default();
    match &finding.verdict {
        Verdict::Open => count.open += 1,
        Verdict::NotEvaluable(why) => *count.not_evaluable.entry(why.to_string()).or_default() += 1,
    }
}
