//! Ids in stock: events are numbered in blocks, so that a decision costs no transaction of its own for its id.

use std::{collections::HashMap, ops::Range};

use domain::ids::{EventId, Noun};
use store::Pool;
use tokio::sync::Mutex;

use crate::Result;

/// The most ids that are taken ahead.
const MOST: usize = 1024;

/// Takes ids, some of them ahead.
pub(crate) struct Ids {
    pool: Pool,
    stock: Mutex<HashMap<&'static str, (Range<i64>, usize)>>,
}

impl Ids {
    pub(crate) fn new(pool: Pool) -> Self {
        Self { pool, stock: Mutex::default() }
    }

    /// That many ids of the noun, not always in a row; each block taken ahead is twice the last.
    pub(crate) async fn take(&self, noun: Noun, count: usize) -> Result<Vec<i64>> {
        let mut all = self.stock.lock().await;
        let (stock, block) = all.entry(noun.name()).or_insert((0..0, 1));
        let mut ids: Vec<i64> = stock.by_ref().take(count).collect();
        let short = count - ids.len();
        if short > 0 {
            let ahead = if noun == Noun::Event { *block } else { 0 };
            *block = (*block * 2).min(MOST);
            *stock = store::ids::take(&self.pool, noun, short + ahead).await?;
            ids.extend(stock.by_ref().take(short));
        }
        Ok(ids)
    }

    /// One id of the noun.
    pub(crate) async fn one(&self, noun: Noun) -> Result<i64> {
        self.take(noun, 1).await?.pop().ok_or_else(|| crate::Error::bug("no id was given"))
    }

    /// That many ids of events.
    pub(crate) async fn events(&self, count: usize) -> Result<Vec<EventId>> {
        Ok(self.take(Noun::Event, count).await?.into_iter().map(EventId::new).collect())
    }
}
