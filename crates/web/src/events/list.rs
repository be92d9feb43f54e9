//! The page of events.

use askama::Template;
use domain::permissions::Permission;

use super::{
    filters::{self, ACTORS, KINDS},
    telling::{self, Told},
};
use crate::{context::Context, fields::Fields, frame::Frame, places::Place, routes::Answer};

/// Events of a page.
const SHOWN: i64 = 50;

/// The page.
#[derive(Template)]
#[template(path = "events.html")]
struct Page {
    frame: Frame,
    query: Fields,
    events: Vec<Told>,
    /// Why nothing can be looked for.
    wrong: Option<String>,
    /// The address of the page after this one.
    earlier: Option<String>,
    /// Whether this is not the first page.
    further: bool,
    filtered: bool,
    /// The batch that is shown alone.
    batch: Option<i64>,
    may_undo: bool,
}

/// Shows a page of events.
pub(super) async fn show(context: Context) -> Answer {
    let (query, caller) = (&context.query, context.caller());
    let (wanted, wrong) = match filters::wanted(&context).await? {
        Ok(wanted) => (Some(wanted), None),
        Err(why) => (None, Some(why)),
    };
    let (events, next) = match wanted {
        Some(wanted) => context.app.latest_events(caller, wanted, filters::place(&context), SHOWN).await?,
        None => (Vec::new(), None),
    };
    let earlier =
        next.map(|(at, event)| query.with("earlier", Some(&format!("{}.{event}", at.micros()))).at("/events"));
    let names = ["kind", "by", "who", "account", "person", "batch", "since", "until"];
    let events = telling::told(&context, &events).await?;
    let batch = query.id("batch").filter(|batch| events.iter().any(|event| event.batch == Some(*batch)));
    context.show(&Page {
        frame: context.frame("Events").at(Place::Events),
        events,
        wrong,
        earlier,
        further: filters::place(&context).is_some(),
        filtered: names.iter().any(|name| query.text(name).is_some()),
        batch,
        may_undo: caller.may(Permission::DecideAccounts).is_ok(),
        query: query.clone(),
    })
}

impl Page {
    fn chosen(&self, name: &str, value: &str) -> bool {
        self.query.text(name) == Some(value)
    }

    fn typed(&self, name: &str) -> &str {
        self.query.text(name).unwrap_or_default()
    }

    /// The address of the first page.
    fn first(&self) -> String {
        self.query.with("earlier", None).at("/events")
    }
}
