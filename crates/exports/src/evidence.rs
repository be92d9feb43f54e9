//! Evidence: whose the accounts of a connection are at the end of a period, how their list was collected and what was not,
//! what was decided about them in the period, by whom and why, and what is wrong with them.
//!
//! The same question gets the same bytes while nothing about the period is recorded: no file says when it was written or
//! by what. Asked as known at an instant, it gets them for ever.

mod collection;
mod decisions;
mod exceptions;
mod folder;
mod index;
mod packing;
mod people;
mod period;
mod population;

use std::path::Path;

pub use packing::pack;
pub use period::Period;
use serde_json::Value;

use crate::{Asking, Query, Result, words};
use folder::Folder;

/// What the evidence is about.
#[derive(Clone, Debug)]
pub struct Question {
    /// The connection, as `/api/v1/connections` shows it.
    pub connection: Value,
    /// The name of the company.
    pub company: String,
    /// The period.
    pub period: Period,
}

impl Question {
    /// The parameters of a list of what the connection was at the end of the period.
    fn at_the_end(&self) -> Query {
        let mut query = vec![("connection", self.connection_id().to_string()), ("asOf", self.period.last())];
        query.extend(self.period.known().map(|known| ("asKnown", known)));
        query
    }

    fn connection_id(&self) -> i64 {
        words::number(&self.connection, "/id").unwrap_or_default()
    }
}

/// Writes the evidence into an empty folder; gives the names of its files.
///
/// # Errors
/// When the register does not answer, or a file cannot be written.
pub async fn write<A: Asking>(asking: &A, question: &Question, path: &Path) -> Result<Vec<String>, A::Error> {
    let mut folder = Folder::new(path);
    let population = population::write(asking, question, &mut folder).await?;
    let collection = collection::write(asking, question, &mut folder).await?;
    let decisions = decisions::write(asking, question, &population, &mut folder).await?;
    let exceptions = exceptions::write(asking, question, &mut folder).await?;
    let told = index::Told { question, population: &population, collection: &collection, decisions, exceptions };
    index::write(&told, &mut folder)?;
    Ok(folder.finish()?)
}
