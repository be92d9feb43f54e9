//! What an edited row asks for, compared with what is decided about the account now.

use exports::sheet::lines;
use serde_json::{Value, json};

use super::{Cells, Edited, People, days::day};
use crate::{client, print::words};

/// What is decided about an account once a row is applied.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// What the account is called.
    pub(crate) name: String,
    /// What was decided, and what will be, in words.
    pub(crate) words: String,
    /// The items of a bulk request that do it, in their order.
    pub(crate) items: Vec<Value>,
}

/// What the account is to be.
#[derive(Debug, PartialEq)]
enum Wanted {
    Nobody,
    Person(Value),
    Service { reason: String, owner: Value, review_by: Value },
}

/// The change that the row asks for; `None` where it is so already.
///
/// # Errors
/// Why the row is refused.
pub(crate) fn change(edited: &Edited, present: &Value, people: &People) -> Result<Option<Change>, String> {
    check_name(edited, present)?;
    let wanted = wanted(&edited.cells, present, people)?;
    if is_so(&wanted, present) {
        return Ok(None);
    }
    if words::number(present, "/version") != Some(edited.version) {
        let now = words::decided(present);
        return Err(format!("was changed since the export, and is now: {now}; list it again"));
    }
    let because = edited.because.trim();
    check_length("because", because)?;
    let items = items(&wanted, present).into_iter().zip(edited.version..).map(|(mut item, version)| {
        client::set(&mut item, "account", edited.account.into());
        client::set(&mut item, "version", version.into());
        if !because.is_empty() {
            client::set(&mut item, "reason", because.into());
        }
        item
    });
    let after = words::decided(&state(&wanted));
    Ok(Some(Change {
        name: words::text(present, "/username").to_owned(),
        words: format!("{} → {after}", words::decided(present)),
        items: items.collect(),
    }))
}

/// A row must still be about its account: a column that was sorted alone gives every row the id of another.
fn check_name(edited: &Edited, present: &Value) -> Result<(), String> {
    let names = ["/username", "/externalId"].map(|place| lines(words::text(present, place)));
    if edited.called.is_empty() || edited.called.iter().any(|called| names.contains(called)) {
        return Ok(());
    }
    Err("has the id of one account and the name of another; was a column sorted alone, or rewritten?".to_owned())
}

fn wanted(cells: &Cells, present: &Value, people: &People) -> Result<Wanted, String> {
    let is_blank = |text: &String| text.trim().is_empty();
    let person = |text: &str, place: &str| -> Result<Value, String> {
        let (wanted, now) = (domain::texts::key(text), present.pointer(place).unwrap_or(&Value::Null));
        if wanted.is_empty() {
            return Ok(Value::Null);
        }
        let same = wanted == domain::texts::key(words::text(now, "/email"));
        if same { Ok(now.clone()) } else { people.named(text).cloned() }
    };
    match (is_blank(&cells.person), is_blank(&cells.reason)) {
        (false, false) => Err("has both a person and a serviceReason; an account has one or the other".to_owned()),
        (_, true) if !is_blank(&cells.owner) || !is_blank(&cells.review_by) => {
            Err("has an owner or a reviewBy and no serviceReason: say what the service account is for".to_owned())
        }
        (true, true) => Ok(Wanted::Nobody),
        (false, true) => Ok(Wanted::Person(person(&cells.person, "/person").map_err(of("person"))?)),
        (true, false) => {
            check_length("serviceReason", &cells.reason)?;
            let now = words::text(present, "/service/reviewBy");
            let review_by = if is_blank(&cells.review_by) { Value::Null } else { day(&cells.review_by, now)?.into() };
            let owner = person(&cells.owner, "/service/owner").map_err(of("owner"))?;
            Ok(Wanted::Service { reason: cells.reason.clone(), owner, review_by })
        }
    }
}

fn of(column: &'static str) -> impl Fn(String) -> String {
    move |why| format!("{column}: {why}")
}

fn check_length(column: &str, text: &str) -> Result<(), String> {
    let most = app::links::LONGEST_REASON;
    if text.chars().nth(most).is_some() { Err(format!("{column} is longer than {most} characters")) } else { Ok(()) }
}

fn is_so(wanted: &Wanted, present: &Value) -> bool {
    let id = |person: &Value| words::number(person, "/id");
    let now = |place: &str| words::number(present, place);
    let is_service = words::has(present, "/service");
    match wanted {
        Wanted::Nobody => now("/person/id").is_none() && !is_service,
        Wanted::Person(person) => now("/person/id") == id(person),
        Wanted::Service { reason, owner, review_by } => {
            is_service
                && lines(words::text(present, "/service/reason")) == *reason
                && now("/service/owner/id") == id(owner)
                && present.pointer("/service/reviewBy") == Some(review_by)
        }
    }
}

/// The items of a bulk request, each of which makes the next version. A service account is no person's before its mark is
/// taken away.
fn items(wanted: &Wanted, present: &Value) -> Vec<Value> {
    let id = |person: &Value| person.pointer("/id").cloned().unwrap_or_default();
    let is_service = words::has(present, "/service");
    match wanted {
        Wanted::Nobody if is_service => vec![json!({ "op": "unmark" })],
        Wanted::Nobody => vec![json!({ "op": "unlink" })],
        Wanted::Person(person) => {
            let link = json!({ "op": "link", "person": id(person) });
            if is_service { vec![json!({ "op": "unmark" }), link] } else { vec![link] }
        }
        Wanted::Service { reason, owner, review_by } => {
            vec![json!({ "op": "mark", "serviceReason": reason, "owner": id(owner), "reviewBy": review_by })]
        }
    }
}

/// The state, as answers show it.
fn state(wanted: &Wanted) -> Value {
    match wanted {
        Wanted::Nobody => Value::Null,
        Wanted::Person(person) => json!({ "person": person }),
        Wanted::Service { reason, owner, review_by } => {
            json!({ "service": { "reason": reason, "owner": owner, "reviewBy": review_by } })
        }
    }
}

#[cfg(test)]
mod tests;
