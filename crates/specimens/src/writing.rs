//! Writing the register, table by table.

use std::io::Write;

use app::digests::{canonical, salted};
use domain::{actors::DecidedBy, ids::EventId, runs::Manifest, texts};
use store::{
    Result,
    copies::{Export, TABLES, Table},
};

use crate::{
    Plan,
    accounts::attributes,
    calendar::LAST,
    events::{self, SALT, SETTINGS, administrator, list_digest},
    lives::{CONNECTIONS, Place, ROSTER, kind},
    rows::{COMPANY, Cell, put},
    walking::{Timeline, Walk},
};

/// Writes the register as an export.
///
/// # Errors
/// When the output cannot be written, or the schema has other columns than are written here.
pub fn write(plan: &Plan, out: &mut (dyn Write + Send)) -> Result<()> {
    let timeline = Timeline::of(plan);
    let walked = Walk::through(plan, &timeline, &mut |_, _, _| Ok(()))?;
    let told = Written { plan, timeline, walked };
    let mut export = Export::begin(out)?;
    for table in TABLES {
        let put = &mut |cells| put(&mut export, table, cells);
        told.rows(table, put)?;
        export.end_of(table)?;
    }
    export.end()
}

/// Where rows go.
type Put<'p> = &'p mut dyn FnMut(Vec<Cell>) -> Result<()>;

/// What is written.
struct Written<'w> {
    plan: &'w Plan,
    timeline: Timeline,
    /// What stands at the end.
    walked: Walk,
}

impl Written<'_> {
    fn rows(&self, table: &Table, put: Put<'_>) -> Result<()> {
        let (people, accounts) = (1..=self.plan.people(), 1..=self.plan.all_accounts());
        match table.name {
            "blocks" => self.blocks().into_iter().try_for_each(put),
            "companies" => put(self.company()),
            "people" => people.map(|number| self.person(number)).try_for_each(put),
            "connections" => (ROSTER..=CONNECTIONS).map(|place| self.connection(place)).try_for_each(put),
            "accounts" => accounts.map(|id| self.account(id)).try_for_each(put),
            "links" => accounts.map(|id| self.link(id)).try_for_each(|cells| put(cells?)),
            "events" => self.events(put),
            "leaves" => self.leaves(put),
            "attributes" => self.attributes(put),
            "runs" => (0..=LAST).flat_map(|week| self.runs(week)).try_for_each(put),
            _ => Ok(()),
        }
    }

    /// The lowest ids that are still free.
    fn blocks(&self) -> Vec<Vec<Cell>> {
        let nouns = [
            ("account", self.plan.all_accounts().into()),
            ("company", COMPANY),
            ("connection", i64::from(CONNECTIONS) + 1),
            ("event", self.walked.next - 1),
            ("key", 0),
            ("member", 0),
            ("person", self.plan.people().into()),
            ("run", Plan::run(CONNECTIONS, LAST)),
        ];
        nouns.into_iter().map(|(noun, last)| vec![("noun", noun.into()), ("next", (last + 1).into())]).collect()
    }

    fn company(&self) -> Vec<Cell> {
        vec![
            ("id", COMPANY.into()),
            ("name", "default".into()),
            ("name_key", "default".into()),
            ("salt", SALT.into()),
            ("terms_accepted", 0.into()),
            ("lacks", "[]".into()),
            ("settings", SETTINGS.into()),
            ("epoch", (i64::from(CONNECTIONS) + 1).into()),
            ("leaves", self.walked.events.into()),
            ("version", 0.into()),
            ("created_at", self.plan.founded().into()),
        ]
    }

    fn person(&self, number: u32) -> Vec<Cell> {
        let person = self.plan.person(number);
        let leaving = person.leaving(self.plan, LAST);
        let came = self.plan.in_chunk(ROSTER, person.came, number);
        vec![
            ("company_id", COMPANY.into()),
            ("id", i64::from(number).into()),
            ("entry_id", person.uuid(self.plan).into()),
            ("email", person.email().into()),
            ("email_key", texts::key(&person.email()).into()),
            ("first_name", person.first.into()),
            ("last_name", person.last.into()),
            ("sort_key", format!("{}\u{1}{}", texts::key(person.last), texts::key(person.first)).into()),
            ("job_title", person.job.into()),
            ("roles", r#"["EMPLOYEE"]"#.into()),
            ("has_left", leaving.is_some().into()),
            ("left_at", leaving.and_then(|left| left.at).into()),
            ("left_inferred", 0.into()),
            ("version", (1 + i64::from(leaving.is_some())).into()),
            ("created_at", came.into()),
            ("updated_at", person.left.map_or(came, |week| self.plan.in_chunk(ROSTER, week, number)).into()),
        ]
    }

    fn connection(&self, place: Place) -> Vec<Cell> {
        let (kind, listed) = (kind(place), self.plan.observed(place, LAST));
        let name =
            if place == ROSTER { "roster".to_owned() } else { format!("{}-{place}", kind.name().to_lowercase()) };
        let accounts = (1..=LAST + 1).map(|week| self.walked.tally(Plan::run(place, week - 1)).counts.added);
        let accounts: u64 = accounts.sum();
        vec![
            ("company_id", COMPANY.into()),
            ("id", (i64::from(place) + 1).into()),
            ("name_key", texts::key(&name).into()),
            ("name", name.into()),
            ("kind", kind.name().into()),
            ("family", kind.family().name().into()),
            ("state", "ACTIVE".into()),
            ("connected_at", self.plan.founded().into()),
            ("listed_at", listed.into()),
            ("as_of", listed.into()),
            ("accounts", accounts.cast_signed().into()),
            ("version", (i64::from(LAST) + 2).into()),
            ("created_at", self.plan.founded().into()),
        ]
    }

    fn account(&self, id: u32) -> Vec<Cell> {
        let life = self.plan.life(id);
        let shown = life.shown(self.plan, life.sights.len() - 1);
        let digest = salted(SALT, &canonical(&attributes(&life, &shown)));
        vec![
            ("company_id", COMPANY.into()),
            ("id", i64::from(id).into()),
            ("connection_id", (i64::from(life.place) + 1).into()),
            ("family", kind(life.place).family().name().into()),
            ("external_id", life.external_id().into()),
            ("external_key", texts::key(&life.external_id()).into()),
            ("username_key", texts::key(&shown.username).into()),
            ("username", shown.username.into()),
            ("email_key", shown.email.as_deref().map(texts::key).into()),
            ("email", shown.email.into()),
            ("has_mfa", shown.has_mfa.into()),
            ("facts", serde_json::to_string(&shown.facts).unwrap_or_default().into()),
            ("digest", digest.into()),
            ("last_seen_at", shown.last_seen_at.into()),
            ("first_missed_at", shown.removed_at.into()),
            ("removed_at", shown.removed_at.into()),
            ("version", shown.version.into()),
            ("created_at", life.shown(self.plan, 0).at.into()),
            ("updated_at", shown.at.into()),
        ]
    }

    fn link(&self, id: u32) -> Result<Vec<Cell>> {
        let life = self.plan.life(id);
        let decided = self.walked.last_decision(id).map(EventId::new);
        let link = life.link(self.plan, life.decisions.len(), decided)?;
        let service = link.service;
        Ok(vec![
            ("company_id", COMPANY.into()),
            ("account_id", i64::from(id).into()),
            ("family", kind(life.place).family().name().into()),
            ("person_id", link.person.into()),
            ("connected_at", link.connected_at.into()),
            ("unlinked_at", link.unlinked_at.into()),
            ("service_at", service.as_ref().map(|service| service.at).into()),
            ("service_reason", service.as_ref().map(|service| service.reason.as_str()).into()),
            ("designator_id", service.as_ref().and_then(|service| service.designator).into()),
            ("owner_id", service.as_ref().and_then(|service| service.owner).into()),
            ("review_by", service.and_then(|service| service.review_by).into()),
            ("proposed_owner_id", link.proposed_owner.into()),
            ("admin_at", link.expected.admin.into()),
            ("decided_by", link.decided_by.map(DecidedBy::name).into()),
            ("decided_event", link.decided_event.into()),
            ("version", link.version.into()),
            ("updated_at", life.last_decided_at(self.plan).into()),
        ])
    }

    fn events(&self, put: Put<'_>) -> Result<()> {
        let tell = &mut |walk: &Walk, id, told| put(events::row(self.plan, walk, id, told)?);
        Walk::through(self.plan, &self.timeline, tell).map(drop)
    }

    fn leaves(&self, put: Put<'_>) -> Result<()> {
        let tell = &mut |walk: &Walk, id: i64, _| {
            put(vec![("company_id", COMPANY.into()), ("leaf", walk.events.into()), ("event_id", id.into())])
        };
        Walk::through(self.plan, &self.timeline, tell).map(drop)
    }

    fn attributes(&self, put: Put<'_>) -> Result<()> {
        let cells = |kind: &'static str, id: u32, version: i64, body: &serde_json::Value| -> Vec<Cell> {
            vec![
                ("company_id", COMPANY.into()),
                ("subject_kind", kind.into()),
                ("subject_id", i64::from(id).into()),
                ("version", version.into()),
                ("body", canonical(body).into()),
            ]
        };
        for id in 1..=self.plan.all_accounts() {
            let life = self.plan.life(id);
            for nth in 0..life.sights.len() {
                let shown = life.shown(self.plan, nth);
                put(cells("account", id, shown.version, &attributes(&life, &shown)))?;
            }
        }
        for number in 1..=self.plan.people() {
            let person = self.plan.person(number);
            for version in 1..=1 + i64::from(person.left.is_some()) {
                put(cells("person", number, version, &person.attributes()))?;
            }
        }
        Ok(())
    }

    fn runs(&self, week: u8) -> Vec<Vec<Cell>> {
        (ROSTER..=CONNECTIONS).map(|place| self.run(place, week)).collect()
    }

    fn run(&self, place: Place, week: u8) -> Vec<Cell> {
        let (observed, applied) = (self.plan.observed(place, week), self.plan.applied(place, week));
        let tally = self.walked.tally(Plan::run(place, week));
        let manifest = Manifest {
            name: format!("week-{week}.csv"),
            sha256: list_digest(place, week),
            format: "csv".to_owned(),
            importer: "made up".to_owned(),
            rows: tally.rows(),
            missing: tally.counts.removed,
            present: tally.present,
            counts: tally.counts,
            ..Manifest::default()
        };
        vec![
            ("company_id", COMPANY.into()),
            ("id", Plan::run(place, week).into()),
            ("connection_id", (i64::from(place) + 1).into()),
            ("scope", if place == ROSTER { "people" } else { "accounts" }.into()),
            ("state", "applied".into()),
            ("complete", 1.into()),
            ("link", 1.into()),
            ("observed_at", observed.into()),
            ("as_of", observed.into()),
            ("started_at", applied.into()),
            ("finished_at", self.plan.finished(place, week).into()),
            ("phase", 3.into()),
            ("cursor", "".into()),
            ("step", 1.into()),
            ("actor", serde_json::to_string(&administrator()).unwrap_or_default().into()),
            ("manifest", serde_json::to_string(&manifest).unwrap_or_default().into()),
            ("version", 1.into()),
        ]
    }
}
