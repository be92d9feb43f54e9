//! Events of the whole register, in words, each with where its subject is shown.

use std::collections::HashMap;

use app::accounts::Answer;
use domain::{
    events::{Event, Subject},
    ids::{AccountId, ConnectionId, MemberId, PersonId},
    members::Member,
    people::Profile,
};

use crate::{
    context::Context,
    parts::{Happening, members, named},
    people,
    trouble::Trouble,
};

/// An event, told.
pub(super) struct Told {
    pub(super) what: Happening,
    /// What it is about, and where that is shown.
    pub(super) subject: (String, String),
    /// The batch by which it can be undone.
    pub(super) batch: Option<i64>,
}

/// Everything that events name.
struct Names {
    people: HashMap<PersonId, Profile>,
    members: HashMap<MemberId, Member>,
    accounts: Answer,
}

/// Tells these events.
pub(super) async fn told(context: &Context, events: &[Event]) -> Result<Vec<Told>, Trouble> {
    let (app, caller) = (&context.app, context.caller());
    let (mut who, mut whom, mut accounts) = (named(events), members(events), Vec::new());
    for event in events {
        match event.subject {
            Subject::Account(id) | Subject::Link(id) => accounts.push(AccountId::new(id)),
            Subject::Person(id) => who.push(PersonId::new(id)),
            Subject::Member(id) => whom.push(MemberId::new(id)),
            _ => {}
        }
    }
    accounts.sort_unstable();
    accounts.dedup();
    let mut names = Names {
        people: app.people_behind(caller, who).await?,
        members: app.members_behind(caller, whom).await?,
        accounts: app.accounts(caller, accounts).await?,
    };
    names.accounts.world.connections = app.connections_behind(caller).await?;
    Ok(events.iter().map(|event| names.told(event)).collect())
}

impl Names {
    fn told(&self, event: &Event) -> Told {
        let mut what = Happening::of(event, &self.people, &self.members);
        if let Some(words) = words(event) {
            words.clone_into(&mut what.told);
        }
        Told { what, subject: self.subject(event.subject), batch: event.undone_by().map(|batch| batch.get()) }
    }

    fn subject(&self, subject: Subject) -> (String, String) {
        let numbered = || format!("{} #{}", subject.kind(), subject.id());
        match subject {
            Subject::Account(id) | Subject::Link(id) => {
                let found = self.accounts.accounts.iter().find(|stored| stored.account.id.get() == id);
                let name = found.map_or_else(|| format!("account #{id}"), |stored| stored.account.username.clone());
                (name, format!("/accounts/{id}"))
            }
            Subject::Person(id) => {
                let name = self.people.get(&PersonId::new(id)).map(|profile| profile.person.name());
                (name.unwrap_or_else(numbered), format!("/people/{id}"))
            }
            Subject::Connection(id) => {
                let name = self.accounts.world.connections.get(&ConnectionId::new(id)).map(|one| one.name.clone());
                (name.unwrap_or_else(numbered), format!("/accounts?connection={id}"))
            }
            Subject::Member(id) => {
                let name = self.members.get(&MemberId::new(id)).map(|member| member.name.clone());
                (name.unwrap_or_else(numbered), "/settings".to_owned())
            }
            Subject::Run(id) => (format!("import #{id}"), "/imports".to_owned()),
            Subject::Company(_) => ("the company".to_owned(), "/settings".to_owned()),
            Subject::Key(_) | Subject::Session(_) => (numbered(), "/settings".to_owned()),
        }
    }
}

/// What happened to anything but an account, in words.
fn words(event: &Event) -> Option<&'static str> {
    Some(match (event.subject, event.kind.as_str()) {
        (Subject::Person(_), kind) => people::words(kind),
        (_, "account.stated") => "Another register stated what it had decided",
        (_, "run.applied") => "An import was applied",
        (_, "run.held") => "An import was held: too much was missing from its list",
        (_, "run.confirmed") => "A held import was confirmed",
        (_, "run.dropped") => "An import was given up, and nothing of it applied",
        (_, "connection.created") => "A connection was made",
        (_, "connection.listed") => "A whole list of the connection was read",
        (_, "key.created") => "A key was made",
        (_, "key.revoked") => "A key was revoked",
        (_, "member.added") => "Somebody became a member",
        (_, "member.invited") => "A member got a new link to sign in",
        (_, "member.changed") => "A member’s role changed",
        (_, "member.removed") => "Somebody is no member any more",
        (_, "session.began") => "A member signed in",
        (_, "session.ended") => "A member’s session ended",
        (_, "company.created") => "The company was made",
        (_, "company.settings") => "The company’s settings changed",
        (_, "company.features") => "The company’s plan changed",
        (_, "company.restored") => "The register was restored from a backup",
        (_, "terms.published") => "New terms were published",
        (_, "terms.accepted") => "The terms were accepted",
        _ => return None,
    })
}
