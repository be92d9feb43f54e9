//! Which events the address asks for.

use domain::{
    Instant, Moment,
    ids::{AccountId, BatchId, PersonId},
};
use store::events::{About, Latest};

use crate::{accounts::naming, context::Context, fields::id, trouble::Trouble};

/// By whom: the name in the address, the kinds of actors that it means, and in words.
pub(super) const ACTORS: [(&str, &[&str], &str); 4] = [
    ("people", &["key", "session", "asserted"], "people"),
    ("rules", &["rule"], "rules"),
    ("imports", &["run"], "imports"),
    ("register", &["register"], "the register itself"),
];

/// Kinds of events, as they are stored, and in words.
pub(super) const KINDS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Decisions",
        &[
            ("account.linked", "linked"),
            ("account.unlinked", "unlinked"),
            ("account.marked", "marked as a service account"),
            ("account.unmarked", "mark cleared"),
            ("account.expected", "access expected or not"),
            ("account.stated", "stated by another register"),
            ("account.reset", "given back to the rules"),
            ("account.restored", "undone"),
        ],
    ),
    (
        "Accounts",
        &[
            ("account.added", "first seen"),
            ("account.changed", "changed"),
            ("account.removed", "found gone"),
            ("account.returned", "seen again"),
        ],
    ),
    (
        "People",
        &[
            ("person.added", "first seen"),
            ("person.changed", "changed"),
            ("person.left", "left"),
            ("person.returned", "came back"),
        ],
    ),
    (
        "The register",
        &[
            ("run.applied", "import applied"),
            ("run.held", "import held"),
            ("run.confirmed", "import confirmed"),
            ("run.dropped", "import dropped"),
            ("connection.created", "connection made"),
            ("connection.listed", "connection listed"),
            ("key.created", "key made"),
            ("key.revoked", "key revoked"),
            ("member.added", "member added"),
            ("member.changed", "member changed"),
            ("member.removed", "member removed"),
            ("session.began", "signed in"),
            ("session.ended", "signed out"),
            ("company.settings", "settings changed"),
        ],
    ),
];

/// A place in the list, newest first.
pub(super) type Place = (Instant, i64);

/// The place that the address names.
pub(super) fn place(context: &Context) -> Option<Place> {
    let (at, event) = context.query.text("earlier")?.split_once('.')?;
    Some((Instant::from_micros(id(at)?), id(event)?))
}

/// The events that the address asks for; in words why what it names means nothing.
pub(super) async fn wanted(context: &Context) -> Result<Result<Latest, String>, Trouble> {
    let query = &context.query;
    let actors = ACTORS.iter().find(|(name, ..)| query.text("by") == Some(name));
    let known = |asked: &&str| KINDS.iter().flat_map(|(_, kinds)| *kinds).any(|(kind, _)| kind == asked);
    let day = |name| query.text(name).filter(|day| day.len() == 10);
    let mut latest = Latest {
        since: day("since").and_then(Instant::parse),
        until: day("until").and_then(Moment::parse),
        kind: query.text("kind").filter(known).map(str::to_owned),
        actor_kinds: actors.map_or(&[][..], |(_, kinds, _)| *kinds).to_vec(),
        ..Latest::default()
    };
    if let Some(named) = query.text("who") {
        match naming::person(&context.app, context.caller(), named).await? {
            Ok(person) => latest.actor = Some(person),
            Err(why) => return Ok(Err(why)),
        }
    }
    match about(context).await? {
        Ok(about) => Ok(Ok(Latest { about, ..latest })),
        Err(why) => Ok(Err(why)),
    }
}

async fn about(context: &Context) -> Result<Result<Option<About>, String>, Trouble> {
    let query = &context.query;
    if let Some(batch) = query.id("batch") {
        return Ok(Ok(Some(About::Batch(BatchId::new(batch)))));
    }
    if let Some(named) = query.text("account") {
        return Ok(account(context, named).await?.map(|account| Some(About::Account(account))));
    }
    let Some(named) = query.text("person") else { return Ok(Ok(None)) };
    let found = naming::person(&context.app, context.caller(), named).await?;
    Ok(found.map(|person: PersonId| Some(About::Person(person))))
}

/// The one account that the text names.
async fn account(context: &Context, named: &str) -> Result<Result<AccountId, String>, Trouble> {
    let found = context.app.named_accounts(context.caller(), named).await?;
    Ok(match found.accounts.as_slice() {
        [one] => Ok(one.account.id),
        [] => Err("No account has this name, address or number.".to_owned()),
        _ => Err("Several accounts match; name one by its provider’s id, or by its number, as #12.".to_owned()),
    })
}
