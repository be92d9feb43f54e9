use std::{collections::BTreeSet, time::Duration};

use app::meter::{Batch, Meter as _};
use http::{Method, StatusCode};
use testkit::TestApp;
use tower::ServiceExt as _;

use super::bench::Bench;
use crate::serve::{Limits, Metrics};

fn assert_lines(page: &str, lines: &[&str]) {
    for line in lines {
        assert!(page.lines().any(|found| found == *line), "{line} is not in\n{page}");
    }
}

#[tokio::test]
async fn requests_are_counted_by_the_pattern_of_their_route() {
    let server = Bench::start(Limits::default()).await;
    for path in ["/people/ada@example.com", "/people/grace", "/nowhere/1", "/nowhere/2"] {
        server.get(path, "").await;
    }
    server.say("BREW /hello HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").await;
    server.get(&"x".repeat(9000), "").await;
    let page = server.metrics.page();
    assert_lines(
        &page,
        &[
            "whose_http_requests_total{route=\"/people/{name}\",method=\"GET\",status=\"200\"} 2",
            "whose_http_requests_total{route=\"unmatched\",method=\"GET\",status=\"404\"} 2",
            "whose_http_requests_total{route=\"/hello\",method=\"OTHER\",status=\"405\"} 1",
            "whose_http_request_duration_seconds_bucket{route=\"/people/{name}\",method=\"GET\",status=\"200\",le=\"+Inf\"} 2",
            "whose_http_request_duration_seconds_count{route=\"/people/{name}\",method=\"GET\",status=\"200\"} 2",
            "whose_http_requests_in_flight 0",
            "whose_http_problems_total{code=\"40011\"} 1",
            "whose_http_connections_total 6",
            "whose_build_info{version=\"1.2.3\"} 1",
        ],
    );
    assert!(!page.contains("ada"));
}

#[test]
fn batches_of_decisions_are_counted_and_histograms_are_cumulative() {
    let metrics = Metrics::new("1");
    for changed in [0, 2, 63, 99] {
        metrics.decided(&Batch { changed, refused: 1, took: Duration::from_millis(1500), ..Batch::default() });
    }
    assert_lines(
        &metrics.page(),
        &[
            "whose_decision_batch_commands_bucket{le=\"1\"} 1",
            "whose_decision_batch_commands_bucket{le=\"2\"} 1",
            "whose_decision_batch_commands_bucket{le=\"4\"} 2",
            "whose_decision_batch_commands_bucket{le=\"64\"} 3",
            "whose_decision_batch_commands_bucket{le=\"+Inf\"} 4",
            "whose_decision_batch_commands_sum 168",
            "whose_decision_batch_commands_count 4",
            "whose_decision_batch_duration_seconds_sum 6",
            "whose_decisions_total{outcome=\"changed\"} 164",
            "whose_decisions_total{outcome=\"refused\"} 4",
            "whose_decisions_total{outcome=\"failed\"} 0",
        ],
    );
}

#[test]
fn labels_are_escaped() {
    let metrics = Metrics::new("1\"\\");
    metrics.request("/a\"b", Some(&Method::PUT), StatusCode::OK, Duration::from_micros(1));
    let page = metrics.page();
    assert!(page.contains("whose_build_info{version=\"1\\\"\\\\\"} 1"));
    assert!(page.contains("{route=\"/a\\\"b\",method=\"PUT\",status=\"200\"} 1"));
}

/// The page as it is served.
async fn served(metrics: &Metrics, test: &TestApp) -> String {
    let request = http::Request::get("/metrics").body(axum::body::Body::empty()).unwrap();
    let answer = metrics.router(test.app.clone()).oneshot(request).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn the_page_tells_how_the_register_stands() {
    let (test, _) = TestApp::filled().await;
    let metrics = Metrics::new("1");
    let page = served(&metrics, &test).await;
    assert_lines(
        &page,
        &[
            "whose_database_up 1",
            "whose_database_transactions_waiting 0",
            "whose_decisions_waiting 0",
            "whose_runs{state=\"applied\"} 3",
            "whose_runs{state=\"held\"} 0",
        ],
    );
    assert!(page.contains("whose_runs_last_applied_timestamp_seconds 17936"), "{page}");
    assert!(!page.contains("whose_events_unnumbered 0"), "{page}");
    test.app.number_events().await.unwrap();
    assert_lines(&served(&metrics, &test).await, &["whose_events_unnumbered 0"]);
}

#[tokio::test]
async fn every_line_is_a_comment_or_a_name_and_a_number_and_every_name_is_documented() {
    let (test, _) = TestApp::filled().await;
    let metrics = Metrics::new("1");
    metrics.request("/", None, StatusCode::OK, Duration::from_micros(1));
    metrics.problem(40101);
    let page = served(&metrics, &test).await;
    for line in page.lines().filter(|line| !line.starts_with("# ")) {
        let (_, number) = line.rsplit_once(' ').unwrap();
        assert!(number.parse::<f64>().is_ok(), "{line}");
    }
    let told: BTreeSet<&str> =
        page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let document = include_str!("../../../../../docs/metrics.md");
    let documented: BTreeSet<&str> =
        document.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(told, documented);
}
