//! Who asks.

use http::StatusCode;

use super::wire::Whoami;
use crate::{context::Context, operations::Answer, present};

/// For whom the caller speaks, as whom, with which key, and what it may do.
pub(crate) async fn whoami(context: Context) -> Answer {
    let person = context.caller.actor.person();
    let key = context.app.own_key(&context.caller).await?;
    let people = context.app.people_behind(&context.caller, person.into_iter().collect()).await?;
    present::json(StatusCode::OK, &Whoami::of(&context.caller, key.as_ref(), &people)?)
}
