//! Random histories of decisions, replayed: the events of an account are the whole story of its link.

use std::collections::BTreeSet;

use app::{Caller, links::Command};
use domain::{
    actors::Actor,
    ids::{AccountId, PersonId},
    links::{Access, Change, Link, Patch},
};
use serde_json::json;
use testkit::TestApp;

use crate::{dice::Dice, history};

/// The accounts of the samples that histories are made of.
const ACCOUNTS: [&str; 8] = [
    "<root_account>",
    "arn:aws:iam::111122223333:user/sally",
    "arn:aws:iam::111122223333:user/wei",
    "tjones",
    "deploy",
    "101",
    "102",
    "103",
];
const ACCESSES: [Access; 4] = [Access::Admin, Access::Database, Access::Write, Access::Push];

fn change(dice: &mut Dice) -> Change {
    let person = |dice: &mut Dice| PersonId::new(i64::try_from(1 + dice.roll(6)).unwrap());
    match dice.roll(10) {
        0..=3 => Change::Link(person(dice)),
        4 | 5 => Change::Unlink,
        6 => {
            let owner = if dice.roll(2) == 0 { Patch::Keep } else { Patch::Set(Some(person(dice))) };
            let review_by = if dice.roll(2) == 0 { Patch::Keep } else { Patch::Set(Some("2026-12-31".to_owned())) };
            Change::Mark { reason: dice.pick(&["Deploys", "Builds", "Backs up"]).to_owned(), owner, review_by }
        }
        7 => Change::Unmark,
        _ => Change::Expect { access: dice.pick(&ACCESSES), on: dice.roll(2) == 0 },
    }
}

fn command(dice: &mut Dice, accounts: &[AccountId]) -> Command {
    Command {
        account: dice.pick(accounts),
        family: None,
        change: change(dice),
        because: (dice.roll(3) == 0).then(|| "because".to_owned()),
        version: (dice.roll(8) == 0).then(|| i64::try_from(dice.roll(4)).unwrap()),
        batch: None,
    }
}

/// Somebody who proves it, somebody who asserts it, or a rule.
fn caller(dice: &mut Dice, local: &Caller) -> Caller {
    let actor = match dice.roll(6) {
        0 => Actor::Rule { rule: "a rule".to_owned(), run: None },
        1 | 2 => Actor::Asserted { person: None, os: "root@test".to_owned() },
        _ => Actor::Key { key: domain::ids::KeyId::new(1), person: PersonId::new(1) },
    };
    Caller { actor, ..local.clone() }
}

/// Decides at least 150 times, singly, in groups and from two sides at once; gives how many decisions changed something.
async fn live(test: &TestApp, accounts: &[AccountId], seed: u64) -> usize {
    let (mut dice, local, mut changed, mut steps) = (Dice::new(seed), test.local("default").await, 0, 0);
    while steps < 150 {
        test.clock.step(i64::try_from(dice.roll(3)).unwrap());
        let group = |dice: &mut Dice| -> (Caller, Vec<Command>) {
            let size = 1 + dice.roll(dice_sides(steps));
            (caller(dice, &local), (0..size).map(|_| command(dice, accounts)).collect())
        };
        let (one, other) = (group(&mut dice), group(&mut dice));
        steps += one.1.len() + other.1.len();
        let outcomes = tokio::join!(test.app.decide(&one.0, one.1), test.app.decide(&other.0, other.1));
        changed += [outcomes.0, outcomes.1].concat().iter().flatten().filter(|decided| decided.batch.is_some()).count();
    }
    changed
}

/// Groups grow with the history, so that both lone commands and groups occur.
const fn dice_sides(steps: usize) -> u64 {
    if steps < 50 { 1 } else { 6 }
}

/// Replays the decisions about an account: each begins where the one before it ended, and the last is what is stored.
async fn replay(test: &TestApp, account: AccountId) -> usize {
    let events = history::decisions(test, "default", account.get()).await;
    let mut state = serde_json::to_value(Link::none(account)).unwrap();
    for (version, event) in (1..).zip(&events) {
        let (before, after) = history::states(event);
        assert_eq!(event.version, version);
        assert_eq!(before, state, "version {version} of account {account:?} begins where the one before it ended");
        assert_eq!(after["version"], json!(version));
        assert_ne!(before, after);
        assert_eq!(json!(event.person), after["person"], "the event names whose it is after it");
        state = after;
    }
    assert!(events.windows(2).all(|pair| pair[0].at < pair[1].at), "times rise strictly");
    assert_eq!(history::link(test, "default", account.get()).await, state);
    events.len()
}

/// The numbers are 1, 2, 3 …, and every decision has one of them.
async fn check_numbers(test: &TestApp, accounts: &[AccountId]) -> usize {
    let numbered = history::everything(test, "default").await;
    assert!((1..).zip(&numbered).all(|(number, (leaf, _))| *leaf == number), "numbers are dense from 1");
    let ids: BTreeSet<i64> = numbered.iter().map(|(_, event)| event.id.get()).collect();
    assert_eq!(ids.len(), numbered.len(), "no event has two numbers");
    for account in accounts {
        for event in history::decisions(test, "default", account.get()).await {
            assert!(ids.contains(&event.id.get()));
        }
    }
    numbered.len()
}

async fn a_history_replays(seed: u64) {
    let (test, _) = TestApp::filled().await;
    let mut accounts = Vec::new();
    for name in ACCOUNTS {
        accounts.push(test.account("default", name).await);
    }
    let mut imported = 0;
    for account in &accounts {
        imported += replay(&test, *account).await;
    }
    let before = check_numbers(&test, &accounts).await;
    let changed = live(&test, &accounts, seed).await;
    assert!(changed > 30, "{changed}");
    let mut decided = 0;
    for account in &accounts {
        decided += replay(&test, *account).await;
    }
    assert_eq!(decided, imported + changed);
    assert_eq!(check_numbers(&test, &accounts).await, before + changed);
}

#[tokio::test]
async fn the_events_of_an_account_are_the_whole_story_of_its_link() {
    for seed in [1, 2, 3] {
        a_history_replays(seed).await;
    }
}
