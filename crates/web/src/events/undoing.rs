//! Undoing what was decided together, from where it is told.

use app::{
    Kind,
    batches::{Outcome, Part, Undoing, Which},
    error::Noun,
};
use domain::ids::BatchId;

use crate::{context::Context, flash::Flash, routes::Answer};

/// Accounts that are undone in one step.
const PART: usize = 500;
/// Steps of one form: what is more is for the command line.
const STEPS: usize = 20;

/// Makes the accounts of a batch what they were before, where nobody decided since.
pub(super) async fn undo(context: Context) -> Answer {
    let named = context.form.id("batch").map(BatchId::new).ok_or(app::Error::from(Kind::Missing(Noun::Batch)))?;
    let (mut part, mut batch) = (Part { after: 0, limit: PART }, None);
    let (mut restored, mut left, mut more) = (0, 0, false);
    for _ in 0..STEPS {
        let undoing = Undoing { because: None, batch, dry_run: false };
        let undone = context.app.undo(context.caller(), Which::Batch(named), part, undoing).await?;
        let done = undone.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Restored)).count();
        restored += done;
        left += undone.outcomes.len() - done;
        batch = batch.or(undone.batch);
        more = undone.entries.next.is_some();
        let Some(next) = undone.entries.next else { break };
        part.after = next.get();
    }
    let mut said = match (restored, left) {
        (0, _) => "Nothing was undone: somebody decided since.".to_owned(),
        (1, 0) => "One account is as it was before.".to_owned(),
        (_, 0) => format!("{restored} accounts are as they were before."),
        _ => format!("{restored} accounts are as they were before; of {left} others somebody decided since."),
    };
    if more {
        said.push_str(&format!(" There are more: whose undo {named} goes on."));
    }
    let to = batch.unwrap_or(named);
    context.go(&format!("/events?batch={to}"), &Flash::saying(said).undoing(batch))
}
