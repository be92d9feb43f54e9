//! People, and whose an account is, in a word that leads to them.

use std::collections::HashMap;

use askama::Template;
use domain::{ids::PersonId, links::Link, people::Profile};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<a class="chip person" href="/people/{{ id }}" title="{{ email }}">{{ name }}</a>{% if left %} <span class="badge warn">has left</span>{% endif %}"#,
    ext = "html"
)]
pub(crate) struct PersonChip {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) left: bool,
}

super::html!(PersonChip, Whose);

impl PersonChip {
    /// That person.
    pub(crate) fn of(profile: &Profile) -> Self {
        let person = &profile.person;
        Self { id: person.id.get(), name: person.name(), email: person.email.clone(), left: person.left.is_some() }
    }

    /// The person of that id, where it is one of these.
    pub(crate) fn among(people: &HashMap<PersonId, Profile>, person: Option<PersonId>) -> Option<Self> {
        people.get(&person?).map(Self::of)
    }
}

/// Whose an account is.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"{% match self %}{% when Self::Person(person) %}{{ person }}{% when Self::Service { owner } %}<span class="badge service">service account</span> {% if let Some(owner) = owner %}<span class="of">owned by</span> {{ owner }}{% else %}<span class="badge warn">no owner</span>{% endif %}{% when Self::Nobody %}<span class="badge open">nobody yet</span>{% endmatch %}"#,
    ext = "html"
)]
pub(crate) enum Whose {
    /// A person's.
    Person(PersonChip),
    /// A service account, with who answers for it.
    Service {
        /// The owner, where there is one.
        owner: Option<PersonChip>,
    },
    /// Nobody has said.
    Nobody,
}

impl Whose {
    /// Whose the account of this link is.
    pub(crate) fn of(link: &Link, people: &HashMap<PersonId, Profile>) -> Self {
        let person = PersonChip::among(people, link.person);
        match (&link.service, person) {
            (Some(service), _) => Self::Service { owner: PersonChip::among(people, service.owner) },
            (None, Some(person)) => Self::Person(person),
            (None, None) => Self::Nobody,
        }
    }
}
