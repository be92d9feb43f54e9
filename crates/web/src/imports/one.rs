//! One run: how far it is, what it did or would do, what was read and what was not; approving and rejecting a held one.

use app::{
    Kind,
    runs::{Proposed, What},
};
use askama::Template;
use domain::{
    accounts::Account,
    ids::RunId,
    permissions::Permission,
    runs::{Counts, Manifest, Run, Scope, State, brakes},
};
use http::StatusCode;

use super::telling::Told;
use crate::{
    context::Context,
    flash::Flash,
    frame::Frame,
    parts::Time,
    places::Place,
    routes::Answer,
    trouble::{Trouble, sentence},
};

/// Rows of what it would do that are shown at once.
const SHOWN: usize = 50;

/// The page.
#[derive(Template)]
#[template(path = "imports/one.html")]
struct Page {
    frame: Frame,
    told: Told,
    run: Run,
    finished: Option<Time>,
    observed: Option<Time>,
    proposal: Option<Proposal>,
    may_decide: bool,
    refused: Option<String>,
}

/// What a held run would do.
struct Proposal {
    rows: Vec<Proposed>,
    more_rows: Option<String>,
    missing: Vec<Account>,
    more_missing: Option<String>,
    /// Whether so much is missing that the count must be typed.
    brakes: bool,
}

/// Shows the run.
pub(super) async fn show(context: Context) -> Answer {
    let page = page(&context, None).await?;
    context.show(&page)
}

async fn page(context: &Context, refused: Option<String>) -> Result<Page, Trouble> {
    let (app, caller) = (&context.app, context.caller());
    let run = app.run(caller, RunId::new(context.id()?)).await?;
    let told = Told::all(app, caller, std::slice::from_ref(&run)).await?.pop();
    let told = told.ok_or_else(|| app::Error::bug("a run was not told"))?;
    let needs = match run.scope {
        Scope::Accounts => Permission::ImportAccounts,
        Scope::People => Permission::ImportPersonnel,
    };
    let here = format!("/imports/{}", run.id);
    let frame = context.frame(format!("Import #{}", run.id)).at(Place::Imports).inside("Imports", "/imports");
    Ok(Page {
        frame: if refused.is_some() { Frame { here, ..frame } } else { frame },
        told,
        finished: run.finished_at.map(Time),
        observed: run.observed_at.or(run.as_of).map(Time),
        proposal: if run.state == State::Held { Some(proposal(context, &run).await?) } else { None },
        may_decide: caller.may(needs).is_ok(),
        refused,
        run,
    })
}

async fn proposal(context: &Context, run: &Run) -> Result<Proposal, Trouble> {
    let (app, caller, query) = (&context.app, context.caller(), &context.query);
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX - 1) + 1;
    let (rows, missing) = (query.text("rows").unwrap_or_default(), query.text("missing").unwrap_or_default());
    let mut rows = app.proposed(caller, run.id, rows, limit).await?;
    let mut missing = app.missing(caller, run.id, missing, limit).await?;
    let path = format!("/imports/{}", run.id);
    let more = |name: &str, last: Option<&String>| last.map(|last| query.with(name, Some(last)).at(&path));
    let more_rows =
        if rows.len() > SHOWN { more("rows", rows.get(SHOWN - 1).map(|row| &row.external_id)) } else { None };
    let last = missing.get(SHOWN - 1).map(|account| &account.external_id);
    let more_missing = if missing.len() > SHOWN { more("missing", last) } else { None };
    rows.truncate(SHOWN);
    missing.truncate(SHOWN);
    let brakes = brakes(run.manifest.missing, run.manifest.present);
    Ok(Proposal { rows, more_rows, missing, more_missing, brakes })
}

/// Lets a held run go on, if the form names how many are missing.
pub(super) async fn confirm(context: Context) -> Answer {
    let id = context.id()?;
    let Some(missing) = context.form.text("missing").and_then(|count| count.parse().ok()) else {
        return again(&context, "Type how many are missing.".to_owned()).await;
    };
    match context.app.confirm_run(context.caller(), RunId::new(id), missing).await {
        Ok(_) => context.go(&format!("/imports/{id}"), &Flash::saying("Approved: the list is being applied.")),
        Err(error) => match error.kind {
            Kind::Held { missing, present } => {
                let why = format!("{missing} of {present} are missing from the list, and another number was typed.");
                again(&context, why).await
            }
            Kind::Conflict(_) => again(&context, sentence(&error)).await,
            _ => Err(error.into()),
        },
    }
}

/// Rejects a held run.
pub(super) async fn reject(context: Context) -> Answer {
    let id = context.id()?;
    match context.app.reject_run(context.caller(), RunId::new(id)).await {
        Ok(_) => context.go(&format!("/imports/{id}"), &Flash::saying("Rejected: nothing of the list was applied.")),
        Err(error) if matches!(error.kind, Kind::Conflict(_)) => again(&context, sentence(&error)).await,
        Err(error) => Err(error.into()),
    }
}

async fn again(context: &Context, why: String) -> Answer {
    let page = page(context, Some(why)).await?;
    context.show_as(StatusCode::BAD_REQUEST, &page)
}

impl Page {
    /// Whether it goes on by itself, so that it is worth looking again.
    const fn is_under_way(&self) -> bool {
        matches!(self.run.state, State::Staging | State::Applying)
    }

    /// How much of it is done.
    const fn done(&self) -> u64 {
        let Counts { added, changed, unchanged, returned, removed, .. } = self.run.manifest.counts;
        added + changed + unchanged + returned + removed
    }

    const fn manifest(&self) -> &Manifest {
        &self.run.manifest
    }

    /// What is to be done, or was.
    fn counts(&self) -> &Counts {
        self.run
            .manifest
            .forecast
            .as_ref()
            .filter(|_| self.run.state == State::Held)
            .unwrap_or(&self.run.manifest.counts)
    }

    /// What one of the rows is called.
    const fn noun(&self) -> &'static str {
        match self.run.scope {
            Scope::Accounts => "accounts",
            Scope::People => "people",
        }
    }
}

/// What would become of a row, in a word.
const fn word(what: &What) -> &'static str {
    match what {
        What::Added => "new",
        What::Changed => "changed",
        What::Returned => "back",
        What::Removed => "gone",
        What::Unchanged => "as it was",
    }
}
