//! Batches: what was decided together, shown and undone.

use app::batches::{Part, Undoing, Which};
use domain::ids::{BatchId, RunId};
use http::StatusCode;

use super::{
    cursors, fields, lists,
    wire::{BatchEntry, Page, UndoneBatch},
};
use crate::{
    body::{Field, parse_object},
    context::Context,
    operations::Answer,
    present,
    problems::Problem,
    query::Params,
};

const UNDO: [Field; 3] = [Field::optional("reason"), Field::optional("dryRun"), Field::optional("batch")];

/// What was decided together, account by account.
pub(crate) async fn get(context: Context) -> Answer {
    let (batch, part) = (BatchId::new(context.id()?), part(&context)?);
    let found = context.app.batch_entries(&context.caller, Which::Batch(batch), part).await?;
    let data = found.entries.iter().map(|entry| BatchEntry::of(entry, &found.world)).collect::<Result<_, _>>()?;
    present::json(StatusCode::OK, &Page { data, next: found.next.map(|account| account.to_string()) })
}

/// Undoes a part of a batch.
pub(crate) async fn undo(context: Context) -> Answer {
    let batch = BatchId::new(context.id()?);
    undone(context, Which::Batch(batch)).await
}

/// Undoes a part of what rules linked in a run.
pub(crate) async fn undo_run(context: Context) -> Answer {
    let run = RunId::new(context.id()?);
    undone(context, Which::Run(run)).await
}

async fn undone(mut context: Context, which: Which) -> Answer {
    let part = part(&context)?;
    let body = context.body().await?;
    let object = parse_object(&body, &UNDO)?;
    let undoing = Undoing {
        because: fields::reason(&object)?,
        batch: fields::batch(&object)?,
        dry_run: fields::dry_run(&object)?,
    };
    let undone = context.app.undo(&context.caller, which, part, undoing).await?;
    present::json(StatusCode::OK, &UndoneBatch::of(&undone)?)
}

fn part(context: &Context) -> Result<Part, Problem> {
    let params = Params::parse(&context.query)?;
    Ok(Part { after: cursors::id(&params)?.unwrap_or_default(), limit: lists::limit(&params)? })
}
