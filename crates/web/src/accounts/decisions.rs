//! Forms about one account: each makes one decision, says what it did, and offers the way back.

use app::{Kind, links::Command};
use domain::{
    Instant,
    ids::AccountId,
    links::{Access, Change, Patch},
};

use super::{naming, one};
use crate::{context::Context, fields::Fields, flash::Flash, routes::Answer, trouble::Trouble};

/// The account is a person's.
pub(crate) async fn link(context: Context) -> Answer {
    let Some(named) = context.form.text("person") else {
        return one::again(context, "link", "Say whose it is: a name or an address.".to_owned()).await;
    };
    match naming::person(&context.app, context.caller(), named).await? {
        Ok(person) => decide(context, "link", Change::Link(person)).await,
        Err(why) => one::again(context, "link", why).await,
    }
}

/// The account is nobody's.
pub(crate) async fn unlink(context: Context) -> Answer {
    decide(context, "unlink", Change::Unlink).await
}

/// The account is a service account.
pub(crate) async fn mark(context: Context) -> Answer {
    match marking(&context, &context.form).await? {
        Ok(change) => decide(context, "mark", change).await,
        Err(why) => one::again(context, "mark", why).await,
    }
}

/// The mark that the form asks for; in words what is wrong with it.
pub(crate) async fn marking(context: &Context, fields: &Fields) -> Result<Result<Change, String>, Trouble> {
    let Some(reason) = fields.text("purpose").map(str::to_owned) else {
        return Ok(Err("Say what the account is for.".to_owned()));
    };
    let owner = match fields.text("owner") {
        None => None,
        Some(named) => match naming::person(&context.app, context.caller(), named).await? {
            Ok(person) => Some(person),
            Err(why) => return Ok(Err(why)),
        },
    };
    let review_by = fields.text("review").map(str::to_owned);
    if review_by.as_ref().is_some_and(|day| !is_day(day)) {
        return Ok(Err("The day of the review must be one, as 2027-12-31.".to_owned()));
    }
    Ok(Ok(Change::Mark { reason, owner: Patch::Set(owner), review_by: Patch::Set(review_by) }))
}

/// Whether the text is a day, as forms send it.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10 && Instant::parse(text).is_some()
}

/// The account is no service account.
pub(crate) async fn unmark(context: Context) -> Answer {
    decide(context, "unmark", Change::Unmark).await
}

/// The account is meant to have an access, or not.
pub(crate) async fn expect(context: Context) -> Answer {
    let named = context.form.text("access").unwrap_or_default();
    let access = Access::ALL.into_iter().find(|access| access.name() == named);
    let Some(access) = access else {
        return one::again(context, "expect", "Say which access.".to_owned()).await;
    };
    let on = context.form.text("on").is_some();
    decide(context, "expect", Change::Expect { access, on }).await
}

async fn decide(context: Context, form: &'static str, change: Change) -> Answer {
    let account = AccountId::new(context.id()?);
    let said = said(&change);
    let command = Command {
        account,
        family: None,
        change,
        because: context.form.text("because").map(str::to_owned),
        version: context.form.text("version").and_then(|version| version.parse().ok()),
        batch: None,
    };
    let outcome = context.app.decide(context.caller(), vec![command]).await.pop();
    match outcome.unwrap_or_else(|| Err(app::Error::bug("no outcome"))) {
        Ok(decided) => {
            let said = if decided.batch.is_some() { said } else { "It was so already." };
            context.go(&format!("/accounts/{account}"), &Flash::saying(said).undoing(decided.batch))
        }
        Err(error) => match error.kind {
            Kind::Stale | Kind::ServiceAccount | Kind::Invalid(_) | Kind::HumanDecided => {
                one::again(context, form, error.to_string()).await
            }
            _ => Err(error.into()),
        },
    }
}

const fn said(change: &Change) -> &'static str {
    match change {
        Change::Link(_) => "The account is linked.",
        Change::Unlink => "The account is nobody's.",
        Change::Mark { .. } => "The account is marked as a service account.",
        Change::Unmark => "The account is no service account any more.",
        Change::Expect { on: true, .. } => "The account is meant to have this access.",
        Change::Expect { on: false, .. } => "The account is not meant to have this access.",
        Change::Reset | Change::Restore { .. } | Change::State(_) => "Done.",
    }
}
