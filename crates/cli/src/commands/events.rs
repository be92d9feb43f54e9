//! `whose events`

use domain::Instant;
use serde_json::Value;

use super::{Asked, find};
use crate::{
    args::Events,
    client::{Client, Query},
    exit::{Code, Failure, Result},
    print::{self, Column, Rows, Shape, words},
};

const SHAPE: Shape = Shape {
    table: &[
        Column::at("NO", "/number"),
        Column::time("AT", "/at"),
        Column::at("EVENT", "/kind"),
        Column::made("SUBJECT", subject),
        Column::at("BATCH", "/batch"),
        Column::made("BY", |event| words::actor(event, "/actor")),
        Column::at("BECAUSE", "/because"),
    ],
    csv: &[
        Column::at("number", "/number"),
        Column::at("id", "/id"),
        Column::time("at", "/at"),
        Column::time("observedAt", "/observedAt"),
        Column::at("kind", "/kind"),
        Column::at("subjectKind", "/subject/kind"),
        Column::at("subjectId", "/subject/id"),
        Column::at("version", "/version"),
        Column::at("actor", "/actor/kind"),
        Column::at("actorPerson", "/actor/person/email"),
        Column::at("os", "/actor/os"),
        Column::at("run", "/run"),
        Column::at("batch", "/batch"),
        Column::at("because", "/because"),
        Column::at("body", "/body"),
    ],
};

pub(super) async fn run(asked: &Asked, events: Events) -> Result<Code> {
    let listed = events.listed;
    let wanted = Wanted::of(&asked.client, &events).await?;
    let rows = match &events.account {
        None => Rows::Pages(asked.client.list("/api/v1/events".to_owned(), wanted.query())),
        Some(account) => {
            let id = find::account_id(asked, account).await?;
            let path = format!("/api/v1/accounts/{id}/events");
            let all = asked.client.list(path, Vec::new()).all().await?;
            Rows::Ready(all.into_iter().filter(|event| wanted.has(event)).collect())
        }
    };
    print::list(rows, &SHAPE, listed, asked.json).await.map(|()| Code::Done)
}

/// Which events. An account's own list has no filters, so they are asked here.
struct Wanted {
    since: Option<Instant>,
    until: Option<Instant>,
    actor: Option<i64>,
    kind: Option<String>,
}

impl Wanted {
    async fn of(client: &Client, events: &Events) -> Result<Self> {
        let actor = match &events.actor {
            Some(actor) => Some(find::person_id(client, actor).await?),
            None => None,
        };
        let time = |flag, text: &Option<String>| text.as_deref().map(|text| time(flag, text)).transpose();
        Ok(Self {
            since: time("--since", &events.since)?,
            until: time("--until", &events.until)?,
            actor,
            kind: events.kind.clone(),
        })
    }

    fn query(&self) -> Query {
        let given = [
            ("since", self.since.map(|at| at.to_string())),
            ("until", self.until.map(|at| at.to_string())),
            ("actor", self.actor.map(|actor| actor.to_string())),
            ("kind", self.kind.clone()),
        ];
        given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    fn has(&self, event: &Value) -> bool {
        let at = Instant::parse(words::text(event, "/at"));
        self.since.is_none_or(|since| at >= Some(since))
            && self.until.is_none_or(|until| at < Some(until))
            && self.actor.is_none_or(|actor| words::number(event, "/actor/person/id") == Some(actor))
            && self.kind.as_ref().is_none_or(|kind| words::text(event, "/kind") == kind)
    }
}

/// The time that a flag gives.
pub(super) fn time(flag: &str, text: &str) -> Result<Instant> {
    let wrong = || {
        Failure::usage(format_args!(
            "{flag} must be a time with its offset, as 2026-05-01T10:00:00Z, or a day, as 2026-05-01"
        ))
    };
    Instant::parse(text.trim()).ok_or_else(wrong)
}

fn subject(event: &Value) -> String {
    format!("{} #{}", words::text(event, "/subject/kind"), words::number(event, "/subject/id").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn since_is_inside_and_until_is_outside() {
        let wanted = Wanted {
            since: Instant::parse("2026-05-01"),
            until: Instant::parse("2026-05-02"),
            actor: None,
            kind: Some("account.linked".to_owned()),
        };
        let at = |at: &str| json!({ "at": at, "kind": "account.linked" });
        assert!(wanted.has(&at("2026-05-01T00:00:00.000000Z")) && wanted.has(&at("2026-05-01T23:59:59.999999Z")));
        assert!(!wanted.has(&at("2026-05-02T00:00:00.000000Z")) && !wanted.has(&at("2026-04-30T23:59:59.999999Z")));
        assert!(!wanted.has(&json!({ "at": "2026-05-01T00:00:00.000000Z", "kind": "account.marked" })));
    }

    #[test]
    fn a_time_without_an_offset_is_refused() {
        assert_eq!(time("--since", "2026-05-01T10:00:00").unwrap_err().code, Code::Usage);
    }
}
