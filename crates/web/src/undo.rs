//! Taking back what was decided together: what it restores and what it skips, and then just that.

use app::{
    Kind,
    batches::{Entry, Outcome, Part, Undoing, Which},
};
use askama::Template;
use domain::{ids::BatchId, permissions::Permission};

use crate::{
    context::{Context, is_ours},
    fields::Fields,
    flash::Flash,
    frame::Frame,
    parts::{By, Time, Whose, members},
    places::Place,
    routes::{Answer, Asks, Route},
};

const PATH: &str = "/undo";
/// Accounts that are shown at once.
const SHOWN: usize = 50;
const DECIDES: Asks = Asks::May(Permission::DecideAccounts);

pub(crate) const ROUTES: &[Route] = &[
    Route::read(PATH, DECIDES, |context| Box::pin(show(context))),
    Route::send(PATH, DECIDES, |context| Box::pin(undo(context))),
];

/// The page.
#[derive(Template)]
#[template(path = "undo.html")]
struct Page {
    frame: Frame,
    /// The batch, where one is named.
    batch: Option<i64>,
    to: String,
    rows: Vec<Row>,
    next: Option<String>,
    /// Whether these are all of it.
    whole: bool,
}

/// An account of the batch.
struct Row {
    id: i64,
    name: String,
    now: Whose,
    then: Whose,
    /// What stands in the way, where it is skipped.
    skipped: Option<Skipped>,
}

/// What somebody decided since.
struct Skipped(Option<(Time, By)>);

/// Shows what undoing would restore and what it would skip.
async fn show(context: Context) -> Answer {
    let query = &context.query;
    let to = query.text("to").filter(|to| is_ours(to)).unwrap_or("/accounts").to_owned();
    let Some(batch) = query.id("batch") else {
        let frame = context.frame("Undo").at(Place::Events);
        return context.show(&Page { frame, batch: None, to, rows: Vec::new(), next: None, whole: true });
    };
    let part = Part { after: query.id("from").unwrap_or(0), limit: SHOWN };
    let which = Which::Batch(BatchId::new(batch));
    let undoing = Undoing { dry_run: true, ..Undoing::default() };
    let undone = context.app.undo(context.caller(), which, part, undoing).await?;
    let next = undone.entries.next;
    let since: Vec<_> = undone.entries.entries.iter().filter_map(|entry| entry.since.clone()).collect();
    let named = context.app.members_behind(context.caller(), members(&since)).await?;
    let people = &undone.entries.world.people;
    let row = |(entry, outcome): (&Entry, &Outcome)| Row {
        id: entry.stored.account.id.get(),
        name: entry.stored.account.username.clone(),
        now: Whose::of(&entry.stored.link, people),
        then: Whose::of(&entry.made.before, people),
        skipped: (!matches!(outcome, Outcome::Restored)).then(|| {
            let since = entry.since.as_ref();
            Skipped(since.map(|event| (Time(event.at), By::of(&event.actor, people, &named))))
        }),
    };
    let page = Page {
        frame: context.frame(format!("Undo batch {batch}")).at(Place::Accounts).inside("Back", to.clone()),
        batch: Some(batch),
        rows: undone.entries.entries.iter().zip(&undone.outcomes).map(row).collect(),
        whole: next.is_none() && part.after == 0,
        next: next.map(|after| query.with("from", Some(&after.get().to_string())).at(PATH)),
        to,
    };
    context.show(&page)
}

/// Takes the batch back, as far as nobody decided since.
async fn undo(context: Context) -> Answer {
    let batch = context.form.id("batch").map(BatchId::new);
    let batch = batch.ok_or(app::Error::from(Kind::Missing(app::error::Noun::Batch)))?;
    let because = context.form.text("because").map(str::to_owned);
    let whole = context.app.undo_all(context.caller(), Which::Batch(batch), because).await?;
    let mut said = match (whole.restored, whole.skipped + whole.failed) {
        (0, _) => "Nothing was undone: somebody decided since.".to_owned(),
        (1, 0) => "It is as it was before.".to_owned(),
        (restored, 0) => format!("{restored} accounts are as they were before."),
        (restored, skipped) => {
            format!("{restored} as they were before; {skipped} were left alone: somebody decided since.")
        }
    };
    if whole.more {
        said.push_str(" There is more of it: undo it once more.");
    }
    context.go(context.back(), &Flash::saying(said).undoing(whole.batch))
}

/// The address of the preview of a batch, from that page.
pub(crate) fn at(batch: BatchId, to: &str) -> String {
    Fields::default().with("batch", Some(&batch.get().to_string())).with("to", Some(to)).at(PATH)
}
