//! Statements that are put together, in every shape that they can have.

use domain::{
    Instant, Moment,
    connections::Family,
    ids::{AccountId, BatchId, CompanyId, ConnectionId, PersonId, RunId},
    likeness::Clues,
};
use store::{
    Error, Result, Tx,
    db::{Value, Work, work},
    events::{self, About, Latest},
    likeness, links,
    lists::{self, Condition, From, Mark, Page, Sort},
    people, runs, unlinked,
};
use testkit::TestApp;

pub(crate) async fn run(test: &TestApp) {
    let company = test.local("default").await.company.id;
    let all = work(move |tx| -> Work<'_, (), Error> {
        Box::pin(async move {
            of_accounts(tx, company).await?;
            of_people(tx, company).await?;
            of_events(tx, company).await?;
            of_runs(tx, company).await?;
            of_work(tx, company).await?;
            for lock in [false, true] {
                links::load(tx, company, &links::Wanted::default(), lock).await?;
            }
            links::with_accounts(tx, company, vec![AccountId::new(1)]).await?;
            Ok(())
        })
    });
    test.app.pool().write(all).await.unwrap();
}

/// Each filter alone, and all at once.
fn filters() -> Vec<lists::Wanted> {
    let none = lists::Wanted::default;
    let families = |families: &[Family]| lists::Wanted { families: families.to_vec(), ..none() };
    let connections = |ids: &[i64]| lists::Wanted {
        connections: Some(ids.iter().copied().map(ConnectionId::new).collect()),
        ..none()
    };
    let states = Condition::ALL.into_iter().flat_map(|state| [(state, true), (state, false)]);
    let mut all = vec![
        none(),
        families(&[Family::Identity]),
        families(&Family::ALL),
        connections(&[]),
        connections(&[1]),
        connections(&[1, 2]),
        lists::Wanted { q: Some("a".to_owned()), ..none() },
        lists::Wanted { person: Some(PersonId::new(1)), ..none() },
        lists::Wanted { concerning: Some(PersonId::new(1)), ..none() },
    ];
    all.extend(states.clone().map(|state| lists::Wanted { states: vec![state], ..none() }));
    let since = Some(Instant::from_micros(1));
    all.push(lists::Wanted { changed_since: since, ..none() });
    all.push(lists::Wanted { review_before: Some("2026-12-31".to_owned()), ..none() });
    let at = Some(Moment { as_of: since, as_known: since });
    all.push(lists::Wanted { or_at: at, person: Some(PersonId::new(1)), ..none() });
    all.extend(states.clone().map(|state| lists::Wanted { or_at: at, states: vec![state], ..none() }));
    all.push(lists::Wanted {
        families: Family::ALL.to_vec(),
        connections: Some(vec![ConnectionId::new(1)]),
        q: Some("a".to_owned()),
        person: Some(PersonId::new(1)),
        concerning: Some(PersonId::new(1)),
        states: states.collect(),
        or_at: at,
        changed_since: since,
        review_before: Some("2026-12-31".to_owned()),
    });
    all
}

/// From the start, and from places in the list: with a key, and behind the keys where some have none.
fn places(sort: Sort) -> Vec<From> {
    let after = |key: Value| From::After(Mark { key, account: AccountId::new(1) }, 1);
    match sort {
        Sort::ExternalId | Sort::Username | Sort::ConnectionName | Sort::ConnectionState => {
            vec![From::Skip(1), after("a".into())]
        }
        Sort::Email | Sort::Person | Sort::Upstream => vec![From::Skip(1), after("a".into()), after(Value::Null)],
        Sort::Id => vec![From::Skip(1), after(1.into())],
        _ => vec![From::Skip(1), after(1.into()), after(Value::Null)],
    }
}

async fn of_accounts(tx: &mut Tx, company: CompanyId) -> Result<()> {
    for wanted in filters() {
        lists::count(tx, company, &wanted).await?;
        for (sort, descending) in Sort::ALL.into_iter().flat_map(|sort| [(sort, false), (sort, true)]) {
            for from in places(sort) {
                lists::page(tx, company, &wanted, &Page { sort, descending, from, limit: 5 }).await?;
            }
        }
    }
    Ok(())
}

async fn of_people(tx: &mut Tx, company: CompanyId) -> Result<()> {
    for (set, many) in (0..1 << 8).flat_map(|set| [(set, 1), (set, 2)]) {
        let has = |bit: u32| set & (1 << bit) != 0;
        let roles = |bit| if has(bit) { vec!["EMPLOYEE".to_owned(); many] } else { Vec::new() };
        let ids = |bit| if has(bit) { vec![1; many] } else { Vec::new() };
        let wanted = people::Wanted {
            q: has(0).then(|| "a".to_owned()),
            roles: roles(1),
            without_roles: roles(2),
            only: ids(3),
            except: ids(4),
            left: has(5).then_some(true),
            after: i64::from(has(6)),
            changed_since: has(7).then_some(Instant::from_micros(1)),
        };
        people::list(tx, company, &wanted, 5, 0).await?;
        people::count(tx, company, &wanted).await?;
        let place = ("a".to_owned(), PersonId::new(1));
        for (place, descending) in [(None, false), (None, true), (Some(&place), false), (Some(&place), true)] {
            people::by_name(tx, company, &wanted, (place, descending), 5).await?;
        }
    }
    Ok(())
}

async fn of_events(tx: &mut Tx, company: CompanyId) -> Result<()> {
    for set in 0..1 << 4 {
        let has = |bit: u32| set & (1 << bit) != 0;
        let wanted = events::Wanted {
            since: has(0).then_some(Instant::from_micros(1)),
            until: has(1).then_some(Instant::from_micros(1)),
            actor: has(2).then_some(1),
            kind: has(3).then(|| "account.linked".to_owned()),
            after_leaf: 0,
        };
        events::numbered(tx, company, &wanted, 5).await?;
    }
    let abouts = [
        None,
        Some(About::Account(AccountId::new(1))),
        Some(About::Person(PersonId::new(1))),
        Some(About::Batch(BatchId::new(1))),
    ];
    for (set, about) in (0..1 << 5).flat_map(|set| abouts.map(|about| (set, about))) {
        let has = |bit: u32| set & (1 << bit) != 0;
        let wanted = Latest {
            since: has(0).then_some(Instant::from_micros(1)),
            until: has(1).then_some(Instant::from_micros(1)),
            kind: has(2).then(|| "account.linked".to_owned()),
            actor_kinds: if has(3) { vec!["key", "session"] } else { Vec::new() },
            actor: has(4).then_some(PersonId::new(1)),
            about,
        };
        let before = (Instant::from_micros(i64::MAX), i64::MAX);
        events::latest(tx, company, &wanted, before, (5, 9)).await?;
        events::looked_to(tx, company, &wanted, before, 9).await?;
    }
    Ok(())
}

async fn of_runs(tx: &mut Tx, company: CompanyId) -> Result<()> {
    let connection = ConnectionId::new(1);
    for connection in [None, Some(connection)] {
        for before in [None, Some(RunId::new(9))] {
            runs::list(tx, company, connection, before, 5).await?;
        }
    }
    runs::open(tx, company, connection).await.map(drop)
}

async fn of_work(tx: &mut Tx, company: CompanyId) -> Result<()> {
    for connections in [None, Some(vec![]), Some(vec![1]), Some(vec![1, 2])] {
        let connections = connections.map(|ids| ids.into_iter().map(ConnectionId::new).collect());
        let wanted = unlinked::Wanted { families: Family::ALL.to_vec(), connections };
        unlinked::from(tx, company, &wanted, AccountId::new(1), 2).await?;
        unlinked::count(tx, company, &wanted, 10).await?;
    }
    unlinked::done(tx, company, Instant::from_micros(1), 10).await?;
    let clues = Clues {
        addresses: vec!["a@example.com".to_owned()],
        names: vec![("a".to_owned(), "b".to_owned())],
        employee_ids: vec!["1".to_owned()],
        ..Clues::default()
    };
    likeness::people(tx, company, &clues).await?;
    likeness::elsewhere(tx, company, "a", ConnectionId::new(1)).await.map(drop)
}
