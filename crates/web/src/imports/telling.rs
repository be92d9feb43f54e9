//! Runs in words: how they stand, what they did, who started them.

use std::collections::HashMap;

use app::{App, Caller, connections::Connections};
use askama::Template;
use domain::{
    actors::Actor,
    ids::{MemberId, PersonId},
    listings::Export,
    members::Member,
    people::Profile,
    runs::{Counts, Run, Scope, State},
};

use crate::{
    parts::{By, Time, html},
    trouble::Trouble,
};

/// A run as lists show it.
pub(crate) struct Told {
    pub(crate) id: i64,
    pub(crate) connection: (i64, String),
    pub(crate) state: Standing,
    pub(crate) file: String,
    /// Whether it lists people.
    pub(crate) people: bool,
    pub(crate) complete: bool,
    pub(crate) by: By,
    pub(crate) at: Time,
    /// What it did, or would do.
    pub(crate) counts: String,
}

/// How a run stands, in a word.
#[derive(Template)]
#[template(
    source = r#"<span class="badge{% match self.0 %}{% when State::Held %} open{% when State::Applied %} good{% when _ %}{% endmatch %}">{% match self.0 %}{% when State::Staging %}being read{% when State::Held %}waits for approval{% when State::Applying %}being applied{% when State::Applied %}applied{% when State::Dropped %}not applied{% endmatch %}</span>"#,
    ext = "html"
)]
pub(crate) struct Standing(pub(crate) State);

/// Where lists come from.
#[derive(Template)]
#[template(path = "imports/sources.html")]
pub(crate) struct Sources {
    exports: Vec<Export>,
}

html!(Standing, Sources);

impl Sources {
    /// The exports that the register knows.
    pub(crate) fn of(app: &App) -> Self {
        Self { exports: app.exports() }
    }
}

impl Told {
    /// Runs as lists show them.
    pub(crate) async fn all(app: &App, caller: &Caller, runs: &[Run]) -> Result<Vec<Self>, Trouble> {
        let connections = app.connections_behind(caller).await?;
        let people = app.people_behind(caller, runs.iter().filter_map(|run| run.started_by.person()).collect()).await?;
        let members = app.members_behind(caller, runs.iter().filter_map(member).collect()).await?;
        Ok(runs.iter().map(|run| Self::of(run, &connections, (&people, &members))).collect())
    }

    fn of(
        run: &Run,
        connections: &Connections,
        (people, members): (&HashMap<PersonId, Profile>, &HashMap<MemberId, Member>),
    ) -> Self {
        let connection = connections.get(&run.connection).map(|connection| connection.name.clone());
        Self {
            id: run.id.get(),
            connection: (run.connection.get(), connection.unwrap_or_default()),
            state: Standing(run.state),
            file: run.manifest.name.clone(),
            people: run.scope == Scope::People,
            complete: run.complete,
            by: By::of(&run.started_by, people, members),
            at: Time(run.started_at),
            counts: outcome(run),
        }
    }
}

fn member(run: &Run) -> Option<MemberId> {
    match run.started_by {
        Actor::Session { member, .. } => Some(member),
        _ => None,
    }
}

/// What a run did, or would do.
fn outcome(run: &Run) -> String {
    let manifest = &run.manifest;
    match (run.state, &manifest.forecast) {
        (State::Held, Some(forecast)) => counted(forecast),
        (State::Held, None) => format!("{} of {} are missing", manifest.missing, manifest.present),
        (State::Staging | State::Dropped, _) => format!("{} rows were read", manifest.rows),
        (State::Applying | State::Applied, _) => counted(&manifest.counts),
    }
}

/// Counts in words.
fn counted(counts: &Counts) -> String {
    let all = [
        (counts.added, "new"),
        (counts.changed, "changed"),
        (counts.returned, "back"),
        (counts.removed, "gone"),
        (counts.linked, "linked"),
    ];
    let said: Vec<String> =
        all.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if said.is_empty() { "nothing new".to_owned() } else { said.join(", ") }
}
