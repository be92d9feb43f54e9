//! Who asks.

use http::StatusCode;

use super::wire::Whoami;
use crate::{context::Context, operations::Answer, present};

/// For whom the caller speaks, as whom, and what it may do.
pub(crate) async fn whoami(context: Context) -> Answer {
    let person = context.caller.actor.person();
    let people = context.app.people_behind(&context.caller, person.into_iter().collect()).await?;
    present::json(StatusCode::OK, &Whoami::of(&context.caller, &people))
}
