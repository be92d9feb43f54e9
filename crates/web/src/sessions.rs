//! Signing in and out.

use app::App;
use askama::Template;
use axum::response::Response;
use http::{Method, StatusCode, request::Parts};

use crate::{
    Settings,
    context::{Context, is_ours, redirected, rendered},
    cookies::Cookie,
    fields::Fields,
    frame::Frame,
    provider::LEAVE,
    routes::{Answer, Asks, Route},
    trouble::Trouble,
};

/// Where one signs in: the one page that asks for no session.
pub(crate) const SIGN_IN: &str = "/sign-in";

pub(crate) const ROUTES: &[Route] = &[Route::send("/sign-out", Asks::Session, |context| Box::pin(sign_out(context)))];

/// The page: a button where there is a ticket, else how to get one. A mail scanner that opens the link uses nothing up.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    frame: Frame,
    ticket: String,
    to: String,
    wrong: Option<Wrong>,
    signed_out: bool,
    /// Where one leaves for the identity provider, if there is one.
    leave: Option<String>,
}

/// Why somebody was not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The ticket does not work.
    Ticket,
    /// What came back from the provider fits no attempt of this browser.
    Elsewhere,
    /// The provider did not sign them in.
    NotSignedIn,
    /// The provider does not answer.
    Unreachable,
    /// What the provider answered is not believed.
    Untrusted,
    /// What the provider says of them gives no role.
    NoRole,
    /// They were removed.
    Removed,
}

impl Wrong {
    /// In words, with what to do.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Ticket => {
                "This link does not work any more: it was used, it is older than a day, or it was not copied whole."
            }
            Self::Elsewhere => "This sign-in was begun in another browser, or too long ago. Begin again here.",
            Self::NotSignedIn => {
                "Your identity provider did not sign you in. Begin again, or ask whoever looks after it."
            }
            Self::Unreachable => "Your identity provider does not answer just now. Begin again in a minute.",
            Self::Untrusted => {
                "What your identity provider answered could not be verified. Begin again; if it stays so, an administrator \
                 finds the reason in the server's log."
            }
            Self::NoRole => {
                "Your identity provider knows you, but nothing that it says of you gives you a role here. Ask an \
                 administrator for a group that does, then begin again."
            }
            Self::Removed => "You were removed from this register. An administrator can invite you by a link.",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::NoRole | Self::Removed => StatusCode::FORBIDDEN,
            Self::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ticket | Self::Elsewhere | Self::NotSignedIn | Self::Untrusted => StatusCode::UNAUTHORIZED,
        }
    }
}

/// Shows the page.
pub(crate) fn ask(query: &Fields, frame: Frame, provider: bool) -> Answer {
    page(query, frame, (None, provider))
}

/// Shows the page to somebody who was not signed in by the provider.
pub(crate) fn refused(wrong: Wrong, frame: Frame) -> Answer {
    page(&Fields::default(), frame, (Some(wrong), true))
}

fn page(fields: &Fields, frame: Frame, (wrong, provider): (Option<Wrong>, bool)) -> Answer {
    let to = fields.text("to").filter(|to| is_ours(to));
    let page = Page {
        frame: Frame { title: "Sign in".to_owned(), ..frame },
        ticket: fields.text("ticket").unwrap_or_default().to_owned(),
        to: to.unwrap_or("/").to_owned(),
        wrong,
        signed_out: fields.text("out").is_some(),
        leave: provider.then(|| Fields::default().with("to", to).at(LEAVE)),
    };
    rendered(wrong.map_or(StatusCode::OK, Wrong::status), &page)
}

/// Signs in by the ticket of the form, and goes to where one came from.
pub(crate) async fn sign_in(
    app: &App,
    (form, frame, provider): (&Fields, Frame, bool),
    (settings, request): (Settings, Option<String>),
) -> Answer {
    let session = match app.sign_in(form.text("ticket").unwrap_or_default(), request).await {
        Ok(session) => session,
        Err(refused) if refused.kind == app::Kind::Unauthorized => {
            return page(&form.with("ticket", None), frame, (Some(Wrong::Ticket), provider));
        }
        Err(error) => return Err(error.into()),
    };
    let mut response = redirected(form.text("to").filter(|to| is_ours(to)).unwrap_or("/"));
    Cookie::Session.set(response.headers_mut(), session.reveal(), settings.https);
    Ok(response)
}

/// Ends this session; with `all`, every session of the member.
async fn sign_out(context: Context) -> Answer {
    if context.form.text("all").is_some() {
        context.app.end_sessions(context.caller(), context.here.member.id).await?;
    } else {
        context.app.end_session(context.caller(), context.here.session.id).await?;
    }
    let mut response = redirected("/sign-in?out=1");
    Cookie::Session.set(response.headers_mut(), "", context.https);
    Ok(response)
}

/// The answer to somebody who is not signed in: a page sends them to sign in and come back, a form says that it did nothing.
pub(crate) fn missing(form: Option<Fields>, frame: Frame, parts: &Parts, https: bool) -> Response {
    let (reads, partial) =
        (matches!(parts.method, Method::GET | Method::HEAD), parts.headers.contains_key("hx-request"));
    let to =
        Fields::default().with("to", Some(&frame.here).filter(|here| *here != "/").map(String::as_str)).at(SIGN_IN);
    let mut response = if partial && reads {
        let mut response = Response::default();
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        if let Ok(to) = http::HeaderValue::from_str(&to) {
            response.headers_mut().insert("hx-redirect", to);
        }
        response
    } else if reads {
        redirected(&to)
    } else {
        Trouble::App(app::Kind::Unauthorized.into()).with(form.unwrap_or_default()).shown(frame)
    };
    if Cookie::Session.of(&parts.headers, https).is_some() {
        Cookie::Session.set(response.headers_mut(), "", https);
    }
    response
}
