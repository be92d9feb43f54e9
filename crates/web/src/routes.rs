//! Every page and form: where it is, and what it asks for. The rights, the methods and the router come from this table.

use std::pin::Pin;

use axum::response::Response;
use domain::permissions::Permission;

use crate::{
    accounts, connections, context::Context, events, evidence, findings, imports, keyboard, overview, people,
    service_accounts, sessions, settings, themes, trouble::Trouble, undo, work,
};

/// What becomes of a request.
pub(crate) type Answer = Result<Response, Trouble>;
/// A handler.
pub(crate) type Handle = fn(Context) -> Pin<Box<dyn Future<Output = Answer> + Send>>;

/// How a page is asked for. Pages are read and forms are sent; there is nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// A page is read: GET and HEAD.
    Read,
    /// A form is sent: POST, with the token of the session in it.
    Send,
}

/// What somebody needs. Everything needs a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// A session, whatever the role.
    Session,
    /// A role with that permission, in a company that has accepted the terms in force.
    May(Permission),
    /// The same, whatever the terms: for what leads out of them.
    BeforeTerms(Permission),
}

/// What comes with a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Fields, with the token among them: read and checked before the handler.
    Fields,
    /// A file of at most that many bytes: the handler reads it, and checks the token that comes first.
    File(usize),
}

/// A page or a form.
pub struct Route {
    /// How it is asked for.
    pub verb: Verb,
    /// Its path, with parameters in braces; `{id}` is a number.
    pub path: &'static str,
    /// What it asks for.
    pub asks: Asks,
    /// What comes with it, where it is a form.
    pub takes: Takes,
    pub(crate) handle: Handle,
}

impl Route {
    /// A page.
    pub(crate) const fn read(path: &'static str, asks: Asks, handle: Handle) -> Self {
        Self { verb: Verb::Read, path, asks, takes: Takes::Fields, handle }
    }

    /// A form.
    pub(crate) const fn send(path: &'static str, asks: Asks, handle: Handle) -> Self {
        Self { verb: Verb::Send, path, asks, takes: Takes::Fields, handle }
    }

    /// A form with a file of at most so many bytes.
    pub(crate) const fn file(path: &'static str, asks: Asks, most: usize, handle: Handle) -> Self {
        Self { verb: Verb::Send, path, asks, takes: Takes::File(most), handle }
    }
}

/// Each page's own.
const ALL: &[&[Route]] = &[
    overview::ROUTES,
    accounts::ROUTES,
    people::ROUTES,
    work::ROUTES,
    service_accounts::ROUTES,
    findings::ROUTES,
    imports::ROUTES,
    connections::ROUTES,
    events::ROUTES,
    evidence::ROUTES,
    settings::ROUTES,
    sessions::ROUTES,
    themes::ROUTES,
    keyboard::ROUTES,
    undo::ROUTES,
];

/// Every page and form that asks for a session: all but the sign-in page and the static files.
pub fn all() -> impl Iterator<Item = &'static Route> {
    ALL.iter().copied().flatten()
}
