//! Operation 11: rosters by upload.

use http::StatusCode;
use serde_json::json;
use testkit::TestApp;

/// A roster of so many people, the first of whom have left the list.
fn roster(people: std::ops::Range<usize>) -> String {
    let people: Vec<_> = people
        .map(|number| {
            json!({
                "id": format!("u{number}"), "firstName": "Una", "lastName": format!("Number{number}"),
                "email": format!("una{number}@example.com"), "contractor": false, "isMfaEnabled": true,
                "date": "2024-10-18",
            })
        })
        .collect();
    json!({ "personnelData": people }).to_string()
}

/// The id of the connection that an upload has made.
async fn uploaded(test: &TestApp, key: &str) -> String {
    let list = test.get(key, "/connections?providerTypes=IDENTITY&sortDir=DESC").await.json();
    list["data"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_upload_makes_a_connection_whose_people_have_their_identity() {
    let (test, key) = TestApp::filled().await;
    test.clock.step(60);
    let reply = test.post(&key, "/public/connections/upload/json", &roster(0..8)).await;
    assert_eq!((reply.status, reply.json()), (StatusCode::CREATED, json!({})));
    let una = test.get(&key, "/users/una3@example.com/email").await.json();
    assert_eq!(una["identities"][0]["identityId"], "u3");
    assert_eq!(una["identities"][0]["hasMfa"], true);
    assert_eq!(una["identities"][0]["startedAt"], "2024-10-18 00:00:00.000000");
}

#[tokio::test]
async fn uploads_at_the_same_time_make_a_connection_each() {
    let (test, key) = TestApp::filled().await;
    test.clock.step(60);
    let post = |people| {
        let body = roster(people);
        let (test, key) = (&test, &key);
        async move { test.post(key, "/connections/upload/json", &body).await }
    };
    let replies = tokio::join!(post(0..2), post(2..4), post(4..6), post(6..8));
    for reply in [replies.0, replies.1, replies.2, replies.3] {
        assert_eq!((reply.status, reply.json()), (StatusCode::CREATED, json!({})));
    }
    let made = test.get(&key, "/connections?providerTypes=IDENTITY").await.json();
    let mut names: Vec<&str> =
        made["data"].as_array().unwrap().iter().filter_map(|one| one["clientAlias"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["personnel", "personnel-2", "personnel-3", "personnel-4", "roster"]);
    let una = test.get(&key, "/api/v1/people?q=una&left=false").await.json();
    assert_eq!(una["data"].as_array().unwrap().len(), 8);
}

#[tokio::test]
async fn whoever_is_missing_from_the_next_upload_has_left() {
    let (test, key) = TestApp::filled().await;
    test.clock.step(60);
    test.post(&key, "/connections/upload/json", &roster(0..8)).await;
    let path = format!("/connections/{}/upload/json", uploaded(&test, &key).await);
    test.clock.step(60);
    let reply = test.put(&key, &path, &roster(2..8)).await;
    assert_eq!((reply.status, reply.json()), (StatusCode::OK, json!({})));
    let gone = test.get(&key, "/api/v1/people?left=true&q=una").await.json();
    let emails: Vec<&str> = gone["data"].as_array().unwrap().iter().filter_map(|one| one["email"].as_str()).collect();
    assert_eq!(emails, ["una0@example.com", "una1@example.com"]);
    assert_eq!(gone["data"][0]["leftInferred"], true);
}

#[tokio::test]
async fn too_many_leavers_wait_for_their_count() {
    let (test, key) = TestApp::filled().await;
    test.clock.step(60);
    test.post(&key, "/connections/upload/json", &roster(0..8)).await;
    let path = format!("/connections/{}/upload/json", uploaded(&test, &key).await);
    test.clock.step(60);
    for query in ["", "?confirm=7"] {
        let reply = test.put(&key, &format!("{path}{query}"), &roster(6..8)).await;
        assert_eq!((reply.status, reply.code()), (StatusCode::BAD_REQUEST, 40015), "{query}");
        assert!(reply.json()["message"].as_str().unwrap().contains("6 of 8"));
    }
    assert_eq!(test.get(&key, "/api/v1/people?left=true&q=una").await.json()["data"], json!([]));
    assert_eq!(test.put(&key, &format!("{path}?confirm=6"), &roster(6..8)).await.status, StatusCode::OK);
    let gone = test.get(&key, "/api/v1/people?left=true&q=una").await.json();
    assert_eq!(gone["data"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn a_bad_roster_or_a_connection_of_another_sort_is_refused_and_nothing_is_stored() {
    let (test, key) = TestApp::filled().await;
    let before = test.get(&key, "/users").await.json()["total"].clone();
    let aws = test.get(&key, "/connections?providerTypes=INFRASTRUCTURE").await.json()["data"][0]["id"].clone();
    let path = format!("/connections/{}/upload/json", aws.as_str().unwrap());
    assert_eq!(test.put(&key, &path, &roster(0..2)).await.code(), 40402);
    for (body, code) in [
        (r#"{"personnelData":[{"id":"a"}]}"#, 40003),
        (r#"{"personnelData":[]} x"#, 40001),
        (r#"{}"#, 40002),
        (r#"[]"#, 40008),
        (r#"{"personnelData":[],"more":1}"#, 40005),
    ] {
        assert_eq!(test.post(&key, "/connections/upload/json", body).await.code(), code, "{body}");
    }
    assert_eq!(test.get(&key, "/users").await.json()["total"], before);
}
