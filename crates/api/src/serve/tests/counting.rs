use std::time::Duration;

use http::{Method, StatusCode};

use super::bench::Bench;
use crate::serve::{Limits, Metrics, metrics::Limit};

#[tokio::test]
async fn requests_are_counted_by_the_pattern_of_their_route() {
    let server = Bench::start(Limits::default()).await;
    for path in ["/people/ada@example.com", "/people/grace", "/nowhere/1", "/nowhere/2"] {
        server.get(path, "").await;
    }
    server.say("BREW /hello HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").await;
    let page = server.metrics.page();
    for line in [
        "whose_http_requests_total{route=\"/people/{name}\",method=\"GET\",status=\"2xx\"} 2",
        "whose_http_requests_total{route=\"unmatched\",method=\"GET\",status=\"4xx\"} 2",
        "whose_http_requests_total{route=\"/hello\",method=\"OTHER\",status=\"4xx\"} 1",
        "whose_http_request_seconds_bucket{route=\"/people/{name}\",method=\"GET\",status=\"2xx\",le=\"+Inf\"} 2",
        "whose_http_request_seconds_count{route=\"/people/{name}\",method=\"GET\",status=\"2xx\"} 2",
        "whose_connections_total 5",
        "whose_build_info{version=\"1.2.3\"} 1",
    ] {
        assert!(page.lines().any(|found| found == line), "{line} is not in\n{page}");
    }
    assert!(!page.contains("ada"));
}

#[test]
fn histograms_are_cumulative() {
    let metrics = Metrics::new("1");
    for commands in [1, 3, 64, 100] {
        metrics.decision_batch(commands, Duration::from_millis(1500));
    }
    let page = metrics.page();
    for line in [
        "whose_decision_batch_commands_bucket{le=\"1\"} 1",
        "whose_decision_batch_commands_bucket{le=\"2\"} 1",
        "whose_decision_batch_commands_bucket{le=\"4\"} 2",
        "whose_decision_batch_commands_bucket{le=\"64\"} 3",
        "whose_decision_batch_commands_bucket{le=\"+Inf\"} 4",
        "whose_decision_batch_commands_sum 168",
        "whose_decision_batch_commands_count 4",
        "whose_decision_batch_seconds_sum 6",
    ] {
        assert!(page.lines().any(|found| found == line), "{line} is not in\n{page}");
    }
}

#[test]
fn every_line_is_a_comment_or_a_name_and_a_number() {
    let metrics = Metrics::new("1\"\\");
    metrics.request("/a\"b", Some(&Method::PUT), StatusCode::OK, Duration::from_micros(1));
    metrics.refused(Limit::Key);
    let page = metrics.page();
    for line in page.lines().filter(|line| !line.starts_with("# ")) {
        let (_, number) = line.rsplit_once(' ').unwrap();
        assert!(number.parse::<f64>().is_ok(), "{line}");
    }
    assert!(page.contains("whose_build_info{version=\"1\\\"\\\\\"} 1"));
    assert!(page.contains("whose_refused_total{limit=\"key\"} 1"));
    assert!(page.contains("process_resident_memory_bytes"));
}

#[tokio::test]
async fn the_page_is_served_by_a_router_of_its_own() {
    use tower::ServiceExt as _;
    let request = http::Request::get("/metrics").body(axum::body::Body::empty()).unwrap();
    let answer = Metrics::new("1").router().oneshot(request).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
}
