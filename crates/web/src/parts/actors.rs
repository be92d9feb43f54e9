//! Who did something, and how that is known.

use std::collections::HashMap;

use askama::Template;
use domain::{
    actors::Actor,
    ids::{MemberId, PersonId},
    members::Member,
    people::Profile,
};

use super::PersonChip;

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"{% if let Some(person) = person %}{{ person }}{% if !how.is_empty() %} <span class="how">{{ how }}</span>{% endif %}{% else %}{{ how }}{% endif %}"#,
    ext = "html"
)]
pub(crate) struct By {
    person: Option<PersonChip>,
    how: String,
}

super::html!(By);

impl By {
    /// The actor, with names where they are among these.
    pub(crate) fn of(actor: &Actor, people: &HashMap<PersonId, Profile>, members: &HashMap<MemberId, Member>) -> Self {
        let person = PersonChip::among(people, actor.person());
        let how = match actor {
            Actor::Key { key, .. } if person.is_some() => format!("with key #{key}"),
            Actor::Key { key, .. } => format!("key #{key}"),
            Actor::Session { .. } if person.is_some() => String::new(),
            Actor::Session { member, .. } => {
                members.get(member).map_or_else(|| format!("member #{member}"), |member| member.name.clone())
            }
            Actor::Asserted { os, .. } if person.is_some() => format!("on the server's machine, as {os}"),
            Actor::Asserted { os, .. } => format!("{os} on the server's machine"),
            Actor::Rule { rule, .. } => format!("the rule {rule}"),
            Actor::Run { run } => format!("import #{run}"),
            Actor::Register => "the register itself".to_owned(),
        };
        Self { person, how }
    }
}
