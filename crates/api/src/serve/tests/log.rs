use std::{
    io,
    sync::{Arc, Mutex},
};

use super::bench::Bench;
use crate::serve::Limits;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_names_the_route_and_nothing_that_the_request_carried() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = Bench::start(Limits::default()).await;
    server.get("/people/lovelace?token=SECRET", "Authorization: Bearer SECRET\r\nX-Request-Id: SECRET\r\n").await;
    server.get("/nowhere?token=SECRET", "").await;
    let written = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let access: Vec<serde_json::Value> = written
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &serde_json::Value| line["target"] == "whose::access")
        .collect();
    assert_eq!(access.len(), 2, "{written}");
    assert_eq!((&access[0]["path"], &access[0]["status"]), (&"/people/{name}".into(), &200.into()));
    assert_eq!((&access[1]["path"], &access[1]["status"]), (&"/nowhere".into(), &404.into()));
    assert_eq!((&access[0]["method"], &access[0]["client"]), (&"GET".into(), &"127.0.0.1".into()));
    assert_eq!(access[0]["request"].as_str().unwrap().len(), 32);
    assert!(!written.contains("SECRET") && !written.contains("lovelace"), "{written}");
}
