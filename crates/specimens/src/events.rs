//! Events, as the register records them.

use app::digests::{canonical, salted};
use domain::{
    Instant,
    actors::Actor,
    ids::{EventId, PersonId, RunId},
    matches::EXACT_ADDRESS,
};
use serde_json::{Value as Json, json};
use store::{Error, Result};

use crate::{
    Plan,
    accounts::{attributes, change},
    lives::{Decision, Place, ROSTER, Sight, kind},
    people::ADMINISTRATOR,
    rows::{COMPANY, Cell},
    walking::{Tally, Told, Walk},
};

/// The salt of the digests.
pub(crate) const SALT: &str = "5bec1a35a17b0f00d5bec1a35a17b0f00d5bec1a35a17b0f00d5bec1a35a17b0";
/// What the company is set to.
pub(crate) const SETTINGS: &str = r#"{"offboardingSla":1,"staleAfter":7,"timeZone":"UTC"}"#;

/// What an event is about: the kind and the id of its subject, and its version.
type Subject = (&'static str, i64, i64);

/// The person who decides, and starts every run.
pub(crate) fn administrator() -> Actor {
    Actor::Asserted { person: Some(PersonId::new(ADMINISTRATOR.into())), os: "admin@register".to_owned() }
}

/// The row of an event.
pub(crate) fn row(plan: &Plan, walk: &Walk, id: i64, told: Told) -> Result<Vec<Cell>> {
    let mut cells = match told {
        Told::Founded => founded(plan),
        Told::Connected(place) => connected(plan, place),
        Told::Seen(account, nth) => seen(plan, account, nth),
        Told::Decided(account, nth, batch) => decided(plan, walk, (id, account, nth, batch))?,
        Told::Met(person, leaving) => met(plan, person, leaving),
        Told::Applied(place, week) => applied(plan, place, week, walk.tally(Plan::run(place, week))),
        Told::Listed(place, week) => listed(plan, place, week),
    };
    cells.extend([("company_id", COMPANY.into()), ("id", id.into())]);
    Ok(cells)
}

fn event((kind, id, version): Subject, at: Instant, actor: &Actor, what: (&str, &Json)) -> Vec<Cell> {
    vec![
        ("subject_kind", kind.into()),
        ("subject_id", id.into()),
        ("version", version.into()),
        ("at", at.into()),
        ("actor_kind", actor.kind().into()),
        ("actor_person", actor.person().into()),
        ("actor", serde_json::to_string(actor).unwrap_or_default().into()),
        ("kind", what.0.into()),
        ("body", canonical(what.1).into()),
    ]
}

fn of_run(place: Place, week: u8) -> Actor {
    Actor::Run { run: RunId::new(Plan::run(place, week)) }
}

/// What events have besides that a run brought.
fn from_list(plan: &Plan, place: Place, week: u8) -> [Cell; 2] {
    [("observed_at", plan.observed(place, week).into()), ("run_id", Plan::run(place, week).into())]
}

fn founded(plan: &Plan) -> Vec<Cell> {
    let settings: Json = serde_json::from_str(SETTINGS).unwrap_or_default();
    let body = json!({ "lacks": [], "settings": settings, "terms": 0 });
    event(("company", COMPANY, 0), plan.founded(), &Actor::Register, ("company.created", &body))
}

fn connected(plan: &Plan, place: Place) -> Vec<Cell> {
    let after =
        json!({ "asOf": null, "kind": kind(place).name(), "listedAt": null, "uploadedAt": null, "upstream": null });
    let subject = ("connection", i64::from(place) + 1, 1);
    event(subject, plan.founded(), &administrator(), ("connection.created", &json!({ "after": after })))
}

fn seen(plan: &Plan, account: u32, nth: usize) -> Vec<Cell> {
    let life = plan.life(account);
    let (week, sight) = life.sights.get(nth).copied().unwrap_or((0, Sight::Added));
    let shown = life.shown(plan, nth);
    let body = json!({ "after": {
        "attributes": salted(SALT, &canonical(&attributes(&life, &shown))),
        "connection": i64::from(life.place) + 1,
        "lastSeenAt": shown.last_seen_at,
        "firstMissedAt": shown.removed_at,
        "removedAt": shown.removed_at,
    }});
    let kind = match sight {
        Sight::Added => "account.added",
        Sight::Changed => "account.changed",
        Sight::Removed => "account.removed",
        Sight::Returned => "account.returned",
    };
    let mut cells =
        event(("account", account.into(), shown.version), shown.at, &of_run(life.place, week), (kind, &body));
    cells.extend(from_list(plan, life.place, week));
    cells
}

fn decided(plan: &Plan, walk: &Walk, (id, account, nth, batch): (i64, u32, usize, Option<i64>)) -> Result<Vec<Cell>> {
    let life = plan.life(account);
    let before = life.link(plan, nth, walk.last_decision(account).map(EventId::new))?;
    let after = life.decide(plan, &before, (nth, EventId::new(id)))?;
    let (week, decision) = life.decisions.get(nth).copied().ok_or_else(|| Error::corrupt("a decision is missing"))?;
    let run = Plan::run(life.place, week);
    let (actor, because) = match decision {
        Decision::Stated(_) => (of_run(life.place, week), None),
        Decision::Matched(_) => {
            let rule = Actor::Rule { rule: EXACT_ADDRESS.to_owned(), run: Some(RunId::new(run)) };
            (rule, Some("the account's address is exactly this person's, and nobody else's"))
        }
        _ => (administrator(), Some("found out by asking around")),
    };
    let body = json!({ "before": before, "after": after });
    let at = life.decided_at(plan, nth);
    let mut cells = event(("link", account.into(), after.version), at, &actor, (change(decision).event(), &body));
    cells.push(("person_id", after.person.into()));
    cells.push(("because", because.into()));
    cells.push(("batch_id", batch.into()));
    if decision.is_applied() {
        cells.push(("run_id", run.into()));
    }
    if matches!(decision, Decision::Stated(_)) {
        cells.push(("observed_at", plan.observed(life.place, week).into()));
    }
    Ok(cells)
}

fn met(plan: &Plan, number: u32, leaving: bool) -> Vec<Cell> {
    let person = plan.person(number);
    let week = person.left.filter(|_| leaving).unwrap_or(person.came);
    let body = json!({ "after": {
        "attributes": salted(SALT, &canonical(&person.attributes())),
        "identities": [number],
        "left": person.leaving(plan, week),
        "roles": ["EMPLOYEE"],
    }});
    let (kind, version) = if leaving { ("person.left", 2) } else { ("person.added", 1) };
    let at = plan.in_chunk(ROSTER, week, number);
    let mut cells = event(("person", number.into(), version), at, &of_run(ROSTER, week), (kind, &body));
    cells.extend(from_list(plan, ROSTER, week));
    cells
}

fn applied(plan: &Plan, place: Place, week: u8, tally: Tally) -> Vec<Cell> {
    let run = Plan::run(place, week);
    let body = json!({ "after": {
        "state": "applied",
        "connection": i64::from(place) + 1,
        "complete": true,
        "asOf": plan.observed(place, week),
        "sha256": list_digest(place, week),
        "rows": tally.rows(),
        "missing": tally.counts.removed,
        "counts": tally.counts,
    }});
    let at = plan.finished(place, week);
    let mut cells = event(("run", run, 1), at, &administrator(), ("run.applied", &body));
    cells.extend(from_list(plan, place, week));
    cells
}

fn listed(plan: &Plan, place: Place, week: u8) -> Vec<Cell> {
    let observed = plan.observed(place, week);
    let kind = kind(place).name();
    let after = json!({ "asOf": observed, "kind": kind, "listedAt": observed, "uploadedAt": null, "upstream": null });
    let subject = ("connection", i64::from(place) + 1, i64::from(week) + 2);
    let what = ("connection.listed", &json!({ "after": after }));
    let mut cells = event(subject, plan.finished(place, week), &of_run(place, week), what);
    cells.extend(from_list(plan, place, week));
    cells
}

/// The digest of a list that never was a file.
pub(crate) fn list_digest(place: Place, week: u8) -> String {
    app::digests::sha256(&format!("list {week} of connection {place}"))
}
