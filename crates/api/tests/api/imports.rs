//! Imports of the exports that `docs/import` describes.

use std::{fs, path::PathBuf};

use domain::{listings::Reading, runs::Scope};
use http::StatusCode;
use serde_json::{Value, json};
use testkit::{TestApp, importing};

/// The samples, each with its scope.
fn samples() -> Vec<(String, Scope, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/import/samples");
    let people = ["okta", "entra", "google", "bamboohr", "rippling", "workday"];
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut samples: Vec<_> = files
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let of_people = people.iter().any(|tool| name.starts_with(tool));
            (name, if of_people { Scope::People } else { Scope::Accounts }, fs::read(path).unwrap())
        })
        .collect();
    samples.sort_by(|one, other| one.0.cmp(&other.0));
    samples
}

fn path(scope: Scope) -> &'static str {
    match scope {
        Scope::Accounts => "/api/v1/imports/accounts",
        Scope::People => "/api/v1/imports/people",
    }
}

/// Everything that the register shows of accounts and people.
async fn shown(test: &TestApp, key: &str) -> Vec<Value> {
    let mut shown = Vec::new();
    for path in ["/api/v1/accounts?limit=100", "/api/v1/people?limit=100", "/api/v1/connections?limit=100"] {
        shown.push(test.get(key, path).await.json()["data"].clone());
    }
    shown
}

#[tokio::test]
async fn every_sample_is_imported_and_again_without_a_change_or_an_event() {
    let (test, key) = TestApp::filled().await;
    for (name, scope, bytes) in samples() {
        let text = String::from_utf8(bytes).unwrap();
        let mut import = importing(scope, &format!("of {name}"), "");
        import.reading = Reading::default();
        test.clock.step(60);
        let first =
            test.import_as("default", import.clone(), &text).await.unwrap_or_else(|bad| panic!("{name}: {bad}"));
        let manifest = first.manifest;
        assert_eq!(manifest.counts.added, manifest.rows, "{name}");
        assert!(manifest.rows > 0, "{name}");
        let before = shown(&test, &key).await;
        test.clock.step(60);
        let again = test.import_as("default", import, &text).await.unwrap().manifest;
        assert_eq!((again.counts.unchanged, again.counts.added + again.counts.changed), (again.rows, 0), "{name}");
        let accounts = |shown: &[Value]| shown[..2].to_vec();
        assert_eq!(accounts(&shown(&test, &key).await), accounts(&before), "{name}");
    }
}

#[tokio::test]
async fn a_sample_that_is_cut_off_or_of_another_tool_is_refused_and_nothing_is_stored() {
    let (test, key) = TestApp::filled().await;
    let before = shown(&test, &key).await;
    for (name, scope, bytes) in samples() {
        let half = if name.ends_with(".csv") {
            bytes.iter().position(|byte| *byte == b'\n').unwrap() + 9
        } else {
            bytes.len() / 2
        };
        let to = format!("{}?connection=new", path(scope));
        let reply = test.send(&key, http::Method::POST, &to, bytes[..half].to_vec()).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{name}: {}", reply.json());
        let other = match scope {
            Scope::Accounts => path(Scope::People),
            Scope::People => path(Scope::Accounts),
        };
        if name != "az-ad-users.json" && !name.starts_with("entra") {
            let reply = test.send(&key, http::Method::POST, &format!("{other}?connection=new"), bytes).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{name}: {}", reply.json());
        }
    }
    assert_eq!(shown(&test, &key).await, before);
}

#[tokio::test]
async fn a_rehearsal_tells_the_kind_the_upstream_account_and_what_was_not_read() {
    let (test, key) = TestApp::filled().await;
    let (_, _, list) = samples().into_iter().find(|(name, ..)| name == "authorization-details.json").unwrap();
    let reply = test.send(&key, http::Method::POST, "/api/v1/imports/accounts?connection=new&dryRun=true", list).await;
    let manifest = &reply.json()["manifest"];
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    assert_eq!(manifest["format"], "aws-authorization-details");
    assert_eq!(manifest["upstream"], "111122223333");
    assert_eq!(manifest["passedOver"], json!({"roles": 1}));
    let csv = "key,mail,Password\n1,ada@example.com,x\n";
    let to = "/api/v1/imports/accounts?connection=new&kind=OTHER&dryRun=true&map=id%3Dkey&map=email=mail";
    let manifest = test.post(&key, to, csv).await.json()["manifest"].clone();
    assert_eq!((&manifest["rows"], &manifest["dropped"]), (&json!(1), &json!(["Password"])));
    for map in ["id%3Dsecret", "secret%3Dkey", "id", "id=key&map=id=mail"] {
        let reply =
            test.post(&key, &format!("/api/v1/imports/accounts?connection=new&kind=OTHER&map={map}"), csv).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{map}");
        assert!(!reply.json().to_string().contains("secret"), "{map}");
    }
}

#[tokio::test]
async fn a_connection_is_bound_to_the_upstream_account_that_its_first_list_is_of() {
    let test = TestApp::empty().await;
    let (_, _, list) = samples().into_iter().find(|(name, ..)| name == "service-accounts.json").unwrap();
    let list = String::from_utf8(list).unwrap();
    let mut import = importing(Scope::Accounts, "project", "");
    import.reading = Reading::default();
    test.import_as("default", import.clone(), &list).await.unwrap();
    let connections = test.app.connections_behind(&test.local("default").await).await.unwrap();
    let connection = connections.values().next().unwrap();
    assert_eq!((connection.kind.name(), connection.upstream.as_deref()), ("GCP", Some("example-project")));
    let other = list.replace("example-project", "other-project");
    let refused = test.import_as("default", import, &other).await.unwrap_err().to_string();
    assert!(refused.contains("bound to example-project"), "{refused}");
}
