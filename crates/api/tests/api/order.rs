//! The one fixed order in which operation 1 refuses what is wrong in several ways.

use axum::body::Body;
use domain::{companies::Feature, permissions::Permission};
use http::{Method, Request, header};
use testkit::TestApp;

use crate::history;

/// What is wrong with a request, in the order in which it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wrong {
    Key,
    Terms,
    Permission,
    Feature,
    ContentType,
    PathId,
    KeyInQuery,
    Size,
    Body,
    Identity,
    User,
    ServiceAccount,
}

use Wrong::{
    Body as BadBody, ContentType, Feature as NoFeature, Identity, Key, KeyInQuery, PathId, Permission as NoPermission,
    ServiceAccount, Size, Terms, User,
};

const ALL: [Wrong; 12] = [
    Key,
    Terms,
    NoPermission,
    NoFeature,
    ContentType,
    PathId,
    KeyInQuery,
    Size,
    BadBody,
    Identity,
    User,
    ServiceAccount,
];
/// Two of one of these cannot be wrong in one request.
const EXCLUSIVE: [&[Wrong]; 2] = [&[PathId, Identity, ServiceAccount], &[Size, BadBody, User]];

impl Wrong {
    const fn answer(self) -> u64 {
        match self {
            Key => 40101,
            Terms => 41201,
            NoPermission => 40301,
            NoFeature => 40201,
            ContentType => 41501,
            PathId => 40004,
            KeyInQuery => 40009,
            Size => 41301,
            BadBody => 40003,
            Identity => 40402,
            User => 40403,
            ServiceAccount => 40014,
        }
    }
}

/// A company with its keys: one that may do everything, one without the permission.
struct Tenant {
    terms: bool,
    feature: bool,
    keys: [String; 2],
    plain: i64,
    service: i64,
    person: i64,
}

async fn tenant(test: &TestApp, name: &str, terms: bool, feature: bool) -> Tenant {
    let operator = test.local("default").await;
    test.app.create_company(&operator, name).await.unwrap();
    let key = test.fill(name).await;
    let service = test.account(name, "deploy").await.get();
    let path = format!("/user-identities/infrastructure/{service}/service-account");
    test.put(&key, &path, r#"{"serviceAccount": true, "serviceAccountReason": "Deploys"}"#).await;
    test.app.set_feature(&operator, name, Feature::Infrastructure, feature).await.unwrap();
    Tenant {
        terms,
        feature,
        keys: [key, test.key_without(name, Permission::ManageInfrastructure).await],
        plain: test.account(name, "tjones").await.get(),
        service,
        person: history::person(test, name, "tom.jones@example.com").await,
    }
}

/// Companies with and without the feature, with and without the terms accepted.
async fn tenants(test: &TestApp) -> Vec<(String, Tenant)> {
    let mut tenants = Vec::new();
    for (name, terms, feature) in
        [("both", true, true), ("no feature", true, false), ("no terms", false, true), ("neither", false, false)]
    {
        tenants.push((name.to_owned(), tenant(test, name, terms, feature).await));
    }
    test.app.publish_terms(&test.local("default").await).await.unwrap();
    for (name, tenant) in &tenants {
        if tenant.terms {
            test.app.accept_terms(&test.local(name).await).await.unwrap();
        }
    }
    tenants
}

fn request(tenant: &Tenant, wrong: &[Wrong]) -> Request<Body> {
    let is = |what: Wrong| wrong.contains(&what);
    let id = match wrong.iter().find(|what| EXCLUSIVE[0].contains(what)) {
        Some(PathId) => "01".to_owned(),
        Some(Identity) => "9000000".to_owned(),
        Some(_) => tenant.service.to_string(),
        None => tenant.plain.to_string(),
    };
    let body = match wrong.iter().find(|what| EXCLUSIVE[1].contains(what)) {
        Some(Size) => " ".repeat(17 * 1024),
        Some(BadBody) => r#"{"userId": 0}"#.to_owned(),
        Some(_) => format!(r#"{{"userId": {}}}"#, history::NOBODY.get()),
        None => format!(r#"{{"userId": {}}}"#, tenant.person),
    };
    let key = if is(Key) { "whose_nothing" } else { &tenant.keys[usize::from(is(NoPermission))] };
    let query = if is(KeyInQuery) { "?api_key=secret" } else { "" };
    Request::builder()
        .method(Method::PUT)
        .uri(format!("/public/user-identities/infrastructure/{id}/connect{query}"))
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::CONTENT_TYPE, if is(ContentType) { "text/plain" } else { "application/json" })
        .body(Body::from(body))
        .unwrap()
}

/// Every set of wrongs that one request can have.
fn combinations() -> impl Iterator<Item = Vec<Wrong>> {
    let sets = (0..1_u32 << ALL.len()).map(|set| {
        ALL.iter().enumerate().filter(|(bit, _)| set & (1 << bit) != 0).map(|(_, wrong)| *wrong).collect::<Vec<_>>()
    });
    sets.filter(|wrong| EXCLUSIVE.iter().all(|group| group.iter().filter(|one| wrong.contains(one)).count() < 2))
}

#[tokio::test]
async fn the_first_wrong_in_the_fixed_order_is_the_answer_in_every_combination() {
    let test = TestApp::empty().await;
    let tenants = tenants(&test).await;
    let mut tried = 0;
    for wrong in combinations() {
        let (terms, feature) = (!wrong.contains(&Terms), !wrong.contains(&NoFeature));
        let (_, tenant) =
            tenants.iter().find(|(_, tenant)| (tenant.terms, tenant.feature) == (terms, feature)).unwrap();
        let reply = test.ask(request(tenant, &wrong)).await;
        let expected = wrong.first().map_or(0, |first| first.answer());
        assert_eq!(reply.code(), expected, "{wrong:?}: {}", reply.json());
        tried += 1;
    }
    assert_eq!(tried, 64 * 4 * 4);
}

#[tokio::test]
async fn a_wrong_key_learns_nothing_about_routes_and_methods() {
    let (test, key) = TestApp::filled().await;
    for (method, path, code) in
        [(Method::GET, "/public/nothing", 40401), (Method::DELETE, "/public/users", 40501), (Method::GET, "/", 40401)]
    {
        assert_eq!(test.send("whose_nothing", method.clone(), path, Vec::new()).await.code(), 40101, "{path}");
        assert_eq!(test.send(&key, method, path, Vec::new()).await.code(), code, "{path}");
    }
}
