//! What the sample company promises.

use std::sync::Arc;

use store::lists::{From, Page, Sort, Wanted};
use testkit::{Database, Files, TestApp};

#[tokio::test]
async fn the_first_page_shows_every_sort_of_answer_and_account_1_is_untouched() {
    let database = Database::new().await;
    let test = TestApp::on(database, api::Settings::default()).await;
    let pool = test.database.open().await;
    let filled = super::fill(&pool, Arc::new(Files)).await.ok().unwrap();
    assert!(filled.key.starts_with("whose_"));
    let caller = test.local("default").await;
    let first = test.app.account(&caller, domain::ids::AccountId::new(1)).await.unwrap();
    let first = &first.accounts[0];
    assert_eq!(first.account.family, domain::connections::Family::Infrastructure);
    assert_eq!(first.link.version, 0);
    let wanted = Wanted { families: vec![domain::connections::Family::Infrastructure], ..Wanted::default() };
    let page = Page { sort: Sort::Username, descending: false, from: From::Skip(0), limit: 20 };
    let listed = test.app.list_accounts(&caller, wanted, page, true).await.unwrap();
    let links: Vec<_> = listed.answer.accounts.iter().map(|stored| &stored.link).collect();
    assert!(links.iter().any(|link| link.person.is_some()));
    assert!(links.iter().any(|link| link.service.is_some()));
    assert!(links.iter().any(|link| link.is_unlinked()));
    let people = test.app.list_people(&caller, store::people::Wanted::default(), 100, 0).await.unwrap();
    assert_eq!(people.total, 60);
    assert!(people.people.iter().filter(|profile| profile.person.left.is_some()).count() >= 3);
    for name in filled.ask.iter().filter(|name| !name.contains('@')) {
        assert!(!test.app.named_accounts(&caller, name).await.unwrap().accounts.is_empty(), "{name}");
    }
}
