//! The forms of the work. Each decides about one account and shows the next: a script gets it as the answer, so that a
//! decision is one request; without scripts the answer leads there.

use app::{
    Kind,
    batches::{Outcome, Part, Undoing, Which},
    links::{Command, Decided},
};
use domain::{
    ids::{AccountId, BatchId, PersonId},
    links::Change,
    people::Profile,
};

use super::{PATH, page};
use crate::{
    accounts::decisions::marking, context::Context, fields::Fields, flash::Flash, routes::Answer, trouble::Trouble,
};

/// The account is the chosen person's.
pub(super) async fn link(context: Context) -> Answer {
    let context = placed(context);
    match context.form.id("person") {
        Some(person) => decide(context, "link", Change::Link(PersonId::new(person))).await,
        None => page::again(context, "link", "choose a person first.".to_owned()).await,
    }
}

/// The account is a service account.
pub(super) async fn mark(context: Context) -> Answer {
    let context = placed(context);
    match marking(&context, &context.form).await? {
        Ok(change) => decide(context, "mark", change).await,
        Err(why) => page::again(context, "mark", why).await,
    }
}

/// The last decision is taken back, and its account shown again.
pub(super) async fn undo(context: Context) -> Answer {
    let context = placed(context);
    let batch = context.form.id("batch").map(BatchId::new);
    let batch = batch.ok_or(app::Error::from(Kind::Missing(app::error::Noun::Batch)))?;
    let part = Part { after: 0, limit: 1000 };
    let undone = context.app.undo(context.caller(), Which::Batch(batch), part, Undoing::default()).await?;
    let restored = undone.outcomes.iter().any(|outcome| matches!(outcome, Outcome::Restored));
    let first = undone.entries.entries.first().map(|entry| &entry.stored.account);
    let name = first.map_or("It", |account| account.username.as_str());
    let said = match restored {
        true => format!("{name} is as it was before."),
        false => format!("{name} was left alone: somebody decided since."),
    };
    let account = first.map(|account| account.id.get());
    shown(context, account, Flash::saying(said)).await
}

/// The place of the form, which is in its fields, as the place of the page.
fn placed(mut context: Context) -> Context {
    let mut query = Fields::default();
    for name in ["connection", "kind", "account"] {
        query = query.with(name, context.form.text(name));
    }
    context.query = query;
    PATH.clone_into(&mut context.path);
    context
}

async fn decide(context: Context, form: &'static str, change: Change) -> Answer {
    let id = context.form.id("account").ok_or(app::Error::from(Kind::Missing(app::error::Noun::Account)))?;
    let command = Command {
        account: AccountId::new(id),
        family: None,
        change,
        because: context.form.text("because").map(str::to_owned),
        version: context.form.text("version").and_then(|version| version.parse().ok()),
        batch: None,
    };
    let outcome = context.app.decide(context.caller(), vec![command]).await.pop();
    match outcome.unwrap_or_else(|| Err(app::Error::bug("no outcome"))) {
        Ok(decided) => {
            let flash = Flash::saying(said(&decided)).undoing(decided.batch);
            shown(context, Some(id), flash).await
        }
        Err(error) => match error.kind {
            Kind::Stale => {
                let text = "Somebody else decided about that account meanwhile; nothing of yours was changed.";
                shown(context, Some(id), Flash::saying(text)).await
            }
            Kind::ServiceAccount | Kind::Invalid(_) | Kind::HumanDecided | Kind::Missing(app::error::Noun::Person) => {
                page::again(context, form, error.to_string()).await
            }
            _ => Err(Trouble::from(error)),
        },
    }
}

/// What was decided, in words.
fn said(decided: &Decided) -> String {
    let (account, link) = (&decided.stored.account.username, &decided.stored.link);
    let name = |person| decided.world.people.get(&person).map(|one: &Profile| one.person.name()).unwrap_or_default();
    match (&link.service, link.person) {
        (Some(service), _) => match service.owner {
            Some(owner) => format!("{account} is a service account, owned by {}.", name(owner)),
            None => format!("{account} is a service account that nobody owns yet."),
        },
        (None, Some(person)) => format!("{account} is linked to {}.", name(person)),
        (None, None) => format!("{account} is nobody's."),
    }
}

/// Shows the first account that is still due from that one on.
async fn shown(mut context: Context, account: Option<i64>, flash: Flash) -> Answer {
    let account = account.map(|account| account.to_string());
    context.query = context.query.with("account", account.as_deref());
    if !context.partial {
        return context.go(&context.query.at(PATH), &flash);
    }
    context.flash = Some(flash);
    context.form = Fields::default();
    page::show(context).await
}
