//! Exceptions: what was found wrong with the connection and its accounts at the end of the period, and what nobody can tell.

use std::collections::BTreeMap;

use super::{Folder, Question};
use crate::{Asking, Column, Result, each, findings::controls, words};

const COLUMNS: &[Column] = &[
    Column::at("rule", "/rule"),
    Column::at("verdict", "/verdict"),
    Column::at("account", "/account/id"),
    Column::at("externalId", "/account/externalId"),
    Column::at("username", "/account/username"),
    Column::made("person", |finding| words::person(finding, "/person")),
    Column::time("since", "/since"),
    Column::time("due", "/due"),
    Column::at("hoursPastDue", "/hoursPastDue"),
    Column::at("why", "/why"),
    Column::made("controls", controls),
];

/// How many of a rule there are.
#[derive(Default)]
pub(super) struct Count {
    pub(super) open: usize,
    pub(super) not_evaluable: usize,
    pub(super) controls: String,
}

/// By rule.
pub(super) type Exceptions = BTreeMap<String, Count>;

pub(super) async fn write<A: Asking>(
    asking: &A,
    question: &Question,
    folder: &mut Folder,
) -> Result<Exceptions, A::Error> {
    let mut out = folder.csv("exceptions.csv", COLUMNS)?;
    let mut exceptions = Exceptions::new();
    each(asking, "/api/v1/findings", &question.at_the_end(), &mut |finding| {
        out.row(&finding)?;
        let count = exceptions.entry(words::text(&finding, "/rule").to_owned()).or_default();
        let open = words::text(&finding, "/verdict") == "open";
        *if open { &mut count.open } else { &mut count.not_evaluable } += 1;
        count.controls = controls(&finding);
        Ok(())
    })
    .await?;
    out.end()?;
    Ok(exceptions)
}
