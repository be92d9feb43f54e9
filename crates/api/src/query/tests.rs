//! The golden table of query strings.

use domain::{
    connections::{Family, Kind, State},
    ids::{ConnectionId, MAX, PersonId},
};
use proptest::prelude::*;

use super::*;
use crate::problems::Code;

const USUAL: Page = Page { number: 1, limit: 20 };

fn identities(query: &str) -> Result<ListIdentities, String> {
    ListIdentities::parse(query, Family::Infrastructure).map_err(|problem| {
        assert_eq!(problem.code(), Code::Query);
        problem.message().trim_start_matches("Malformed data and/or validation errors: ").to_owned()
    })
}

fn usual() -> ListIdentities {
    let (sort, direction) = (IdentitySort::Username, Direction::Ascending);
    ListIdentities { page: USUAL, q: None, kind: None, connection: None, sort, direction }
}

#[test]
fn nothing_asked_is_the_first_twenty_by_user_name() {
    for query in [
        "",
        "&",
        "&&",
        "q=",
        "q=%20",
        "unknown=1",
        "unknown=1&unknown=2",
        "unknown=%zz",
        "Page=9",
        "=",
        "=x",
        "utm=%ff",
    ] {
        assert_eq!(identities(query), Ok(usual()), "{query}");
    }
}

#[test]
fn pages_are_whole_numbers_and_floats_are_too() {
    for (query, number, limit) in [
        ("page=1", 1, 20),
        ("page=1.0", 1, 20),
        ("page=2&limit=50", 2, 50),
        ("page=1.0&limit=20.0", 1, 20),
        ("limit=1", 1, 1),
        ("limit=50.0", 1, 50),
        ("%70age=3", 3, 20),
        ("page=%31", 1, 20),
        ("page=9007199254740991&limit=50", MAX, 50),
    ] {
        assert_eq!(identities(query).map(|list| list.page), Ok(Page { number, limit }), "{query}");
    }
    assert_eq!(Page { number: MAX, limit: 50 }.offset(), (MAX - 1) * 50);
    assert_eq!(USUAL.offset(), 0);
}

#[test]
fn a_known_parameter_that_is_malformed_is_named_with_its_rule() {
    let limit = "limit must be a whole number from 1 to 50";
    let page = "page must be a whole number of at least 1";
    for (query, message) in [
        ("page=0", page),
        ("page=", page),
        ("page", page),
        ("page=-1", page),
        ("page=+1", page),
        ("page=%2B1", page),
        ("page=1.5", page),
        ("page=1e3", page),
        ("page=01", page),
        ("page=one", page),
        ("page=9007199254740992", page),
        ("page=%20", page),
        ("page=1%00", "page must not contain U+0000"),
        ("page=%zz", "page must be percent-encoded UTF-8"),
        ("page=%f", "page must be percent-encoded UTF-8"),
        ("page=%ff", "page must be percent-encoded UTF-8"),
        ("page=1&page=1", "page must be given once"),
        ("page=1&%70age=2", "page must be given once"),
        ("limit=0", limit),
        ("limit=51", limit),
        ("limit=50.5", limit),
        ("limit=1000000000000000000000", limit),
        ("limit=all", limit),
        ("limit=1&limit=2", "limit must be given once"),
        ("q=a&q=b", "q must be given once"),
        ("q=a%00", "q must not contain U+0000"),
        ("q=%c3", "q must be percent-encoded UTF-8"),
        ("connectionId=0", "connectionId must be a whole number of at least 1"),
        ("connectionId=", "connectionId must be a whole number of at least 1"),
        ("connectionId=x", "connectionId must be a whole number of at least 1"),
        ("connectionId=1&connectionId=1", "connectionId must be given once"),
        ("sortDir=asc", "sortDir must be one of ASC, DESC"),
        ("sortDir=", "sortDir must be one of ASC, DESC"),
        ("sortDir=ASC&sortDir=ASC", "sortDir must be given once"),
        ("clientType=AWS&clientType=GCP", "clientType must be given once"),
        ("sort=EMAIL&sort=EMAIL", "sort must be given once"),
        ("%=1", "names of query parameters must be percent-encoded UTF-8"),
        ("pag%65%=1", "names of query parameters must be percent-encoded UTF-8"),
    ] {
        assert_eq!(identities(query), Err(message.to_owned()), "{query}");
    }
    for query in
        ["sort=", "sort=username", "sort=WRITE_ACCESS", "sort=PUSH_PROD_CODE_ACCESS", "clientType=", "clientType=aws"]
    {
        assert!(identities(query).unwrap_err().contains(" must be one of "), "{query}");
    }
}

#[test]
fn searches_are_decoded_and_bounded() {
    let q = |query: &str| identities(query).map(|list| list.q);
    assert_eq!(q("q=John+Doe"), Ok(Some("John Doe".to_owned())));
    assert_eq!(q("q=John%20Doe"), Ok(Some("John Doe".to_owned())));
    assert_eq!(q("q=a%2Bb%26c%3Dd"), Ok(Some("a+b&c=d".to_owned())));
    assert_eq!(q("q=100%25"), Ok(Some("100%".to_owned())));
    assert_eq!(q("q=a=b"), Ok(Some("a=b".to_owned())));
    assert_eq!(q("q=%F0%9F%9A%80"), Ok(Some("🚀".to_owned())));
    assert_eq!(q(&format!("q={}", "%C3%A9".repeat(256))), Ok(Some("é".repeat(256))));
    assert_eq!(q(&format!("q={}", "a".repeat(257))), Err("q must have at most 256 characters".to_owned()));
}

#[test]
fn kinds_and_sorts_belong_to_a_family() {
    let parse = |query: &str, family| ListIdentities::parse(query, family).map(|list| (list.kind, list.sort)).ok();
    use Family::{Infrastructure, VersionControl};
    let sorted = |sort| Some((None, sort));
    for (query, family, read) in [
        ("clientType=AWS", Infrastructure, Some((Some(Kind::Aws), IdentitySort::Username))),
        ("clientType=LDAP", Infrastructure, Some((Some(Kind::Ldap), IdentitySort::Username))),
        ("clientType=GITHUB", Infrastructure, None),
        ("clientType=GITHUB", VersionControl, Some((Some(Kind::Github), IdentitySort::Username))),
        ("clientType=AWS", VersionControl, None),
        ("clientType=OKTA", Infrastructure, None),
        ("sort=CONNECTION_STATUS", Infrastructure, sorted(IdentitySort::ConnectionState)),
        ("sort=CONNECTION_STATUS_MULTIVERSE", VersionControl, sorted(IdentitySort::ConnectionState)),
        ("sort=ADMIN_ACCESS", Infrastructure, sorted(IdentitySort::AdminAccess)),
        ("sort=CLIENT_ALIAS", Infrastructure, sorted(IdentitySort::ClientAlias)),
        ("sort=CLIENT_ALIAS", VersionControl, None),
        ("sort=DB_ACCESS", VersionControl, None),
        ("sort=WRITE_ACCESS", VersionControl, sorted(IdentitySort::WriteAccess)),
        ("sort=PUSH_PROD_CODE_ACCESS", VersionControl, sorted(IdentitySort::PushAccess)),
    ] {
        assert_eq!(parse(query, family), read, "{query} of {family:?}");
    }
    assert_eq!(IdentitySort::names(Infrastructure).count(), 14);
    assert_eq!(IdentitySort::names(VersionControl).count(), 13);
    for family in [Infrastructure, VersionControl] {
        assert!(IdentitySort::names(family).all(|name| IdentitySort::parse(name, family).is_some()));
    }
}

#[test]
fn everything_can_be_asked_at_once() {
    let list = identities("page=2.0&limit=10.0&q=x&clientType=GCP&connectionId=3.0&sort=USER&sortDir=DESC");
    let expected = ListIdentities {
        page: Page { number: 2, limit: 10 },
        q: Some("x".to_owned()),
        kind: Some(Kind::Gcp),
        connection: Some(ConnectionId::new(3)),
        sort: IdentitySort::User,
        direction: Direction::Descending,
    };
    assert_eq!(list, Ok(expected));
}

#[test]
fn connections_are_found_by_several_provider_types() {
    let families = |query: &str| ListConnections::parse(query).map(|list| list.families).ok();
    assert_eq!(families(""), Some(None));
    assert_eq!(families("providerTypes=IDENTITY"), Some(Some(vec![Family::Identity])));
    assert_eq!(
        families("providerTypes=INFRASTRUCTURE&providerTypes=VERSION_CONTROL"),
        Some(Some(vec![Family::Infrastructure, Family::VersionControl]))
    );
    assert_eq!(families("providerTypes=HRIS"), Some(Some(vec![])));
    for query in ["providerTypes=", "providerTypes=identity", "providerTypes=IDENTITY,HRIS", "providerTypes=5"] {
        assert_eq!(families(query), None, "{query}");
    }
    let list =
        ListConnections::parse("state=CONFIGURED_PENDING_CONFIRMATION&sort=CONNECTION_STATE&sortDir=DESC").unwrap();
    assert_eq!(
        (list.state, list.sort, list.direction),
        (Some(State::Pending), ConnectionSort::State, Direction::Descending)
    );
    assert_eq!(ListConnections::parse("").unwrap().sort, ConnectionSort::CreatedAt);
    assert!(ConnectionSort::NAMES.iter().all(|name| ConnectionSort::parse(name).is_some()));
    assert!(Direction::NAMES.iter().all(|name| Direction::parse(name).is_some()));
    for query in ["state=active", "state=ACTIVE&state=ACTIVE", "sort=USERNAME", "limit=51"] {
        assert!(ListConnections::parse(query).is_err(), "{query}");
    }
}

#[test]
fn people_are_found_by_roles_and_ids() {
    let query = "roles%5B%5D=ADMIN&roles[]=TECHGOV&includeUserIds[]=1.0&includeUserIds%5B%5D=2&excludeUserIds[]=3&excludeRoles[]=AUDITOR";
    let list = ListUsers::parse(query).unwrap();
    assert_eq!(list.roles, ["ADMIN", "TECHGOV"]);
    assert_eq!(list.exclude_roles, ["AUDITOR"]);
    assert_eq!(list.include, [PersonId::new(1), PersonId::new(2)]);
    assert_eq!(list.exclude, [PersonId::new(3)]);
    for query in [
        "roles[]=",
        "roles[]=admin",
        "includeUserIds[]=x",
        "excludeUserIds[]=0",
        "includeUserIds[]=1,2",
        "page=1&page=2",
    ] {
        assert!(ListUsers::parse(query).is_err(), "{query}");
    }
}

#[test]
fn credentials_in_the_url_are_noticed() {
    for query in ["key=x", "token=", "token", "a=b&api_key=x", "access_token=x&q=1", "%6bey=x", "api%5Fkey=x", "&&key"]
    {
        assert!(names_a_key(query), "{query}");
    }
    for query in ["", "q=key", "keys=x", "monkey=1", "apikey=x", "%zz=1", "q=token%3Dx"] {
        assert!(!names_a_key(query), "{query}");
    }
}

proptest! {
    #[test]
    fn no_query_brings_it_down(query in "\\PC{0,40}|[a-z%&=+0-9\\[\\].]{0,40}") {
        let _ = ListIdentities::parse(&query, Family::Infrastructure);
        let _ = ListConnections::parse(&query);
        let _ = ListUsers::parse(&query);
        let _ = names_a_key(&query);
    }

    #[test]
    fn every_text_can_be_searched_for(text in "[^\u{0}]{1,60}") {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let expected = (!text.trim().is_empty()).then_some(text);
        prop_assert_eq!(identities(&format!("q={encoded}")).map(|list| list.q), Ok(expected));
    }
}
