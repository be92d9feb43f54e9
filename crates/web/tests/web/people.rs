//! People: the list, and one person with what is and was theirs.

use domain::members::Role;
use http::StatusCode;
use testkit::TestApp;

use crate::browser::Browser;

fn names(text: &str) -> Vec<String> {
    let rows = text.split("<th scope=\"row\"><a href=\"/people/").skip(1);
    rows.map(|row| row.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn people_are_listed_by_name_and_looked_for() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    let all = names(&browser.read("/people").await.text);
    assert_eq!(all, ["Wei Chen", "Ana Garcia", "Tom Jones", "Omar Khan", "Sally Smith"]);
    for (query, found) in [
        ("?q=WEI", 1),
        ("?state=left", 1),
        ("?state=here", 4),
        ("?q=nobody", 0),
        ("?after=khan%01omar.2", 1),
        ("?after=x", 5),
    ] {
        let seen = browser.read(&format!("/people{query}")).await;
        assert_eq!((seen.status, names(&seen.text).len()), (StatusCode::OK, found), "{query}");
    }
    assert!(browser.read("/people?q=nobody").await.text.contains("Nobody is like this"));
}

#[tokio::test]
async fn pages_of_people_go_forward_and_back() {
    let test = TestApp::empty().await;
    let rows: String = (0..120).map(|n| format!("p{n},p{n}@example.com,Same,Name{:03}\n", n * 7 % 120)).collect();
    let roster = format!("id,email,firstName,lastName\n{rows}");
    test.import("default", domain::runs::Scope::People, "roster", "csv", &roster).await.unwrap();
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    let link = |text: &str, word: &str| {
        let (before, _) = text.split_once(&format!(">{word}</a>"))?;
        Some(before.rsplit_once("<a href=\"")?.1.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&"))
    };
    let mut pages = vec![browser.read("/people").await.text];
    while let Some(next) = link(pages.last().unwrap(), "Next") {
        pages.push(browser.read(&next).await.text);
    }
    let all: Vec<String> = pages.iter().flat_map(|page| names(page)).collect();
    assert!(pages.len() == 3 && all.len() == 120 && all.is_sorted());
    let back = browser.read(&link(&pages[2], "Previous").unwrap()).await.text;
    assert_eq!(names(&back), all[50..100]);
    assert_eq!(names(&browser.read(&link(&back, "Previous").unwrap()).await.text), all[..50]);
}

#[tokio::test]
async fn a_person_shows_what_is_and_was_theirs_and_what_they_answer_for() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Reviewer).await;
    let (weic, deploy) = (test.account("default", "weic").await, test.account("default", "deploy").await);
    browser.send(&format!("/accounts/{weic}/link"), "person=omar.khan%40example.com").await;
    browser.send(&format!("/accounts/{deploy}/mark"), "purpose=Deploys&owner=tom.jones%40example.com").await;
    let omar = browser.read("/people/2").await.text;
    for part in ["has left", "left <time datetime=\"2025-06-30", "after they left", "weic", "What the roster says"] {
        assert!(omar.contains(part), "{part}");
    }
    test.clock.step(3 * 24 * 3600);
    browser.keep("whose", &test.session("default", Role::Reviewer).await);
    browser.send(&format!("/accounts/{weic}/link"), "person=tom.jones%40example.com").await;
    let omar = browser.read("/people/2").await.text;
    assert!(omar.contains("Were theirs before") && omar.contains("No account is theirs"));
    let then = browser.read("/people/2?asOf=2026-11-03").await.text;
    assert!(then.contains("after they left") && !then.contains("Were theirs before"));
    let tom = browser.read("/people/5").await.text;
    assert!(tom.contains("Deploys") && tom.contains("weic") && tom.contains("Seen on a roster for the first time"));
    assert_eq!(browser.read("/people/5?asOf=2020-01-01").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn roles_and_companies_see_only_what_they_may() {
    let (test, _) = TestApp::filled().await;
    let viewer = Browser::signed_in(&test, Role::Viewer).await;
    assert!(viewer.read("/people/1").await.text.contains("Your role does not show what happened"));
    assert_eq!(viewer.read("/people/99").await.status, StatusCode::NOT_FOUND);
    test.app.create_company(&test.local("default").await, "other").await.unwrap();
    let other = Browser::at(&test);
    other.keep("whose", &test.session("other", Role::Administrator).await);
    assert!(other.read("/people").await.text.contains("Nobody yet"));
    assert_eq!(other.read("/people/1").await.status, StatusCode::NOT_FOUND);
}
