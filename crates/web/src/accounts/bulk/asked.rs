//! What an address or a form asks for: which accounts, and what is to be decided about them.

use app::bulk::{Decision, Which};
use domain::{
    ids::AccountId,
    links::{Access, Change, Patch},
};

use crate::{
    accounts::{
        decisions::is_day,
        filters::{self, FILTERS},
        naming,
    },
    context::Context,
    fields::{Fields, id},
    trouble::Trouble,
};

/// What can be decided: the name in the address, and in words.
pub(super) const ALL: [(&str, &str); 8] = [
    ("link", "They are a person's"),
    ("unlink", "They are nobody's"),
    ("mark", "They are service accounts"),
    ("owner", "Somebody else answers for these service accounts"),
    ("review", "These service accounts are to be reviewed by a day"),
    ("unmark", "They are no service accounts"),
    ("expect", "They are meant to have an access, or not"),
    ("reset", "Give them back to the rules"),
];

/// The accounts that the fields name: these, or all that the filters find.
pub(super) fn which(fields: &Fields, today: &str) -> Option<Which> {
    if fields.text("all").is_some() {
        return Some(Which::Found(filters::wanted(fields, today)));
    }
    let ids = these(fields);
    (!ids.is_empty()).then_some(Which::These(ids))
}

/// The accounts that are named one by one.
fn these(fields: &Fields) -> Vec<AccountId> {
    let packed = fields.text("ids").unwrap_or_default().split('.');
    fields.all("account").chain(packed).filter_map(id).map(AccountId::new).collect()
}

/// The fields that say which accounts, and where to go back to, for forms to carry on.
pub(super) fn kept(fields: &Fields) -> Vec<(&'static str, String)> {
    let text = |name: &'static str| Some((name, fields.text(name)?.to_owned()));
    let mut kept: Vec<(&'static str, String)> = text("to").into_iter().collect();
    if fields.text("all").is_some() {
        kept.extend(text("all"));
        kept.extend(FILTERS.into_iter().filter_map(text));
    } else {
        let ids: Vec<String> = these(fields).into_iter().map(|id| id.get().to_string()).collect();
        kept.push(("ids", ids.join(".")));
    }
    kept
}

/// What is to be decided: nothing yet, or in words what is wrong with it.
pub(super) async fn decision(context: &Context, fields: &Fields) -> Result<Option<Result<Decision, String>>, Trouble> {
    let plain = |change| Ok(Some(Ok(Decision::Change(change))));
    let Some(named) = fields.text("do") else { return Ok(None) };
    match named {
        "link" => match person(context, fields.text("person")).await? {
            Ok(Some(person)) => plain(Change::Link(person)),
            Ok(None) => Ok(Some(Err("Say whose they are: a name or an address.".to_owned()))),
            Err(why) => Ok(Some(Err(why))),
        },
        "unlink" => plain(Change::Unlink),
        "unmark" => plain(Change::Unmark),
        "reset" => plain(Change::Reset),
        "expect" => Ok(Some(expecting(fields))),
        "mark" => {
            let Some(reason) = fields.text("purpose").map(str::to_owned) else {
                return Ok(Some(Err("Say what the accounts are for.".to_owned())));
            };
            let owner = person(context, fields.text("owner")).await?;
            let patches = owner.and_then(|owner| Ok((said(owner), said(day(fields)?))));
            let mark = |(owner, review_by)| Decision::Change(Change::Mark { reason, owner, review_by });
            Ok(Some(patches.map(mark)))
        }
        "owner" => {
            let owner = person(context, fields.text("owner")).await?;
            let amend = |owner| Decision::Amend { reason: None, owner: Patch::Set(owner), review_by: Patch::Keep };
            Ok(Some(owner.map(amend)))
        }
        "review" => {
            let amend = |day| Decision::Amend { reason: None, owner: Patch::Keep, review_by: Patch::Set(day) };
            Ok(Some(day(fields).map(amend)))
        }
        _ => Ok(None),
    }
}

/// What is not said stays as it is.
fn said<T>(value: Option<T>) -> Patch<T> {
    value.map_or(Patch::Keep, |value| Patch::Set(Some(value)))
}

async fn person(
    context: &Context,
    named: Option<&str>,
) -> Result<Result<Option<domain::ids::PersonId>, String>, Trouble> {
    let Some(named) = named else { return Ok(Ok(None)) };
    Ok(naming::person(&context.app, context.caller(), named).await?.map(Some))
}

fn day(fields: &Fields) -> Result<Option<String>, String> {
    match fields.text("review") {
        Some(day) if !is_day(day) => Err("The day of the review must be one, as 2027-12-31.".to_owned()),
        day => Ok(day.map(str::to_owned)),
    }
}

fn expecting(fields: &Fields) -> Result<Decision, String> {
    let named = fields.text("access").unwrap_or_default();
    let access = Access::ALL.into_iter().find(|access| access.name() == named);
    let access = access.ok_or_else(|| "Say which access.".to_owned())?;
    Ok(Decision::Change(Change::Expect { access, on: fields.text("on") == Some("yes") }))
}
