//! What happened: to all, in the order of numbers, and to one account.

use serde_json::Value;
use testkit::TestApp;

use super::{check_refused, numbers, page, put_if, texts, walk, whole, without_events};
use crate::history::{account, person};

const DECIDED: [&str; 3] = ["tjones", "deploy", "build-bot"];

/// A register with a minute between imports and three decisions by Sally, then one by Tom.
async fn eventful() -> (TestApp, String) {
    let (test, key) = TestApp::filled().await;
    for name in DECIDED {
        test.clock.step(60);
        let path = format!("/api/v1/accounts/{}/link", account(&test, name).await);
        assert_eq!(put_if(&test, &key, (&path, "*"), r#"{"person": 5, "reason": "Tom"}"#).await.status, 200);
    }
    test.clock.step(60);
    let by_tom = app::Caller {
        actor: domain::actors::Actor::Asserted {
            person: Some(domain::ids::PersonId::new(5)),
            os: "tom@desk".to_owned(),
        },
        ..test.local("default").await
    };
    let new = app::keys::NewKey {
        name: "Tom's".to_owned(),
        owner: "tom.jones@example.com".to_owned(),
        permissions: by_tom.permissions,
        expires_at: None,
    };
    test.app.create_key(&by_tom, new).await.unwrap();
    (test, key)
}

/// Links an account, to another person with every number.
async fn decide(test: &TestApp, key: &str, name: &str, number: usize) {
    let path = format!("/api/v1/accounts/{}/link", account(test, name).await);
    assert_eq!(test.put(key, &path, &format!(r#"{{"person": {}}}"#, 1 + number % 5)).await.status, 200);
}

#[tokio::test]
async fn events_are_numbered_densely_and_shown_as_they_were_recorded() {
    let (test, key) = eventful().await;
    let all = whole(&test, &key, "/api/v1/events?limit=7").await;
    assert_eq!(numbers(&all, "number"), (1..=all.len() as i64).collect::<Vec<_>>());
    let decided: Vec<&Value> = all.iter().filter(|event| event["because"] == "Tom").collect();
    assert_eq!(decided.len(), 3);
    let mut shown = without_events(decided[0].clone());
    assert!(shown.as_object_mut().unwrap().remove("id").unwrap().is_number());
    insta::assert_json_snapshot!(shown);
    let by = |kind: &str| all.iter().find(|event| event["actor"]["kind"] == kind).map(|event| event["actor"].clone());
    insta::assert_json_snapshot!(["register", "asserted", "run", "rule", "key"].map(by));
}

#[tokio::test]
async fn every_filter_of_events_finds_what_it_says_alone_and_with_every_other() {
    let (test, key) = eventful().await;
    let all = whole(&test, &key, "/api/v1/events?limit=1000").await;
    let at = |event: &Value| event["at"].as_str().unwrap().to_owned();
    let first_decision = at(all.iter().find(|event| event["because"] == "Tom").unwrap());
    let (start, end) = ("2026-11-02T09:00:00.000000Z".to_owned(), at(all.last().unwrap()));
    let mut found_some = 0;
    for since in [None, Some(&start), Some(&first_decision), Some(&end)] {
        for until in [None, Some(&start), Some(&first_decision), Some(&end)] {
            for actor in [None, Some(1), Some(5), Some(3)] {
                for kind in [None, Some("account.linked"), Some("key.created"), Some("nothing.happened")] {
                    let asked = [
                        ("since", since.cloned()),
                        ("until", until.cloned()),
                        ("actor", actor.map(|id: i64| id.to_string())),
                        ("kind", kind.map(str::to_owned)),
                    ];
                    let query: String =
                        asked.iter().filter_map(|(name, value)| Some(format!("&{name}={}", value.as_ref()?))).collect();
                    let right: Vec<&Value> = all
                        .iter()
                        .filter(|event| {
                            since.is_none_or(|since| at(event) >= *since)
                                && until.is_none_or(|until| at(event) < *until)
                                && actor.is_none_or(|actor| event["actor"]["person"]["id"] == actor)
                                && kind.is_none_or(|kind| event["kind"] == kind)
                        })
                        .collect();
                    let found = whole(&test, &key, &format!("/api/v1/events?limit=9{query}")).await;
                    assert_eq!(found.iter().collect::<Vec<_>>(), right, "{query}");
                    found_some += usize::from(!found.is_empty() && found.len() < all.len());
                }
            }
        }
    }
    assert!(found_some > 30, "{found_some}");
}

#[tokio::test]
async fn instants_of_filters_may_be_days_or_have_an_offset() {
    let (test, key) = eventful().await;
    let all = whole(&test, &key, "/api/v1/events?limit=1000").await.len();
    for (query, many) in [
        ("since=2026-11-02", all),
        ("since=2026-11-02T10:00:00%2B01:00", all),
        ("until=2026-11-02", 0),
        ("since=2026-11-03", 0),
        ("until=2026-11-02T04:00:00-05:00", 0),
    ] {
        assert_eq!(whole(&test, &key, &format!("/api/v1/events?limit=1000&{query}")).await.len(), many, "{query}");
    }
    for query in [
        "since=",
        "since=yesterday",
        "since=2026-11-02T09:00:00",
        "until=1762074000",
        "actor=0",
        "actor=x",
        "kind=",
        "kind=Account.linked",
        "cursor=0",
        "cursor=x",
        "limit=1001",
    ] {
        check_refused(&test.get(&key, &format!("/api/v1/events?{query}")).await, 40013);
    }
}

#[tokio::test]
async fn a_walk_over_all_events_skips_and_repeats_nothing_while_more_are_written() {
    let (test, key) = eventful().await;
    let before = whole(&test, &key, "/api/v1/events?limit=1000").await;
    let write = async |number: usize| {
        if number < 9 {
            test.clock.step(1);
            decide(&test, &key, DECIDED[number % 3], number).await;
        }
    };
    let seen = walk(&test, &key, "/api/v1/events?limit=4", write).await;
    assert_eq!(seen[..before.len()], before[..]);
    assert_eq!(numbers(&seen, "number"), (1..=seen.len() as i64).collect::<Vec<_>>());
    assert_eq!(seen.len(), before.len() + 8);
    let (rest, next) = page(&test, &key, &format!("/api/v1/events?cursor={}", seen.len())).await;
    assert_eq!((rest.len(), next), (0, None));
}

#[tokio::test]
async fn many_writers_at_once_leave_no_gap_and_no_repetition() {
    let (test, key) = eventful().await;
    let before = whole(&test, &key, "/api/v1/events?limit=1000").await.len();
    let write = async |name: &'static str| {
        for number in 0..10 {
            decide(&test, &key, name, number).await;
        }
    };
    let follow = async {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        while seen.len() < before + 30 {
            let (more, _) = page(&test, &key, &format!("/api/v1/events?limit=5{cursor}")).await;
            seen.extend(numbers(&more, "number"));
            cursor = seen.last().map(|last| format!("&cursor={last}")).unwrap_or_default();
        }
        seen
    };
    let (.., seen) = tokio::join!(write(DECIDED[0]), write(DECIDED[1]), write(DECIDED[2]), follow);
    assert_eq!(seen, (1..=before as i64 + 30).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_events_of_an_account_are_its_facts_and_its_decisions_oldest_first() {
    let (test, key) = eventful().await;
    let tjones = account(&test, "tjones").await;
    let path = format!("/api/v1/accounts/{tjones}/events");
    let all = page(&test, &key, &path).await.0;
    assert_eq!(texts(&all, "kind"), ["account.added", "account.linked"]);
    assert!(all.iter().all(|event| event["subject"]["id"] == tjones && event["number"] == Value::Null));
    let kinds: Vec<&str> = all.iter().map(|event| event["subject"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["account", "link"]);
    let same = |event: &Value| {
        let mut event = event.clone();
        event["number"] = Value::Null;
        event
    };
    let of_all: Vec<Value> = whole(&test, &key, "/api/v1/events?limit=1000").await.iter().map(same).collect();
    assert!(all.iter().all(|event| of_all.contains(event)), "both lists show the same events");
    check_refused(&test.get(&key, "/api/v1/accounts/900/events").await, 40402);
    for query in ["cursor=5", "cursor=x.1", "cursor=1.0", "cursor=-1.1", "limit=0"] {
        check_refused(&test.get(&key, &format!("{path}?{query}")).await, 40013);
    }
}

#[tokio::test]
async fn a_walk_over_an_accounts_events_skips_and_repeats_nothing_while_more_are_written() {
    let (test, key) = eventful().await;
    let tjones = account(&test, "tjones").await;
    for number in 0..6 {
        decide(&test, &key, "tjones", number).await;
    }
    let write = async |number: usize| {
        if number < 5 {
            decide(&test, &key, "tjones", number).await;
            decide(&test, &key, "deploy", number).await;
        }
    };
    let seen = walk(&test, &key, &format!("/api/v1/accounts/{tjones}/events?limit=2"), write).await;
    let (facts, links): (Vec<&Value>, Vec<&Value>) =
        seen.iter().partition(|event| event["subject"]["kind"] == "account");
    assert_eq!(facts.len(), 1);
    let versions: Vec<i64> = links.iter().map(|event| event["version"].as_i64().unwrap()).collect();
    assert_eq!(versions, (1..=11).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_event_names_people_by_id_in_its_body_and_the_actor_in_full() {
    let (test, key) = eventful().await;
    let tom = person(&test, "default", "tom.jones@example.com").await;
    let (found, _) = page(&test, &key, "/api/v1/events?kind=account.linked&actor=1&limit=1").await;
    assert_eq!(found[0]["body"]["after"]["person"], tom);
    assert_eq!(found[0]["actor"]["person"]["email"], "sally.smith@example.com");
    assert!(!found[0]["body"].to_string().contains('@'));
}
