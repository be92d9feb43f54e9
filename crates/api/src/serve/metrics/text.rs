//! The counters as text.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Write},
    sync::{Arc, PoisonError, atomic::Ordering},
};

use super::{Counts, Histogram, locked, process};

/// The whole page.
pub(super) fn page(counts: &Counts) -> String {
    let mut page = String::with_capacity(16 * 1024);
    // Writing to a string does not fail.
    let _ = write_all(&mut page, counts);
    page
}

fn write_all(page: &mut String, counts: &Counts) -> fmt::Result {
    head(page, "whose_build_info", "gauge", "The version that runs.")?;
    writeln!(page, "whose_build_info{{version=\"{}\"}} 1", label(counts.version))?;
    write_requests(page, counts)?;
    write_connections(page, counts)?;
    write_decisions(page, counts)?;
    for (name, kind, help, value) in process::figures() {
        single(page, name, kind, help, value)?;
    }
    Ok(())
}

fn write_requests(page: &mut String, counts: &Counts) -> fmt::Result {
    let routes = counts.routes.read().unwrap_or_else(PoisonError::into_inner).clone();
    let mut all: BTreeMap<String, Arc<Histogram>> = BTreeMap::new();
    for (route, requests) in &routes {
        for ((method, status), series) in locked(&requests.0).iter() {
            let labels = format!("route=\"{}\",method=\"{method}\",status=\"{status}\"", label(route));
            all.insert(labels, Arc::clone(series));
        }
    }
    head(page, "whose_http_requests_total", "counter", "Requests answered.")?;
    for (labels, requests) in &all {
        writeln!(page, "whose_http_requests_total{{{labels}}} {}", requests.count())?;
    }
    let (name, help) = ("whose_http_request_duration_seconds", "Time from a request's head to its answer's.");
    head(page, name, "histogram", help)?;
    for (labels, requests) in &all {
        write_histogram(page, name, labels, requests)?;
    }
    let answering = counts.requests.load(Ordering::Relaxed);
    single(page, "whose_http_requests_in_flight", "gauge", "Requests being answered now.", answering)?;
    head(page, "whose_http_problems_total", "counter", "Requests answered with a problem, by its code.")?;
    for (code, count) in locked(&counts.problems).iter() {
        writeln!(page, "whose_http_problems_total{{code=\"{code}\"}} {count}")?;
    }
    Ok(())
}

fn write_connections(page: &mut String, counts: &Counts) -> fmt::Result {
    let open = counts.connections_open.load(Ordering::Relaxed);
    single(page, "whose_http_connections_open", "gauge", "Connections of clients that are open now.", open)?;
    let all = counts.connections.load(Ordering::Relaxed);
    single(page, "whose_http_connections_total", "counter", "Connections of clients that were accepted.", all)?;
    let help = "Connections of clients that had to wait for room.";
    let delayed = counts.connections_delayed.load(Ordering::Relaxed);
    single(page, "whose_http_connections_delayed_total", "counter", help, delayed)
}

fn write_decisions(page: &mut String, counts: &Counts) -> fmt::Result {
    head(page, "whose_decisions_total", "counter", "Decisions asked for, by what became of them.")?;
    for (outcome, count) in locked(&counts.decisions).iter() {
        writeln!(page, "whose_decisions_total{{outcome=\"{outcome}\"}} {count}")?;
    }
    let name = "whose_decision_batch_commands";
    head(page, name, "histogram", "Decisions made together, in one transaction.")?;
    write_histogram(page, name, "", &counts.batch_commands)?;
    let name = "whose_decision_batch_duration_seconds";
    head(page, name, "histogram", "Time from the beginning of a batch of decisions to its commit.")?;
    write_histogram(page, name, "", &counts.batch_seconds)
}

/// The two lines before a metric.
pub(super) fn head(page: &mut String, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(page, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

/// A metric without labels.
pub(super) fn single(page: &mut String, name: &str, kind: &str, help: &str, value: impl Display) -> fmt::Result {
    head(page, name, kind, help)?;
    writeln!(page, "{name} {value}")
}

fn write_histogram(page: &mut String, name: &str, labels: &str, histogram: &Histogram) -> fmt::Result {
    let comma = if labels.is_empty() { "" } else { "," };
    let mut count = 0;
    for (bound, so_far) in histogram.cumulative() {
        count = so_far;
        let bound = bound.map_or_else(|| "+Inf".to_owned(), |bound| bound.to_string());
        writeln!(page, "{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {so_far}")?;
    }
    let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
    writeln!(page, "{name}_sum{labels} {}\n{name}_count{labels} {count}", histogram.sum())
}

/// A label's value, escaped as the format demands.
fn label(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
