//! The keys that pages have, and the switch for those that are pressed alone: somebody who dictates, or whose hand slips,
//! must be able to turn them off (WCAG 2.1.4).

use askama::Template;

use crate::{
    context::{Context, redirected},
    cookies::Cookie,
    frame::Frame,
    parts::html,
    routes::{Answer, Asks, Route},
};

const PATH: &str = "/keyboard";

pub(crate) const ROUTES: &[Route] = &[
    Route::read(PATH, Asks::Session, |context| Box::pin(show(context))),
    Route::send(PATH, Asks::Session, |context| Box::pin(switch(context))),
];

/// Every single key: where, which, and what it does.
const KEYS: [(&str, &str, &str); 10] = [
    ("Everywhere", "?", "shows this page"),
    ("Everywhere", "/", "goes to the search of the page"),
    ("Everywhere", "u", "takes back what was just decided"),
    ("Lists", "j", "goes to the next row"),
    ("Lists", "k", "goes to the row before"),
    ("Lists", "x", "ticks the row"),
    ("Work", "1 to 6", "chooses a person"),
    ("Work", "l", "links the account to them"),
    ("Work", "s", "says that it is a service account"),
    ("Work", "n", "passes over it to the next"),
];

/// The page.
#[derive(Template)]
#[template(path = "keyboard.html")]
struct Page {
    frame: Frame,
}

/// The button that switches single keys off, or on again, and comes back.
#[derive(Template)]
#[template(
    source = r#"<form method="post" action="/keyboard"><input type="hidden" name="token" value="{{ token }}"><input type="hidden" name="to" value="{{ to }}"><button name="keys" value="{% if keys %}off{% else %}on{% endif %}">Switch single keys {% if keys %}off{% else %}on{% endif %}</button></form>"#,
    ext = "html"
)]
pub(crate) struct Switch {
    token: String,
    to: String,
    keys: bool,
}

html!(Switch);

impl Switch {
    /// The one of a page in that frame.
    pub(crate) fn of(frame: &Frame) -> Self {
        Self { token: frame.token().to_owned(), to: frame.here.clone(), keys: frame.keys }
    }
}

/// Shows which keys there are.
async fn show(context: Context) -> Answer {
    context.show(&Page { frame: context.frame("Keys") })
}

/// Keeps in this browser whether they do something.
async fn switch(context: Context) -> Answer {
    let mut response = redirected(context.back());
    let off = context.form.text("keys") == Some("off");
    Cookie::Keys.set(response.headers_mut(), if off { "off" } else { "" }, context.https);
    Ok(response)
}
