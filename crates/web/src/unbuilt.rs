//! A place whose page is yet to come: it says what answers the question until then.

use askama::Template;

use crate::{context::Context, frame::Frame, places::Place, routes::Answer};

/// The page.
#[derive(Template)]
#[template(path = "unbuilt.html")]
struct Page {
    frame: Frame,
    command: &'static str,
}

/// Shows the place, and the command that answers its question.
pub(crate) fn show(context: &Context, place: Place, command: &'static str) -> Answer {
    context.show(&Page { frame: context.frame(place.name()).at(place), command })
}
