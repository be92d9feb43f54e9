//! Ids: blocks of numbers taken from one row for each noun, shared by all companies, so that an id of another company is
//! really foreign.

use std::ops::Range;

use domain::ids::Noun;

use crate::{
    Error, Pool, Result, Tx,
    db::{Statement, Work},
};

/// Takes that many ids of the noun, for good: what is not used is a gap.
///
/// # Errors
/// When the database cannot be written.
pub async fn take(pool: &Pool, noun: Noun, count: usize) -> Result<Range<i64>> {
    pool.write(move |tx| -> Work<'_, Range<i64>, Error> { Box::pin(take_within(tx, noun, count)) }).await
}

/// The same inside a transaction, which keeps all others from taking any until it ends.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_within(tx: &mut Tx, noun: Noun, count: usize) -> Result<Range<i64>> {
    let count = i64::try_from(count).map_err(|_| Error::corrupt("too many ids at once"))?;
    let sql = "INSERT INTO blocks (noun, next) VALUES (?1, 1 + CAST(?2 AS BIGINT)) \
               ON CONFLICT (noun) DO UPDATE SET next = blocks.next + ?2 RETURNING next";
    let next: i64 = tx.one(Statement::new(sql, [noun.name().into(), count.into()])).await?.get()?;
    if next > domain::ids::MAX {
        return Err(Error::corrupt("the ids are used up"));
    }
    Ok(next - count..next)
}
