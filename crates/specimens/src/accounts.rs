//! Accounts: what the lists showed of each, version by version, and what its link came to be.

use std::collections::BTreeMap;

use domain::{
    Instant,
    accounts::{observed_facts, roster_facts},
    actors::DecidedBy,
    facts::{Fact, Facts},
    ids::{AccountId, EventId, PersonId},
    links::{Access, Change, Circumstances, Link, Patch, decide},
};
use serde_json::{Value as Json, json};
use store::Result;

use crate::{
    Plan,
    calendar::LAST,
    draws::Question,
    lives::{Decision, Life, Nature, Sight, kind},
    people::ADMINISTRATOR,
};

/// An account as one of its versions showed it.
pub(crate) struct Shown {
    pub(crate) version: i64,
    pub(crate) at: Instant,
    pub(crate) username: String,
    pub(crate) email: Option<String>,
    pub(crate) has_mfa: Option<bool>,
    pub(crate) facts: Facts,
    pub(crate) last_seen_at: Option<Instant>,
    pub(crate) removed_at: Option<Instant>,
}

impl Life {
    /// What the provider calls it.
    pub(crate) fn external_id(&self) -> String {
        match self.nature {
            Nature::Entry => format!("E{:06}", self.id),
            _ => format!("{}:account/{:07}", kind(self.place).name().to_lowercase(), self.id),
        }
    }

    /// It as the version of that number, from 0, left it.
    pub(crate) fn shown(&self, plan: &Plan, nth: usize) -> Shown {
        let (week, sight) = self.sights.get(nth).copied().unwrap_or((LAST, Sight::Added));
        let seen = self.sights.iter().take(nth + 1).rev().find(|(_, sight)| *sight != Sight::Removed);
        let seen = seen.map_or(week, |(week, _)| *week);
        let gone = sight == Sight::Removed;
        let has_mfa = (self.nature != Nature::Entry).then(|| self.has_mfa(plan, seen));
        Shown {
            version: nth as i64 + 1,
            at: plan.in_chunk(self.place, week, self.id),
            username: self.username(),
            email: matches!(self.nature, Nature::Entry | Nature::Addressed).then(|| self.owner.email()),
            has_mfa,
            facts: self.facts(plan, seen, has_mfa),
            last_seen_at: gone.then(|| plan.observed(self.place, week.saturating_sub(1))),
            removed_at: gone.then(|| plan.observed(self.place, week)),
        }
    }

    fn username(&self) -> String {
        match self.nature {
            Nature::Entry => self.owner.email(),
            Nature::Addressed => self.owner.email().split('@').next().unwrap_or_default().to_owned(),
            Nature::Named => self.owner.username(),
            Nature::Service => format!("svc-{}-{}", self.owner.job.to_lowercase(), self.id),
        }
    }

    fn has_mfa(&self, plan: &Plan, week: u8) -> bool {
        plan.draws().chance(Question::Factor, (u64::from(self.id) << 8) | u64::from(week), 80)
    }

    fn facts(&self, plan: &Plan, week: u8, has_mfa: Option<bool>) -> Facts {
        let known = |name: &str, value: Json| (name.to_owned(), Fact::Known(value));
        let by_name: BTreeMap<_, _> = match self.nature {
            Nature::Entry => return self.entry_facts(plan, week),
            _ => BTreeMap::from([
                known(observed_facts::MFA, json!(has_mfa)),
                known(observed_facts::ENABLED, json!(true)),
                known(observed_facts::LAST_USED_AT, json!(plan.monday(week).to_string())),
                known(observed_facts::ADMIN, json!(self.is_administrator(plan))),
                known(observed_facts::GROUPS, json!([self.owner.job.to_lowercase(), "everybody"])),
            ]),
        };
        Facts { call: "file:csv".to_owned(), by_name }
    }

    fn is_administrator(&self, plan: &Plan) -> bool {
        plan.draws().chance(Question::Administrator, u64::from(self.id), 5)
    }

    fn entry_facts(&self, plan: &Plan, week: u8) -> Facts {
        let known = |name: &str, value: Json| (name.to_owned(), Fact::Known(value));
        let left = self.owner.left.filter(|left| *left <= week);
        let mut by_name = BTreeMap::from([
            known(roster_facts::FIRST_NAME, json!(self.owner.first)),
            known(roster_facts::LAST_NAME, json!(self.owner.last)),
            known(roster_facts::JOB_TITLE, json!(self.owner.job)),
            known(roster_facts::CONTRACTOR, json!(false)),
            known(roster_facts::LEFT, json!(left.is_some())),
        ]);
        by_name.extend(left.map(|left| known(roster_facts::SEPARATED_AT, json!(plan.last_day(left).to_string()))));
        Facts { call: "file:csv".to_owned(), by_name }
    }

    /// Its link after that many decisions, the last of which that says whose it is was that event.
    pub(crate) fn link(&self, plan: &Plan, decisions: usize, decided: Option<EventId>) -> Result<Link> {
        let mut link = Link::none(AccountId::new(self.id.into()));
        for nth in 0..decisions {
            link = self.decide(plan, &link, (nth, EventId::new(0)))?;
        }
        Ok(Link { decided_event: link.decided_event.and(decided), ..link })
    }

    /// Its link after the decision of that number, from 0, which is that event.
    pub(crate) fn decide(&self, plan: &Plan, link: &Link, (nth, event): (usize, EventId)) -> Result<Link> {
        let refused = || store::Error::corrupt("a made-up decision is refused");
        let (_, decision) = self.decisions.get(nth).copied().ok_or_else(refused)?;
        let (by, person) = match decision {
            Decision::Stated(_) => (DecidedBy::Source, None),
            Decision::Matched(_) => (DecidedBy::Rule, None),
            _ => (DecidedBy::Human, Some(PersonId::new(ADMINISTRATOR.into()))),
        };
        let when = Circumstances { at: self.decided_at(plan, nth), by, person, event };
        decide(link, &change(decision), when).ok().flatten().ok_or_else(refused)
    }

    /// When the last decision was made; when the account came where there is none.
    pub(crate) fn last_decided_at(&self, plan: &Plan) -> Instant {
        match self.decisions.len().checked_sub(1) {
            Some(nth) => self.decided_at(plan, nth),
            None => plan.in_chunk(self.place, self.sights.first().map_or(0, |(week, _)| *week), self.id),
        }
    }

    /// When the decision of that number, from 0, is made.
    pub(crate) fn decided_at(&self, plan: &Plan, nth: usize) -> Instant {
        match self.decisions.get(nth) {
            Some((week, decision)) if decision.is_applied() => plan.in_chunk(self.place, *week, self.id),
            Some((week, _)) => plan.decided(*week, self.id, nth),
            None => plan.founded(),
        }
    }
}

/// What a decision asks for.
pub(crate) fn change(decision: Decision) -> Change {
    let person = |number: u32| PersonId::new(number.into());
    match decision {
        Decision::Stated(number) | Decision::Matched(number) | Decision::Linked(number) => Change::Link(person(number)),
        Decision::Unlinked => Change::Unlink,
        Decision::Marked(owner) => Change::Mark {
            reason: "Runs the nightly jobs".to_owned(),
            owner: Patch::Set(Some(person(owner))),
            review_by: Patch::Set(Some("2030-12-31".to_owned())),
        },
        Decision::Expected => Change::Expect { access: Access::Admin, on: true },
    }
}

/// What is erasable of an account, as it was shown.
pub(crate) fn attributes(life: &Life, shown: &Shown) -> Json {
    json!({
        "externalId": life.external_id(),
        "username": shown.username,
        "email": shown.email,
        "hasMfa": shown.has_mfa,
        "facts": shown.facts,
    })
}
