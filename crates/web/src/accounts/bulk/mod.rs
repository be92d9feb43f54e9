//! Deciding about many accounts: which, what, what would come of it, and then just that.

mod asked;
mod packed;
mod page;
mod words;

use app::bulk::{Applied, Applying};
pub(super) use page::show;

use crate::{context::Context, flash::Flash, routes::Answer};

/// Does what was shown, with the accounts that were shown as they would change.
pub(super) async fn apply(context: Context) -> Answer {
    let accounts = context.form.text("accounts").map(packed::read).unwrap_or_default();
    let asked = asked::decision(&context, &context.form).await?;
    let (Some(Ok(decision)), false) = (asked, accounts.is_empty()) else {
        return page::again(context, "say again which accounts, and what is to be decided.").await;
    };
    let because = context.form.text("because").map(str::to_owned);
    let applied = context.app.decide_as_planned(context.caller(), Applying { accounts, decision, because }).await?;
    let back = match context.back() {
        "/" => "/accounts",
        back => back,
    };
    context.go(back, &Flash::saying(said(&applied)).undoing(applied.batch))
}

/// What came of it, in words.
fn said(applied: &Applied) -> String {
    let mut said = format!("{} changed.", words::accounts(applied.changed));
    if applied.same > 0 {
        said.push_str(&format!(" {} so already.", words::were(applied.same)));
    }
    if let Some((_, why)) = applied.refused.first() {
        said.push_str(&format!(" {} left alone: {why}.", words::were(applied.refused.len())));
    }
    if let Some(broke_off) = &applied.broke_off {
        said.push_str(&format!(" It broke off, and the rest is as it was: {broke_off}."));
    }
    said
}
