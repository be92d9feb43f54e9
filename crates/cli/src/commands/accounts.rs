//! `whose accounts …`

use http::Method;
use serde_json::{Value, json};

use super::{Asked, apply, find, is};
use crate::{
    args::{Accounts, ListAccounts, Past},
    client::set,
    exit::{Code, Result},
    print::{self, Column, Rows, Shape, clean, words},
    sheets,
};

/// What a list of accounts shows.
pub(super) const SHAPE: Shape = Shape {
    table: &[
        Column::at("ID", "/id"),
        Column::at("ACCOUNT", "/username"),
        Column::at("CONNECTION", "/connection/name"),
        Column::at("STATUS", "/status"),
        Column::made("WHOSE", words::whose),
        Column::time("REMOVED", "/removedAt"),
    ],
    csv: sheets::COLUMNS,
};

pub(super) async fn run(asked: &Asked, accounts: Accounts) -> Result<Code> {
    match accounts {
        Accounts::List(wanted) => list(asked, wanted).await,
        Accounts::Apply(wanted) => apply::run(asked, wanted).await,
        Accounts::Show { account, past } => show(asked, &account, &past).await,
        Accounts::Link { account, person, decision } => {
            let person = find::person_id(&asked.client, &person).await?;
            decide(asked, &account, "link", json!({ "person": person }), decision.because).await
        }
        Accounts::Unlink { account, decision } => {
            decide(asked, &account, "link", json!({ "person": null }), decision.because).await
        }
        Accounts::Mark { account, reason, owner, review_by, decision } => {
            let mut body = json!({ "service": true, "serviceReason": reason });
            if let Some(owner) = owner {
                set(&mut body, "owner", find::person_id(&asked.client, &owner).await?.into());
            }
            if let Some(day) = review_by {
                set(&mut body, "reviewBy", day.into());
            }
            decide(asked, &account, "service", body, decision.because).await
        }
        Accounts::Unmark { account, decision } => {
            decide(asked, &account, "service", json!({ "service": false }), decision.because).await
        }
        Accounts::Reset { accounts, dry_run, decision } => reset(asked, &accounts, dry_run, decision.because).await,
        Accounts::Expect { account, access, no, decision } => {
            let body = json!({ "access": access.name(), "expected": !no });
            decide(asked, &account, "expected", body, decision.because).await
        }
    }
}

async fn list(asked: &Asked, wanted: ListAccounts) -> Result<Code> {
    let listed = wanted.listed;
    let mut query = wanted.past.query();
    query.extend(wanted.sort.map(|sort| ("sort", sort)));
    let states = [
        ("unlinked", wanted.unlinked, "true"),
        ("service", wanted.service, "true"),
        ("unowned", wanted.unowned, "true"),
        ("removed", wanted.removed, "true"),
        ("removed", wanted.present, "false"),
        ("leaver", wanted.leaver, "true"),
        ("sortDir", wanted.descending, "DESC"),
    ];
    query.extend(states.into_iter().filter(|(_, so, _)| *so).map(|(name, _, value)| (name, value.to_owned())));
    if let Some(connection) = &wanted.connection {
        query.push(("connection", find::connection_id(&asked.client, connection).await?.to_string()));
    }
    if let Some(person) = &wanted.person {
        query.push(("person", find::person_id(&asked.client, person).await?.to_string()));
    }
    query.extend(wanted.family.map(|family| ("family", family)));
    query.extend(wanted.q.map(|q| ("q", q)));
    let rows = Rows::Pages(asked.client.list("/api/v1/accounts".to_owned(), query));
    match wanted.xlsx {
        Some(path) => print::book(rows, &SHAPE, listed.limit, &path).await,
        None => print::list(rows, &SHAPE, listed, asked.json).await,
    }
    .map(|()| Code::Done)
}

async fn show(asked: &Asked, text: &str, past: &Past) -> Result<Code> {
    let id = find::account_id(asked, text).await?;
    let account = asked.client.get(&format!("/api/v1/accounts/{id}"), &past.query()).await?;
    asked.answer(&account, || format!("{}\n{}", is::about(&account), facts(&account)))
}

/// Everything else that is known, a line each.
fn facts(account: &Value) -> String {
    let mut lines = Vec::new();
    let mut tell = |name: &str, words: String| {
        if !words.is_empty() {
            lines.push(format!("  {name}: {words}"));
        }
    };
    tell("address", clean(words::text(account, "/email")));
    tell("family", clean(words::text(account, "/family")));
    tell("second factor", mfa(account));
    tell("last checked", words::time(account, "/lastCheckedAt"));
    tell("first missed", words::time(account, "/firstMissedAt"));
    if let Some(facts) = account.pointer("/facts/facts").and_then(Value::as_object) {
        for (name, fact) in facts {
            lines.push(format!("  fact {}: {}", clean(name), clean(&told(fact))));
        }
    }
    lines.join("\n")
}

/// A fact: what is known, or why it is not.
fn told(fact: &Value) -> String {
    match (fact.pointer("/known"), fact.pointer("/unknown")) {
        (Some(Value::String(text)), _) => text.clone(),
        (Some(known), _) => known.to_string(),
        (None, Some(Value::String(why))) => format!("unknown ({why})"),
        (None, Some(Value::Object(why))) => {
            let details: Vec<&str> = why.values().filter_map(Value::as_str).collect();
            format!("unknown ({})", details.join("; "))
        }
        (None, _) => fact.to_string(),
    }
}

fn mfa(account: &Value) -> String {
    match account.pointer("/hasMfa").and_then(Value::as_bool) {
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
        None if words::has(account, "/mfaUnknownBecause") => {
            format!("unknown ({})", clean(words::text(account, "/mfaUnknownBecause")))
        }
        None => "unknown".to_owned(),
    }
}

/// Decides about the account that the text names, and prints what it has come to.
async fn decide(asked: &Asked, text: &str, what: &str, mut body: Value, because: Option<String>) -> Result<Code> {
    let before = find::account(asked, text).await?;
    let id = words::number(&before, "/id").unwrap_or_default();
    if let Some(because) = because {
        set(&mut body, "reason", because.into());
    }
    let after = asked.client.send(Method::PUT, &format!("/api/v1/accounts/{id}/{what}"), &body).await?;
    asked.answer(&after, || outcome(&before, &after))
}

/// What a decision has come to, and how to undo it.
fn outcome(before: &Value, after: &Value) -> String {
    let changed = words::number(before, "/version") != words::number(after, "/version");
    let note = match words::number(after, "/batch") {
        Some(batch) => format!("undo it with: whose undo {batch}"),
        None if changed => "(only tried: nothing has changed)".to_owned(),
        None => "(it was so already; nothing changed)".to_owned(),
    };
    format!("{}\n  {note}", is::about(after))
}

/// Gives accounts back to the rules, all in one batch.
async fn reset(asked: &Asked, accounts: &[String], dry_run: bool, because: Option<String>) -> Result<Code> {
    // All are found before the first is changed: a name that is wrong costs nothing.
    let mut found = Vec::with_capacity(accounts.len());
    for account in accounts {
        found.push(find::account(asked, account).await?);
    }
    let (mut after, mut lines, mut batch) = (Vec::new(), Vec::new(), None);
    for before in &found {
        let id = words::number(before, "/id").unwrap_or_default();
        let mut body = json!({ "dryRun": dry_run });
        if let Some(because) = &because {
            set(&mut body, "reason", because.as_str().into());
        }
        if let Some(batch) = &batch {
            set(&mut body, "batch", Value::clone(batch));
        }
        let answer = asked.client.send(Method::POST, &format!("/api/v1/accounts/{id}/reset"), &body).await?;
        batch = batch.or(answer.pointer("/batch").cloned());
        lines.push(outcome(before, &answer));
        after.push(answer);
    }
    asked.answer(&after.into(), || lines.join("\n\n"))
}
