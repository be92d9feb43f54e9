//! Every operation: what a key must be allowed, and what somebody without a working key gets.

use api::operations::{self, Operation};
use axum::body::Body;
use domain::keys;
use http::{HeaderMap, Method, Request, StatusCode, header};
use testkit::{Reply, TestApp, samples};

fn path(operation: &Operation) -> String {
    operation.path.replace("{id}", "1").replace("{email}", "sally.smith%40example.com").replace("{name}", "default")
}

fn paths(operation: &Operation) -> Vec<String> {
    let path = path(operation);
    if operation.is_documented() { vec![format!("/public{path}"), path] } else { vec![path] }
}

fn request(operation: &Operation, path: &str, authorization: &[&str]) -> Request<Body> {
    let mut request = Request::builder().method(operation.method.clone()).uri(path);
    for value in authorization {
        request = request.header(header::AUTHORIZATION, *value);
    }
    request.header(header::CONTENT_TYPE, "application/json").body(Body::from("{}")).unwrap()
}

/// The values of `Authorization` that let nobody pass.
async fn refused(test: &TestApp, key: &str) -> Vec<Vec<String>> {
    let caller = test.local("default").await;
    let (revoked, revoked_text) = test.key("default", caller.permissions).await;
    test.app.revoke_key(&caller, revoked.id).await.unwrap();
    let short = app::keys::NewKey {
        name: "short".to_owned(),
        owner: samples::OWNER.to_owned(),
        permissions: caller.permissions,
        expires_at: Some(test.app.now().plus_seconds(60)),
    };
    let expired = test.app.create_key(&caller, short).await.unwrap().1.reveal().to_owned();
    let unknown = keys::spell(&[7; 64]).unwrap();
    assert_eq!(test.get(&expired, "/users").await.status, StatusCode::OK);
    test.clock.step(60);
    let bearer = |key: &str| vec![format!("Bearer {key}")];
    vec![
        vec![],
        bearer(&unknown),
        bearer("whose_nothing"),
        bearer(""),
        bearer(&expired),
        bearer(&revoked_text),
        bearer(&format!("{key}x")),
        bearer(&key.to_uppercase()),
        vec![format!("Basic {key}")],
        vec![key.to_owned()],
        vec!["Bearer".to_owned()],
        vec![format!("Bearer {key}"), format!("Bearer {key}")],
    ]
}

fn outside(reply: &Reply) -> (StatusCode, HeaderMap, Vec<u8>) {
    (reply.status, reply.headers.clone(), reply.bytes.clone())
}

#[tokio::test]
async fn without_a_working_key_every_operation_answers_the_same_bytes() {
    let (test, key) = TestApp::filled().await;
    let refused = refused(&test, &key).await;
    for operation in operations::all() {
        for path in paths(operation) {
            let first = test.ask(request(operation, &path, &[])).await;
            assert_eq!((first.status, first.code()), (StatusCode::UNAUTHORIZED, 40101), "{path}");
            assert_eq!(first.headers[header::WWW_AUTHENTICATE], "Bearer", "{path}");
            for values in &refused {
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                let reply = test.ask(request(operation, &path, &values)).await;
                assert_eq!(outside(&reply), outside(&first), "{path}");
            }
            let in_query = test.ask(request(operation, &format!("{path}?api_key={key}"), &[])).await;
            assert_eq!(outside(&in_query), outside(&first), "{path}");
        }
    }
}

#[tokio::test]
async fn a_key_passes_whatever_the_case_of_its_scheme() {
    let (test, key) = TestApp::filled().await;
    let users = operations::all().find(|operation| operation.path == "/users").unwrap();
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let reply = test.ask(request(users, "/users", &[&format!("{scheme} {key}")])).await;
        assert_eq!(reply.status, StatusCode::OK, "{scheme}");
    }
}

#[tokio::test]
async fn a_key_without_the_permission_of_an_operation_is_forbidden() {
    let (test, _) = TestApp::filled().await;
    let mut asked = 0;
    for operation in operations::all() {
        let Some(permission) = operation.permission else { continue };
        let key = test.key_without("default", permission).await;
        for path in paths(operation) {
            let reply = test.ask(request(operation, &path, &[&format!("Bearer {key}")])).await;
            assert_eq!((reply.status, reply.code()), (StatusCode::FORBIDDEN, 40301), "{} {path}", operation.id);
            asked += 1;
        }
    }
    assert!(asked > 40);
}

#[tokio::test]
async fn while_terms_wait_everything_is_412_but_what_leads_out_of_it() {
    const OPEN: [&str; 11] = [
        "whoami",
        "listKeys",
        "revokeKey",
        "listMembers",
        "removeMember",
        "listCompanies",
        "createCompany",
        "setFeature",
        "setCompany",
        "publishTerms",
        "acceptTerms",
    ];
    let (test, key) = TestApp::filled().await;
    test.app.publish_terms(&test.local("default").await).await.unwrap();
    let (open, closed): (Vec<_>, Vec<_>) = operations::all().partition(|operation| OPEN.contains(&operation.id));
    assert_eq!(open.len(), OPEN.len());
    for operation in closed {
        for path in paths(operation) {
            let reply = test.ask(request(operation, &path, &[&format!("Bearer {key}")])).await;
            assert_eq!((reply.status, reply.code()), (StatusCode::PRECONDITION_FAILED, 41201), "{path}");
        }
    }
    for operation in open
        .iter()
        .filter(|operation| !["revokeKey", "removeMember", "acceptTerms", "publishTerms"].contains(&operation.id))
    {
        let reply = test.ask(request(operation, &path(operation), &[&format!("Bearer {key}")])).await;
        assert_ne!(reply.status, StatusCode::PRECONDITION_FAILED, "{}", operation.id);
    }
    let terms = |reply: &Reply| {
        (reply.json()["company"]["termsAccepted"].clone(), reply.json()["company"]["termsInForce"].clone())
    };
    let whoami = test.get(&key, "/api/v1/whoami").await;
    assert_eq!(terms(&whoami), (0.into(), 1.into()));
    assert_eq!(test.post(&key, "/api/v1/terms/acceptance", "").await.status, StatusCode::OK);
    assert_eq!(terms(&test.get(&key, "/api/v1/whoami").await), (1.into(), 1.into()));
    assert_eq!(test.get(&key, "/users").await.status, StatusCode::OK);
    let id = whoami.json()["key"]["id"].clone();
    assert_eq!(test.post(&key, &format!("/api/v1/keys/{id}/revoke"), "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_asks_learns_everything_about_their_key_but_its_text() {
    let (test, _) = TestApp::filled().await;
    let permissions = [domain::permissions::Permission::ListUsers].into_iter().collect();
    let (made, text) = test.key("default", permissions).await;
    let reply = test.get(&text, "/api/v1/whoami").await;
    let (whoami, key) = (reply.json(), reply.json()["key"].clone());
    assert_eq!((&key["id"], &key["name"]), (&made.id.get().into(), &"test".into()));
    assert_eq!(key["owner"]["email"], samples::OWNER);
    assert_eq!(key["permissions"], serde_json::json!(["Users: List Users"]));
    assert_eq!(key["permissions"], whoami["permissions"]);
    assert_eq!(
        (&key["createdAt"], &key["expiresAt"]),
        (&"2026-11-02T09:00:00.000000Z".into(), &"2027-11-02T09:00:00.000000Z".into())
    );
    assert_eq!(key["revokedAt"], serde_json::Value::Null);
    assert!(!String::from_utf8(reply.bytes).unwrap().contains(&text));
}

#[tokio::test]
async fn no_key_of_another_company_can_have_the_operators_permission() {
    let (test, _) = TestApp::filled().await;
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let key = test.fill("other").await;
    for operation in operations::all() {
        if operation.permission == Some(domain::permissions::Permission::ManageCompanies) {
            let reply = test.ask(request(operation, &path(operation), &[&format!("Bearer {key}")])).await;
            assert_eq!(reply.code(), 40301, "{}", operation.id);
        }
    }
}

#[tokio::test]
async fn an_unknown_route_is_404_only_with_a_key() {
    let (test, key) = TestApp::filled().await;
    for path in [
        "/",
        "/public",
        "/nothing",
        "/public/user-identities",
        "/user-identities/infrastructure/",
        "/user-identities/infrastructure/1",
        "/user-identities/infrastructure/1/connect/",
        "/USERS",
        "/api/v1",
        "/api/v2/accounts",
        "/public/api/v1/accounts",
        "//users",
    ] {
        let reply = test.get(&key, path).await;
        assert_eq!((reply.status, reply.code()), (StatusCode::NOT_FOUND, 40401), "{path}");
        assert_eq!(test.get("", path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn a_wrong_method_is_405_and_names_the_right_ones() {
    let (test, key) = TestApp::filled().await;
    for operation in operations::all() {
        let here = || operations::all().filter(|other| other.path == operation.path).map(|other| other.method.as_str());
        let mut right: Vec<&str> = here().chain(here().any(|method| method == "GET").then_some("HEAD")).collect();
        right.sort_unstable();
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
            if right.contains(&method.as_str()) {
                continue;
            }
            for path in paths(operation) {
                let reply = test.send(&key, method.clone(), &path, Vec::new()).await;
                assert_eq!((reply.status, reply.code()), (StatusCode::METHOD_NOT_ALLOWED, 40501), "{method} {path}");
                assert_eq!(reply.headers[header::ALLOW], right.join(", "), "{method} {path}");
                let unknown = test.send("", method.clone(), &path, Vec::new()).await;
                assert_eq!(unknown.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            }
        }
    }
}
