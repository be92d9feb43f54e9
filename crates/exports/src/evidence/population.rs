//! The population: every account that the connection had in the period, as it was at its end.

use std::collections::{BTreeMap, HashMap};

use domain::Instant;
use serde_json::Value;

use super::{Folder, Question};
use crate::{Asking, Book, Column, Result, each, words};

const COLUMNS: &[Column] = &[
    Column::at("id", "/id"),
    Column::at("externalId", "/externalId"),
    Column::at("username", "/username"),
    Column::at("email", "/email"),
    Column::at("status", "/status"),
    Column::at("person", "/person/email"),
    Column::made("personName", |account| words::name(account, "/person")),
    Column::at("personLeft", "/person/left"),
    Column::time("connectedAt", "/connectedAt"),
    Column::at("serviceReason", "/service/reason"),
    Column::at("serviceOwner", "/service/owner/email"),
    Column::at("serviceReviewBy", "/service/reviewBy"),
    Column::at("unowned", "/service/unowned"),
    Column::at("decidedBy", "/decision/by"),
    Column::made("decidedByWhom", |account| words::actor(account, "/decision/actor")),
    Column::time("decidedAt", "/decision/at"),
    Column::at("decidedBecause", "/decision/because"),
    Column::made("secondFactor", second_factor),
    Column::time("expectedAdminSince", "/expected/admin"),
    Column::time("expectedDatabaseSince", "/expected/database"),
    Column::time("expectedWriteSince", "/expected/write"),
    Column::time("expectedPushSince", "/expected/push"),
    Column::time("firstImportedAt", "/createdAt"),
    Column::time("lastCheckedAt", "/lastCheckedAt"),
    Column::time("lastSeenAt", "/lastSeenAt"),
    Column::time("removedAt", "/removedAt"),
];

/// What the population comes to.
#[derive(Default)]
pub(super) struct Population {
    /// What each account is called, by id.
    pub(super) names: HashMap<i64, Box<str>>,
    pub(super) linked: usize,
    pub(super) service: usize,
    pub(super) unlinked: usize,
    /// Those of them that were found gone in the period.
    pub(super) removed: usize,
    /// Those of them of which nobody can say when the provider was asked.
    pub(super) unchecked: usize,
    /// How many there are of each answer to whether they have a second factor.
    pub(super) second_factor: BTreeMap<String, usize>,
}

pub(super) async fn write<A: Asking>(
    asking: &A,
    question: &Question,
    folder: &mut Folder,
) -> Result<Population, A::Error> {
    let mut out = folder.csv("population.csv", COLUMNS)?;
    let mut book = Some(Book::new("population", COLUMNS)?);
    let mut population = Population::default();
    each(asking, "/api/v1/accounts", &question.at_the_end(), &mut |account| {
        if !was_gone(&account, question) {
            out.row(&account)?;
            book = book.take().filter(|book| !book.is_full());
            book.as_mut().map_or(Ok(()), |book| book.row(&account))?;
            population.count(&account);
        }
        Ok(())
    })
    .await?;
    out.end()?;
    if let Some(book) = book {
        book.save(&folder.file("population.xlsx"))?;
    }
    Ok(population)
}

/// Whether it was gone before the period began.
fn was_gone(account: &Value, question: &Question) -> bool {
    Instant::parse(words::text(account, "/removedAt")).is_some_and(|removed| question.period.is_after(removed))
}

impl Population {
    fn count(&mut self, account: &Value) {
        match words::text(account, "/status") {
            "linked" => self.linked += 1,
            "service" => self.service += 1,
            _ => self.unlinked += 1,
        }
        self.removed += usize::from(words::has(account, "/removedAt"));
        self.unchecked += usize::from(!words::has(account, "/lastCheckedAt"));
        *self.second_factor.entry(second_factor(account)).or_default() += 1;
        self.names
            .insert(words::number(account, "/id").unwrap_or_default(), words::text(account, "/externalId").into());
    }
}

/// Whether it has a second factor, or why nobody knows.
fn second_factor(account: &Value) -> String {
    match account.pointer("/hasMfa").and_then(Value::as_bool) {
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
        None => match words::text(account, "/mfaUnknownBecause") {
            "" => "unknown".to_owned(),
            why => format!("unknown: {why}"),
        },
    }
}
