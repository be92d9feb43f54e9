//! The counters as text.

use std::{
    fmt::{self, Write},
    sync::{PoisonError, atomic::Ordering},
};

use super::{Counts, Histogram, Limit, memory};

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
    let open = counts.connections_open.load(Ordering::Relaxed);
    single(page, "whose_connections_open", "gauge", "Connections open now.", open)?;
    let accepted = counts.connections.load(Ordering::Relaxed);
    single(page, "whose_connections_total", "counter", "Connections accepted.", accepted)?;
    head(page, "whose_refused_total", "counter", "How often a limit was reached.")?;
    for (limit, count) in Limit::ALL.iter().zip(&counts.refused) {
        let count = count.load(Ordering::Relaxed);
        writeln!(page, "whose_refused_total{{limit=\"{}\"}} {count}", limit.name())?;
    }
    head(page, "whose_decision_batch_commands", "histogram", "Decisions committed together.")?;
    write_histogram(page, "whose_decision_batch_commands", "", &counts.batch_commands)?;
    head(page, "whose_decision_batch_seconds", "histogram", "Time from the begin of a batch to its commit.")?;
    write_histogram(page, "whose_decision_batch_seconds", "", &counts.batch_seconds)?;
    if let Some(bytes) = memory::resident() {
        single(page, "process_resident_memory_bytes", "gauge", "Bytes in memory now.", bytes)?;
    }
    Ok(())
}

fn write_requests(page: &mut String, counts: &Counts) -> fmt::Result {
    let routes = counts.routes.read().unwrap_or_else(PoisonError::into_inner).clone();
    let series = || {
        routes.iter().flat_map(|(route, requests)| {
            let labels = move |(method, class, series)| {
                (format!("route=\"{}\",method=\"{method}\",status=\"{class}\"", label(route)), series)
            };
            requests.counted().map(labels)
        })
    };
    head(page, "whose_http_requests_total", "counter", "Requests answered.")?;
    for (labels, requests) in series() {
        writeln!(page, "whose_http_requests_total{{{labels}}} {}", requests.count())?;
    }
    head(page, "whose_http_request_seconds", "histogram", "Time from a request's head to its answer's.")?;
    for (labels, requests) in series() {
        write_histogram(page, "whose_http_request_seconds", &labels, requests)?;
    }
    Ok(())
}

fn head(page: &mut String, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(page, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

fn single(page: &mut String, name: &str, kind: &str, help: &str, value: u64) -> fmt::Result {
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
