//! What goes wrong, and the page that says so and what to do.

use app::Kind;
use askama::Template;
use axum::response::Response;
use http::{StatusCode, header};

use crate::{
    context::rendered,
    fields::{Fields, encoded},
    frame::Frame,
};

/// Why a page cannot be shown, or a form not taken.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// A use case refused or failed.
    App(app::Error),
    /// There is no such page.
    NoSuchPage,
    /// The page is not asked for like this.
    Verb,
    /// The form does not come from a page of this session.
    Forged,
    /// The form is too large, or did not come whole.
    Unread,
    /// One of these, with a form whose texts are shown again, so that nobody types them twice.
    Typed(Box<Self>, Fields),
}

impl From<app::Error> for Trouble {
    fn from(error: app::Error) -> Self {
        Self::App(error)
    }
}

/// What the page says.
struct Words {
    status: StatusCode,
    title: &'static str,
    text: String,
    /// A page to go on from, with what it is called.
    next: Option<(&'static str, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "trouble.html")]
struct Page {
    frame: Frame,
    status: u16,
    text: String,
    next: Option<(&'static str, String)>,
    /// What was typed, each with what its field is called.
    typed: Vec<(&'static str, String)>,
}

/// Fields that people write sentences or names into.
const TYPED: [(&str, &str); 6] = [
    ("because", "Why"),
    ("purpose", "What it is for"),
    ("person", "Person"),
    ("owner", "Owner"),
    ("name", "Name"),
    ("until", "Until"),
];

impl Trouble {
    /// The same, with a form whose texts would be lost.
    pub(crate) fn with(self, form: Fields) -> Self {
        Self::Typed(Box::new(self), form)
    }

    fn typed(&self) -> Vec<(&'static str, String)> {
        let Self::Typed(_, form) = self else { return Vec::new() };
        TYPED.iter().filter_map(|(name, label)| Some((*label, form.text(name)?.to_owned()))).collect()
    }

    /// The page about it, in a frame whose title it sets.
    pub(crate) fn shown(&self, frame: Frame) -> Response {
        if let Self::App(error) = self
            && let Some(cause) = error.cause()
        {
            tracing::error!(cause, "a page failed");
        }
        let Words { status, title, text, next } = self.words(&frame);
        let (frame, status_code) = (Frame { title: title.to_owned(), ..frame }, status.as_u16());
        let page = Page { frame, status: status_code, text, next, typed: self.typed() };
        let mut response = rendered(status, &page).unwrap_or_default();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, http::HeaderValue::from_static("1"));
        }
        response
    }

    fn words(&self, frame: &Frame) -> Words {
        let home = || Some(("Go to the overview", "/".to_owned()));
        let (status, title, text, next) = match self {
            Self::App(error) => return of_app(error, frame),
            Self::Typed(trouble, _) => return trouble.words(frame),
            Self::NoSuchPage => {
                (StatusCode::NOT_FOUND, "There is no such page", "The address may be mistyped.", home())
            }
            Self::Verb => {
                (StatusCode::METHOD_NOT_ALLOWED, "Not like this", "This address takes something else.", home())
            }
            Self::Forged => (
                StatusCode::FORBIDDEN,
                "This form is out of date",
                "It was made before you signed in, or by another site. Nothing was changed: go back, load the page again \
                 and repeat.",
                home(),
            ),
            Self::Unread => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "This is too much at once",
                "The form was larger than it may be, or did not come whole. Nothing was changed.",
                home(),
            ),
        };
        Words { status, title, text: text.to_owned(), next }
    }
}

fn of_app(error: &app::Error, frame: &Frame) -> Words {
    let home = || Some(("Go to the overview", "/".to_owned()));
    let again = || Some(("Try again", frame.here.clone()));
    let (status, title, text, next) = match &error.kind {
        Kind::Unauthorized => (
            StatusCode::UNAUTHORIZED,
            "You are not signed in",
            "Your session has ended. Nothing was changed.".to_owned(),
            Some(("Sign in", format!("/sign-in?to={}", encoded(&frame.here)))),
        ),
        Kind::Terms => (
            StatusCode::PRECONDITION_FAILED,
            "New terms wait to be accepted",
            "Until an administrator of your company accepts them, nothing else can be done here.".to_owned(),
            Some(("See the terms", format!("/settings/terms?to={}", encoded(&frame.here)))),
        ),
        Kind::Forbidden => (
            StatusCode::FORBIDDEN,
            "Your role does not allow this",
            "An administrator can give you another role.".to_owned(),
            home(),
        ),
        Kind::Unpaid => (StatusCode::PAYMENT_REQUIRED, "Your plan lacks this", error.to_string(), home()),
        Kind::Missing(_) => (
            StatusCode::NOT_FOUND,
            "There is nothing here",
            "The register of your company has no such record, and never had one under this number.".to_owned(),
            home(),
        ),
        Kind::Stale => (StatusCode::CONFLICT, "Somebody was faster", error.to_string(), again()),
        Kind::Unavailable | Kind::Full | Kind::OutcomeUnknown | Kind::Overloaded => {
            (StatusCode::SERVICE_UNAVAILABLE, "The register cannot answer just now", error.to_string(), again())
        }
        Kind::Bug => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something is broken here",
            "It is our mistake, not yours, and it is in the server's log.".to_owned(),
            again(),
        ),
        Kind::Invalid(_)
        | Kind::ServiceAccount
        | Kind::HumanDecided
        | Kind::UnderWay
        | Kind::Held { .. }
        | Kind::BadList(_)
        | Kind::Conflict(_) => (StatusCode::BAD_REQUEST, "This cannot be done", error.to_string(), home()),
    };
    Words { status, title, text, next }
}

/// What a use case says, as a sentence.
pub(crate) fn sentence(error: &app::Error) -> String {
    let said = error.to_string();
    let mut letters = said.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
