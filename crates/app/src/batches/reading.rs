//! Reading a part of a batch: what it made of each account, what that is now, and what was decided since.

use std::{collections::HashMap, sync::Arc};

use domain::{
    events::{Event, Subject},
    ids::{AccountId, CompanyId, PersonId},
    links::{Link, Made},
};
use serde::Deserialize;
use store::{
    Tx,
    batches::{self, Span, Together},
    db::{Work, work},
    links::{Loaded, Stored, Wanted},
};

use super::{Entries, Entry, Part, Which};
use crate::{App, Error, Kind, Result, error::Noun};

/// The body of a decision.
#[derive(Deserialize)]
struct Body {
    before: Link,
    after: Link,
}

/// Decisions by account and version.
type Decisions = HashMap<(AccountId, i64), Event>;

impl App {
    /// A part of what was decided together.
    pub(super) async fn entries(&self, company: CompanyId, which: Which, part: Part) -> Result<Entries> {
        if let Which::Run(run) = which {
            self.stored_run(company, run).await?;
        }
        let set_up_by = Arc::new(self.set_up_by(company));
        let read = work(move |tx| -> Work<'_, (Vec<Entry>, Loaded, bool), Error> {
            let set_up_by = Arc::clone(&set_up_by);
            Box::pin(async move { read(tx, company, which, (part, &set_up_by)).await })
        });
        let (entries, loaded, more) = self.0.pool.read(read).await?;
        let next = entries.last().filter(|_| more).map(|entry| entry.stored.account.id);
        Ok(Entries { entries, world: self.world(company, loaded).await?, next })
    }
}

async fn together(tx: &mut Tx, company: CompanyId, which: Which) -> Result<Together> {
    let found = match which {
        Which::Run(run) => Some(Together::Rules(run)),
        Which::Batch(batch) => batches::find(tx, company, batch).await?,
    };
    found.ok_or(Kind::Missing(Noun::Batch).into())
}

/// The entries, everything that an answer about them shows, and whether there are more.
async fn read(
    tx: &mut Tx,
    company: CompanyId,
    which: Which,
    (part, set_up_by): (Part, &[PersonId]),
) -> Result<(Vec<Entry>, Loaded, bool)> {
    let together = together(tx, company, which).await?;
    let one_more = i64::try_from(part.limit).map_err(Error::bug)? + 1;
    let mut spans = batches::spans(tx, company, together, part.after, one_more).await?;
    let more = spans.len() > part.limit;
    spans.truncate(part.limit);
    let ends: Vec<_> = spans.iter().flat_map(|span| [(span.account, span.first), (span.account, span.last)]).collect();
    let mut decisions = by_version(batches::decisions(tx, company, &ends).await?);
    let firsts: Vec<_> = spans.iter().map(|span| (span.account, span.first)).collect();
    let since = batches::since(tx, company, together, &firsts).await?;
    let mut since: HashMap<i64, Event> = since.into_iter().map(|event| (event.subject.id(), event)).collect();
    let mut made = Vec::with_capacity(spans.len());
    for span in spans {
        made.push(of_span(span, &mut decisions)?);
    }
    let people = made.iter().flat_map(|(made, last)| {
        made.before.people().chain(made.after.people()).chain(last.actor.person()).collect::<Vec<_>>()
    });
    let people = people.chain(since.values().filter_map(|event| event.actor.person()));
    let wanted = Wanted {
        accounts: made.iter().map(|(made, _)| made.after.account).collect(),
        people: people.chain(set_up_by.iter().copied()).collect(),
    };
    let mut loaded = store::links::load(tx, company, &wanted, false).await?;
    let mut stored: HashMap<AccountId, Stored> =
        loaded.accounts.drain(..).map(|stored| (stored.account.id, stored)).collect();
    let entry = |(made, last): (Made, Event)| {
        let account = made.after.account;
        Some(Entry { stored: stored.remove(&account)?, since: since.remove(&account.get()), made, last })
    };
    Ok((made.into_iter().filter_map(entry).collect(), loaded, more))
}

fn by_version(events: Vec<Event>) -> Decisions {
    let place = |event: &Event| match event.subject {
        Subject::Link(account) => Some((AccountId::new(account), event.version)),
        _ => None,
    };
    events.into_iter().filter_map(|event| Some((place(&event)?, event))).collect()
}

/// What the span came to, and its last decision.
fn of_span(span: Span, decisions: &mut Decisions) -> Result<(Made, Event)> {
    let missing = || Error::bug("a decision is missing");
    let first = decisions.get(&(span.account, span.first)).ok_or_else(missing)?;
    let (before, by) = (body(first)?.before, first.decided_as());
    let last = decisions.remove(&(span.account, span.last)).ok_or_else(missing)?;
    Ok((Made { before, after: body(&last)?.after, changes: span.changes, by }, last))
}

fn body(event: &Event) -> Result<Body> {
    serde_json::from_str(&event.body).map_err(Error::bug)
}
