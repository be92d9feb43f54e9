//! Stating: what was decided there is compared with what is decided here, and what differs is stated, as one batch.

use std::collections::HashMap;

use domain::Instant;
use http::Method;
use serde_json::{Map, Value, json};

use super::naming::Target;
use crate::{
    client::{plain, set},
    commands::{Asked, apply::parts},
    drata::{Account, Stated},
    exit::{Failure, Result},
    print::words,
};

/// Statements, on their way and where they arrived.
pub(super) struct Stating<'a> {
    asked: &'a Asked,
    /// People here, by the ids of users there.
    people: HashMap<&'a str, i64>,
    dry_run: bool,
    due: Vec<Due>,
    /// How many were stated; in a rehearsal, how many would be.
    pub(super) stated: usize,
    /// How many are so already.
    pub(super) so: usize,
    /// Accounts that were left alone, each with why.
    pub(super) refused: Vec<(String, String)>,
    /// The batch, once something has changed.
    pub(super) batch: Value,
}

/// A statement that is to be made.
struct Due {
    name: String,
    item: Value,
}

impl<'a> Stating<'a> {
    pub(super) fn new(asked: &'a Asked, people: HashMap<&'a str, i64>, dry_run: bool) -> Self {
        let (due, refused) = (Vec::new(), Vec::new());
        Self { asked, people, dry_run, due, stated: 0, so: 0, refused, batch: Value::Null }
    }

    /// Compares what is decided about the accounts of a connection there and here.
    pub(super) fn compare(&mut self, target: &Target, accounts: &[Account], here: &HashMap<String, Value>) {
        for account in accounts {
            let name = format!("{} on {}", account.username, target.name);
            match (self.wanted(&account.stated), here.get(&account.external_id)) {
                (_, None) if account.stated.is_nothing() => self.so += 1,
                (Err(why), _) => self.refused.push((name, why)),
                (Ok(_), None) if self.dry_run => self.stated += 1,
                (Ok(_), None) => self.refused.push((name, "its account did not come".to_owned())),
                (Ok(_), Some(here)) if self.is_so(&account.stated, here) => self.so += 1,
                (Ok(_), Some(here)) if self.dry_run && words::text(here, "/decision/by") == "human" => {
                    self.refused.push((name, "a person decided otherwise here".to_owned()));
                }
                (Ok(mut item), Some(here)) => {
                    set(&mut item, "account", here.pointer("/id").cloned().unwrap_or_default());
                    self.due.push(Due { name, item });
                }
            }
        }
    }

    /// The statement, as it is sent; an error where it is about somebody who did not come.
    fn wanted(&self, stated: &Stated) -> std::result::Result<Value, String> {
        let mark = stated.service.as_ref().map(|(at, reason)| {
            json!({ "at": at.to_string(), "reason": reason, "designator": self.person(stated.designator.as_deref()) })
        });
        let person = self.person(stated.user.as_deref());
        if person.is_none() && stated.user.is_some() && !self.dry_run {
            return Err("its person did not come".to_owned());
        }
        let expected = stated.expected.iter().map(|(access, since)| (access.name().to_owned(), date(*since)));
        Ok(json!({
            "person": person,
            "connectedAt": date(stated.connected_at),
            "unlinkedAt": date(stated.unlinked_at),
            "service": mark,
            "expected": expected.collect::<Map<String, Value>>(),
        }))
    }

    fn person(&self, user: Option<&str>) -> Option<i64> {
        self.people.get(user?).copied()
    }

    /// Whether that is decided here. Where nobody has ever decided there, whatever was decided here is no contradiction, but
    /// for what was stated before.
    fn is_so(&self, stated: &Stated, here: &Value) -> bool {
        if stated.is_nothing() && words::text(here, "/decision/by") != "source" {
            return true;
        }
        let person = self.person(stated.user.as_deref());
        let service = stated.service.as_ref();
        let proposed = person.filter(|_| service.is_some()).or(words::number(here, "/proposedOwner/id"));
        let is = |place: &str, id: Option<i64>| words::number(here, place) == id;
        is("/person/id", person.filter(|_| service.is_none()))
            && is("/proposedOwner/id", proposed.filter(|_| service.is_some()))
            && same(stated.connected_at, here, "/connectedAt")
            && same(stated.unlinked_at, here, "/unlinkedAt")
            && same(service.map(|(at, _)| *at), here, "/service/at")
            && service.is_none_or(|(_, reason)| words::text(here, "/service/reason") == reason)
            && is("/service/designator/id", self.person(stated.designator.as_deref()))
            && stated.expected.iter().all(|(access, since)| same(*since, here, &format!("/expected/{}", access.name())))
    }

    /// Sends what is due.
    pub(super) async fn send(&mut self) -> Result<()> {
        let mut due = std::mem::take(&mut self.due);
        if self.dry_run {
            self.stated += due.len();
            return Ok(());
        }
        let sizes: Vec<(usize, usize)> = due.iter().map(|due| (1, due.item.to_string().len() + 1)).collect();
        for length in parts(&sizes) {
            let rest = due.split_off(length.min(due.len()));
            self.send_part(std::mem::replace(&mut due, rest)).await?;
        }
        Ok(())
    }

    async fn send_part(&mut self, part: Vec<Due>) -> Result<()> {
        let items: Vec<&Value> = part.iter().map(|due| &due.item).collect();
        let mut body = json!({ "source": "Drata", "items": items });
        if self.batch.is_number() {
            set(&mut body, "batch", self.batch.clone());
        }
        let answer = self.asked.client.send(Method::POST, "/api/v1/accounts/statements", &body).await?;
        if !self.batch.is_number() {
            self.batch = answer.pointer("/batch").cloned().unwrap_or_default();
        }
        let results = answer.pointer("/results").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        if results.len() < part.len() {
            return Err(Failure::failed(
                "the answer has fewer results than statements; is the server another version?",
            ));
        }
        for (due, result) in part.into_iter().zip(results) {
            match (words::number(result, "/status"), words::is(result, "/changed")) {
                (Some(200), true) => self.stated += 1,
                (Some(200), false) => self.so += 1,
                _ => self.refused.push((due.name, plain(words::text(result, "/detail")).to_owned())),
            }
        }
        Ok(())
    }
}

/// The person whose roster entry that is here.
pub(super) fn owner(entry: &Value) -> Option<i64> {
    words::number(entry, "/person/id")
}

fn date(at: Option<Instant>) -> Value {
    at.map_or(Value::Null, |at| at.to_string().into())
}

/// Whether both are one instant. The newer generation of the API tells milliseconds only, and what it told in microseconds
/// before is no other date.
fn same(there: Option<Instant>, here: &Value, place: &str) -> bool {
    let here = Instant::parse(words::text(here, place));
    match (there, here) {
        (Some(there), Some(here)) if there.micros() % 1000 == 0 => there.micros() == here.micros() / 1000 * 1000,
        _ => there == here,
    }
}
