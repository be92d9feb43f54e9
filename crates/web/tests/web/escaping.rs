//! Whatever a provider, a roster or a member sends is shown as text, and runs nowhere.

use app::members::NewMember;
use domain::{connections::Kind, members::Role, runs::Scope};
use testkit::{TestApp, importing};
use web::routes::{self, Verb};

use crate::browser::Browser;

/// Texts that would run if they were written as they are.
const PAYLOADS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "\" autofocus onfocus=alert(1) x=\"",
    "{{7*7}}<b>x</b>",
    "<!--<iframe srcdoc='<script>alert(1)</script>'>",
];

/// What is read and is no page.
const NO_PAGES: [&str; 3] = ["/accounts/people", "/accounts/file", "/findings/export"];

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A register in which every text that comes from elsewhere is one of these.
async fn poisoned(payload: &str) -> (TestApp, Browser) {
    let test = TestApp::empty().await;
    // No address can hold such a text.
    let (word, address) = (cell(payload), "x@example.com");
    let roster = format!(
        "id,email,firstName,lastName,jobTitle,startDate,endDate,contractor\n{word},{address},{word},{word},{word},2020-01-01,,false\n"
    );
    test.import("default", Scope::People, "roster", "csv", &roster).await.unwrap();
    let mut import = importing(Scope::Accounts, &payload.chars().take(60).collect::<String>(), "csv");
    import.kind = Some(Kind::Ldap);
    let list = format!("id,username,email,mfa,{word}\n{word},{word},{address},unknown,{word}\n");
    test.import_as("default", import, &list).await.unwrap();
    let caller = test.local("default").await;
    let new = NewMember { name: payload.to_owned(), role: Role::Administrator, person: None };
    let ticket = test.app.invite(&caller, new).await.unwrap().1;
    let browser = Browser::at(&test);
    browser.keep("whose", test.app.sign_in(ticket.reveal(), None).await.unwrap().reveal());
    (test, browser)
}

/// The tags of a page as a browser sees them: each with the names of its attributes.
fn tags(mut text: &str) -> Vec<(String, Vec<String>)> {
    let mut tags = Vec::new();
    while let Some((_, rest)) = text.split_once('<') {
        let name: String = rest.chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
        let (mut names, mut rest) = (Vec::new(), &rest[name.len()..]);
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break;
            }
            let attribute: String = rest.chars().take_while(|c| !c.is_whitespace() && !"=>".contains(*c)).collect();
            assert!(!attribute.is_empty(), "<{name} is broken");
            rest = &rest[attribute.len()..];
            names.push(attribute);
            if let Some(value) = rest.strip_prefix('=') {
                let quote = value.chars().next().filter(|c| "\"'".contains(*c)).unwrap();
                rest = value[1..].split_once(quote).unwrap().1;
            }
        }
        tags.push((name, names));
        text = rest;
    }
    tags
}

/// Every tag is one that our templates have, with attributes that they have.
fn check(text: &str, place: &str) {
    const FOREIGN: [&str; 9] =
        ["img", "iframe", "b", "svg/onload=alert(1)", "object", "embed", "base", "style", "!--<iframe"];
    let tags = tags(text);
    assert!(tags.len() > 20, "{place}");
    for (name, attributes) in &tags {
        assert!(!FOREIGN.contains(&name.as_str()), "{place} has <{name}>");
        let runs = attributes.iter().find(|attribute| attribute.starts_with("on") || *attribute == "srcdoc");
        assert_eq!(runs, None, "{place}: <{name}>");
    }
    let count = |wanted: &str| tags.iter().filter(|(name, _)| name == wanted).count();
    assert_eq!((count("script"), count("title")), (2, 1), "{place}");
}

#[tokio::test]
async fn no_text_from_elsewhere_runs_in_any_page() {
    for payload in PAYLOADS {
        let (test, browser) = poisoned(payload).await;
        let account = test.account("default", payload).await.get();
        let typed: String = payload.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for (form, fields) in [
            ("link", "person=%231".to_owned()),
            ("unlink", String::new()),
            ("mark", format!("purpose={typed}&owner=%231")),
        ] {
            browser.send(&format!("/accounts/{account}/{form}"), &format!("{fields}&because={typed}")).await;
        }
        for route in routes::all().filter(|route| route.verb == Verb::Read && !NO_PAGES.contains(&route.path)) {
            let path = route.path.replace("{id}", &account.to_string());
            check(&browser.read(&path).await.text, &path);
            check(
                &browser
                    .read(&format!("{path}?q={typed}&sort={typed}&person={typed}&to={typed}&ticket={typed}"))
                    .await
                    .text,
                &path,
            );
        }
        for asked in [
            format!("do=mark&purpose={typed}&owner={typed}"),
            format!("do=mark&purpose={typed}&owner=%231"),
            format!("do={typed}&to={typed}&access={typed}"),
            "do=reset".to_owned(),
        ] {
            let path = format!("/accounts/bulk?ids={account}&{asked}");
            check(&browser.read(&path).await.text, &path);
        }
        let columns = "/accounts?family=infrastructure&column=email&column=external&column=decided&column=whose&column=connection";
        check(&browser.read(columns).await.text, columns);
        let proposed = "/imports/3";
        let list =
            format!("id,username,email,{}\nx,{},x@example.com,{}\n", cell(payload), cell(payload), cell(payload));
        let (connection, file) = (("connection", "2"), payload.replace('"', "%22"));
        assert_eq!(browser.upload("/imports/new", &[connection], (&file, &list)).await.location(), proposed);
        for path in [proposed, "/imports/2", "/imports/connections/2"] {
            check(&browser.read(path).await.text, path);
        }
        let refused = browser.upload("/imports/new", &[("name", payload), ("map", payload)], (payload, "x")).await;
        check(&refused.text, "the file again");
        let refused =
            browser.send(&format!("/accounts/{account}/link"), &format!("person={typed}&because={typed}")).await;
        check(&refused.text, "the form again");
        check(&Browser::at(&test).read(&format!("/sign-in?ticket={typed}&to={typed}")).await.text, "/sign-in");
        check(&browser.read(&format!("/{typed}")).await.text, "an unknown page");
        let options = browser.read(&format!("/accounts/people?person={typed}")).await.text;
        assert!(!options.contains("<script>") && !options.contains("<img"), "{options}");
    }
}
