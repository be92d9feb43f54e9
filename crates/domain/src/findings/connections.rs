//! The rule about connections.

use super::{Finding, Rule, Shown, Verdict};
use crate::{Instant, companies::Settings, connections::Connection, facts::Unknown};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What is wrong with the connection at that instant, if anything.
#[must_use]
pub fn of_connection(connection: &Connection, settings: &Settings, now: Instant) -> Option<Finding> {
    if connection.deleted_at.is_some() {
        return None;
    }
    let days = i64::from(settings.stale_after);
    let due = connection.listed_at.map(|at| at.plus_seconds(days * DAY));
    let (verdict, why) = match connection.listed_at.zip(due) {
        None => {
            let because = Unknown::NotCollected;
            let why = format!("no whole list of it says when the provider was asked: {because}");
            (Verdict::NotEvaluable(because), why)
        }
        Some((_, due)) if due >= now => return None,
        Some((listed, _)) => {
            let why = format!("its last whole list is of {}, and may be {days} days old", listed.date());
            (Verdict::Open, why)
        }
    };
    Some(Finding {
        rule: Rule::StaleConnection,
        verdict,
        account: None,
        connection: connection.id,
        person: None,
        since: due,
        after: None,
        due,
        why,
        facts: vec![Shown::instant("listedAt", connection.listed_at)],
    })
}
