//! Who did something.

use std::collections::HashMap;

use domain::{
    actors,
    ids::{MemberId, PersonId, RunId, SessionId},
    people::Profile,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::Brief;

/// Who did something, and how that is known.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Actor<'a> {
    /// `key`: proven by an API key; `session`: by a member who was signed in; `asserted`: by the user of the machine that holds the database; `rule`, `run`,
    /// `register`: a part of the register itself.
    kind: &'a str,
    /// The key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    key: Option<i64>,
    /// The session.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    session: Option<i64>,
    /// The member whose session it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    member: Option<i64>,
    /// The person behind it.
    #[schema(required)]
    person: Option<Brief<'a>>,
    /// User and host of the operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    os: Option<&'a str>,
    /// The rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rule: Option<&'a str>,
    /// The run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    run: Option<i64>,
}

impl<'a> Actor<'a> {
    /// The actor, with the person behind it where they are known.
    pub(crate) fn of(actor: &'a actors::Actor, people: &'a HashMap<PersonId, Profile>) -> Self {
        let person = actor.person().and_then(|person| people.get(&person));
        let person = person.map(|profile| Brief::of(&profile.person));
        let kind = actor.kind();
        let one = Self { kind, key: None, session: None, member: None, person, os: None, rule: None, run: None };
        match actor {
            actors::Actor::Key { key, .. } => Self { key: Some(key.get()), ..one },
            actors::Actor::Session { session, member, .. } => {
                Self { session: Some(SessionId::get(*session)), member: Some(MemberId::get(*member)), ..one }
            }
            actors::Actor::Asserted { os, .. } => Self { os: Some(os), ..one },
            actors::Actor::Rule { rule, run } => Self { rule: Some(rule), run: run.map(RunId::get), ..one },
            actors::Actor::Run { run } => Self { run: Some(run.get()), ..one },
            actors::Actor::Register => one,
        }
    }
}
