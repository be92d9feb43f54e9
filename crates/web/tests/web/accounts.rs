//! The list of accounts: what it is of, how it goes on, what it shows.

use domain::members::Role;
use http::{Method, StatusCode};
use testkit::{TestApp, importing, samples};

use crate::browser::Browser;

/// The names of the accounts in a page, in their order.
fn names(text: &str) -> Vec<String> {
    let rows = text.split("<th scope=\"row\">").skip(1);
    rows.map(|row| row.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

/// The address of a link with that word in it.
fn link(text: &str, word: &str) -> Option<String> {
    let (before, _) = text.split_once(&format!(">{word}</a>"))?;
    let (_, tag) = before.rsplit_once("<a href=\"")?;
    Some(tag.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&"))
}

#[tokio::test]
async fn the_list_is_of_what_its_address_says() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    for (query, found) in [
        ("", 8),
        ("?q=SALLY", 2),
        ("?state=nobody", 5),
        ("?state=person", 3),
        ("?state=service", 0),
        ("?state=leaver", 0),
        ("?family=version_control", 3),
        ("?family=identity", 5),
        ("?connection=2", 5),
        ("?at=gone", 0),
        ("?at=here&state=nobody&q=build", 1),
        ("?state=nonsense&family=nonsense&connection=nonsense&sort=nonsense&after=nonsense", 8),
    ] {
        let seen = browser.read(&format!("/accounts{query}")).await;
        assert_eq!((seen.status, names(&seen.text).len()), (StatusCode::OK, found), "{query}");
    }
}

#[tokio::test]
async fn an_empty_list_says_what_to_do_first() {
    let test = TestApp::empty().await;
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    assert!(browser.read("/accounts").await.text.contains("No accounts yet"));
    assert!(browser.read("/accounts?q=x").await.text.contains("No account is like this"));
}

#[tokio::test]
async fn pages_go_forward_and_back_over_every_account_once() {
    let (test, _) = TestApp::filled().await;
    let list: String = (0..160).map(|number| format!("{number},user & {:03}\n", number * 7 % 160)).collect();
    let mut import = importing(domain::runs::Scope::Accounts, "ldap", "csv");
    import.kind = Some(domain::connections::Kind::Ldap);
    test.import_as("default", import, &format!("id,username\n{list}")).await.unwrap();
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    for sort in ["name", "-name", "external", "-external", "id", "-id"] {
        let mut path = format!("/accounts?connection=4&sort={sort}");
        let (mut pages, mut back) = (Vec::new(), Vec::new());
        let last = loop {
            let text = browser.read(&path).await.text;
            pages.push(names(&text));
            match link(&text, "Next") {
                Some(next) => path = next,
                None => break text,
            }
        };
        let mut all = pages.concat();
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 50, 10], "{sort}");
        let mut previous = link(&last, "Previous");
        while let Some(path) = previous {
            let text = browser.read(&path).await.text;
            back.push(names(&text));
            previous = link(&text, "Previous");
        }
        back.reverse();
        assert_eq!(back.concat(), all[..150], "{sort}");
        if sort.ends_with("name") {
            assert_eq!(all.is_sorted(), sort == "name");
        }
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 160, "{sort}");
    }
}

#[tokio::test]
async fn columns_are_chosen_and_the_script_is_told_the_address() {
    let (test, _) = TestApp::filled().await;
    let browser = Browser::signed_in(&test, Role::Viewer).await;
    let text = browser.read("/accounts?column=email&column=decided&column=nonsense").await.text;
    assert!(text.contains("data-label=\"Address\"") && text.contains("data-label=\"Decided by\""));
    assert!(!text.contains("data-label=\"Whose\"") && text.contains(samples::OWNER));
    let partial = browser
        .ask(
            Method::GET,
            "/accounts?q=deploy&state=&column=whose&column=connection&column=mfa&column=checked",
            &[("hx-request", "true")],
            "",
        )
        .await;
    assert_eq!(partial.headers["hx-replace-url"], "/accounts?q=deploy");
    let fragment = browser.ask(Method::GET, "/accounts/people?person=sal", &[("hx-request", "true")], "").await;
    assert!(fragment.text.contains("sally.smith@example.com") && !fragment.headers.contains_key("hx-replace-url"));
}
