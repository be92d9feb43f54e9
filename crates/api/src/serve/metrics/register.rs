//! What only the register knows, asked when the page is.

use std::fmt;

use app::App;
use axum::{Router, routing::get};
use domain::{Instant, runs::State};
use http::header;

use super::{
    Metrics,
    text::{head, single},
};

impl Metrics {
    /// `GET /metrics` of this register, for a listener of its own.
    pub fn router(&self, app: App) -> Router {
        let metrics = self.clone();
        let page = move || async move {
            let mut page = metrics.page();
            // Writing to a string does not fail.
            let _ = write(&mut page, &app).await;
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page)
        };
        Router::new().route("/metrics", get(page))
    }
}

async fn write(page: &mut String, app: &App) -> fmt::Result {
    let standing = app.standing().await;
    let up = u8::from(standing.is_ok());
    single(page, "whose_database_up", "gauge", "Whether the database answered when this page was asked for.", up)?;
    let usage = app.usage();
    head(page, "whose_database_connections", "gauge", "Connections to the database, by what they do.")?;
    series(page, "whose_database_connections", "state", "busy", usage.busy)?;
    series(page, "whose_database_connections", "state", "idle", usage.open.saturating_sub(usage.busy))?;
    let most = "The most connections to the database there can be.";
    single(page, "whose_database_connections_max", "gauge", most, usage.most)?;
    let waiting = "Transactions that wait for a connection to the database.";
    single(page, "whose_database_transactions_waiting", "gauge", waiting, usage.waiting)?;
    single(page, "whose_decisions_waiting", "gauge", "Decisions that wait for a batch.", app.waiting())?;
    match standing {
        Ok(standing) => write_standing(page, &standing),
        Err(_) => Ok(()),
    }
}

fn write_standing(page: &mut String, standing: &app::standing::Standing) -> fmt::Result {
    let help = "Committed events that have no number yet; they get one within seconds.";
    single(page, "whose_events_unnumbered", "gauge", help, standing.unnumbered)?;
    let of = |state| standing.runs.iter().find(move |alike| alike.state == state);
    head(page, "whose_runs", "gauge", "Runs of imports that are stored, by how they stand.")?;
    for state in State::ALL {
        series(page, "whose_runs", "state", state.name(), of(state).map_or(0, |alike| alike.count))?;
    }
    let Some(at) = of(State::Applied).and_then(|alike| alike.last_finished_at) else { return Ok(()) };
    let help = "When a run was last applied, in seconds since 1970.";
    single(page, "whose_runs_last_applied_timestamp_seconds", "gauge", help, seconds(at))
}

fn seconds(at: Instant) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a moment for people and graphs")]
    let micros = at.micros() as f64;
    micros / 1e6
}

fn series(page: &mut String, name: &str, label: &str, value: &str, number: impl fmt::Display) -> fmt::Result {
    fmt::Write::write_fmt(page, format_args!("{name}{{{label}=\"{value}\"}} {number}\n"))
}
