//! Events: the register's own order of all, and those of one account.

use domain::{Instant, events, ids::AccountId};
use http::StatusCode;
use store::events::Wanted;

use super::{
    cursors,
    lists::{instant, limit, one_more, page},
    wire::Event,
};
use crate::{context::Context, operations::Answer, present, query::Params};

/// A page of all numbered events, in the order of their numbers.
pub(crate) async fn all(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let limit = limit(&params)?;
    let wanted = Wanted {
        since: instant(&params, "since")?,
        until: instant(&params, "until")?,
        actor: params.id("actor")?,
        kind: params.read("kind", "must be the kind of an event, as account.linked", kind)?,
        after_leaf: cursors::id(&params)?.unwrap_or_default(),
    };
    let found = context.app.events(&context.caller, wanted, one_more(limit)).await?;
    let actors = found.iter().filter_map(|(_, event)| event.actor.person()).collect();
    let people = context.app.people_behind(&context.caller, actors).await?;
    let page = page(
        &found,
        limit,
        |(number, _)| number.to_string(),
        |(number, event)| Event::of(Some(*number), event, &people),
    )?;
    present::json(StatusCode::OK, &page)
}

/// A page of an account's events, facts and decisions, oldest first.
pub(crate) async fn of_account(context: Context) -> Answer {
    let account = context.id()?;
    let params = Params::parse(&context.query)?;
    let limit = limit(&params)?;
    let after = cursors::by_instant(&params)?.unwrap_or((Instant::from_micros(0), 0));
    context.app.check_account(&context.caller, AccountId::new(account)).await?;
    let found = context.app.account_events(&context.caller, account, after, one_more(limit)).await?;
    let actors = found.iter().filter_map(|event| event.actor.person()).collect();
    let people = context.app.people_behind(&context.caller, actors).await?;
    let cursor = |event: &events::Event| cursors::spell_instant(event.at, event.id.get());
    let page = page(&found, limit, cursor, |event| Event::of(None, event, &people))?;
    present::json(StatusCode::OK, &page)
}

/// Kinds are words in lower case, with points and hyphens between them.
fn kind(text: &str) -> Option<String> {
    let spelled = text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'-'));
    (spelled && (1..=64).contains(&text.len())).then(|| text.to_owned())
}
