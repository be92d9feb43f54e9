//! Rules that every route keeps, whatever its page does.

use domain::members::Role;
use http::{Method, StatusCode, header};
use testkit::TestApp;
use web::routes::{self, Asks, Route, Verb};

use crate::browser::Browser;

/// Routes that ask for nothing but a session: what everybody may do with their own, and places that show by permission.
const OF_A_SESSION: [&str; 7] = [
    "/settings",
    "/settings/sessions/{id}/end",
    "/settings/company",
    "/settings/terms",
    "/sign-out",
    "/theme",
    "/keyboard",
];

fn path(route: &Route) -> String {
    route.path.replace("{id}", "1")
}

fn method(route: &Route) -> Method {
    if route.verb == Verb::Read { Method::GET } else { Method::POST }
}

/// How many events there are.
async fn happened(test: &TestApp) -> usize {
    let caller = test.local("default").await;
    test.app.events(&caller, store::events::Wanted::default(), 100_000).await.unwrap().len()
}

#[test]
fn every_route_asks_for_a_permission_or_is_of_the_session_alone() {
    for route in routes::all() {
        let named = OF_A_SESSION.contains(&route.path);
        assert_eq!(route.asks == Asks::Session, named, "{}", route.path);
    }
    assert!(routes::all().count() > 15);
}

#[tokio::test]
async fn every_page_needs_a_session() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::at(&test);
    for route in routes::all() {
        for session in ["", "x", &"0".repeat(64)] {
            browser.keep("whose", session);
            let own = [("sec-fetch-site", "same-origin")];
            let seen = browser.ask(method(route), &path(route), &own, "").await;
            let right = if route.verb == Verb::Read { StatusCode::SEE_OTHER } else { StatusCode::UNAUTHORIZED };
            assert_eq!(seen.status, right, "{}", route.path);
            assert!(route.verb == Verb::Send || seen.location().starts_with("/sign-in"), "{}", route.path);
        }
    }
}

#[tokio::test]
async fn every_page_needs_its_permission() {
    let (test, _) = TestApp::filled().await;
    for role in Role::ALL {
        let browser = Browser::signed_in(&test, role).await;
        for route in routes::all() {
            let (Asks::May(permission) | Asks::BeforeTerms(permission)) = route.asks else { continue };
            if role.permissions().has(permission) {
                continue;
            }
            let own = [("sec-fetch-site", "same-origin")];
            let seen = browser.ask(method(route), &path(route), &own, "").await;
            assert_eq!(seen.status, StatusCode::FORBIDDEN, "{} {}", role.name(), route.path);
        }
    }
}

#[tokio::test]
async fn every_form_needs_the_token_of_its_session_and_this_host() {
    let (test, _) = TestApp::filled().await;
    let (browser, other) =
        (Browser::signed_in(&test, Role::Administrator).await, Browser::signed_in(&test, Role::Administrator).await);
    let stolen = other.read("/settings").await.hidden("token");
    let token = browser.read("/settings").await.hidden("token");
    let before = happened(&test).await;
    for route in routes::all().filter(|route| route.verb == Verb::Send) {
        let path = path(route);
        for fields in ["".to_owned(), "token=".to_owned(), format!("token={stolen}"), format!("x={token}")] {
            let seen = browser.post(&path, &fields).await;
            assert_eq!(seen.status, StatusCode::FORBIDDEN, "{path} {fields}");
        }
        let right = format!("token={token}");
        for headers in [
            &[][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("origin", "null")],
            &[("origin", "https://whose.example.com.evil.example")],
        ] {
            let seen = browser.ask(Method::POST, &path, headers, &right).await;
            assert_eq!(seen.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
        }
    }
    assert_eq!(happened(&test).await, before);
}

#[tokio::test]
async fn every_page_is_shown_with_its_headers_and_its_place_in_the_navigation() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Administrator).await;
    for route in routes::all().filter(|route| route.verb == Verb::Read) {
        let seen = browser.read(&path(route)).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", route.path);
        let policy = seen.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(seen.headers[header::CACHE_CONTROL], "no-store", "{}", route.path);
        assert!(seen.text.len() < 60_000, "{} has {} bytes", route.path, seen.text.len());
        if seen.text.starts_with("<!doctype html>") {
            for part in ["<h1>", "<title>", "class=\"skip\"", "aria-current=\"", "id=\"main\""] {
                assert!(seen.text.contains(part), "{} lacks {part}", route.path);
            }
        }
    }
}

#[tokio::test]
async fn an_unknown_page_is_a_page_too_and_a_wrong_method_says_so() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    for unknown in ["/nothing", "/accounts/1/2/3", "/accounts/0", "/accounts/x", "/accounts/99999", "/static/x.css"] {
        let seen = browser.read(unknown).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{unknown}");
        assert!(seen.text.starts_with("<!doctype html>"), "{unknown}");
    }
    assert_eq!(Browser::at(&test).read("/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.read("/theme").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(browser.post("/accounts", "").await.status, StatusCode::METHOD_NOT_ALLOWED);
    let own = [("sec-fetch-site", "same-origin")];
    assert_eq!(browser.ask(Method::DELETE, "/accounts", &own, "").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn static_files_are_kept_for_ever_under_the_digest_of_what_they_hold() {
    let test = TestApp::empty().await;
    let browser = Browser::at(&test);
    let page = browser.read("/sign-in").await.text;
    let files: Vec<&str> = page.split('"').filter(|text| text.starts_with("/static/")).collect();
    assert_eq!(files.len(), 4);
    let mut bytes = page.len();
    for file in files {
        let packed = browser.ask(Method::GET, file, &[("accept-encoding", "br, gzip")], "").await;
        assert_eq!(packed.headers[header::CONTENT_ENCODING], "gzip", "{file}");
        let seen = browser.read(file).await;
        assert_eq!(seen.status, StatusCode::OK, "{file}");
        assert!(seen.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"), "{file}");
        assert!(!seen.headers.contains_key(header::CONTENT_ENCODING), "{file}");
        bytes += seen.text.len();
    }
    assert!(bytes < 80_000, "the first page has {bytes} bytes with all its files");
}

#[tokio::test]
async fn colours_are_chosen_without_a_script() {
    let test = TestApp::empty().await;
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    let chosen = browser.send("/theme", "theme=dark&to=%2Faccounts%3Fq%3Da").await;
    assert_eq!(chosen.location(), "/accounts?q=a");
    assert!(browser.read("/accounts").await.text.contains("data-theme=\"dark\""));
    browser.send("/theme", "theme=auto&to=%2F%2Fevil.example").await;
    assert!(!browser.read("/accounts").await.text.contains("data-theme"));
}

#[tokio::test]
async fn no_page_takes_a_path_of_the_api() {
    let test = TestApp::empty().await;
    // Joining them fails where both have a path.
    let pages = web::Pages::new(test.app.clone(), web::Settings::default());
    drop(test.router.clone().merge(pages.router()));
}
