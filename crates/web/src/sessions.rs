//! Signing in and out.

use app::App;
use askama::Template;
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use crate::{
    Settings,
    context::{Context, is_ours, redirected, rendered},
    cookies::Cookie,
    fields::Fields,
    frame::Frame,
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
    refused: bool,
    signed_out: bool,
}

/// Shows the page.
pub(crate) fn ask(query: &Fields, frame: Frame) -> Answer {
    page(query, frame, false)
}

fn page(fields: &Fields, frame: Frame, refused: bool) -> Answer {
    let page = Page {
        frame: Frame { title: "Sign in".to_owned(), ..frame },
        ticket: fields.text("ticket").unwrap_or_default().to_owned(),
        to: fields.text("to").filter(|to| is_ours(to)).unwrap_or("/").to_owned(),
        refused,
        signed_out: fields.text("out").is_some(),
    };
    rendered(if refused { StatusCode::UNAUTHORIZED } else { StatusCode::OK }, &page)
}

/// Signs in by the ticket of the form, and goes to where one came from.
pub(crate) async fn sign_in(
    app: &App,
    (form, frame): (&Fields, Frame),
    (settings, request): (Settings, Option<String>),
) -> Answer {
    let session = match app.sign_in(form.text("ticket").unwrap_or_default(), request).await {
        Ok(session) => session,
        Err(refused) if refused.kind == app::Kind::Unauthorized => {
            return page(&form.with("ticket", None), frame, true);
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
pub(crate) fn missing(reads: bool, partial: bool, frame: Frame, headers: &HeaderMap, https: bool) -> Response {
    let to =
        Fields::default().with("to", Some(&frame.here).filter(|here| *here != "/").map(String::as_str)).at(SIGN_IN);
    let mut response = if partial {
        let mut response = Response::default();
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        if let Ok(to) = http::HeaderValue::from_str(&to) {
            response.headers_mut().insert("hx-redirect", to);
        }
        response
    } else if reads {
        redirected(&to)
    } else {
        Trouble::App(app::Kind::Unauthorized.into()).shown(frame)
    };
    if Cookie::Session.of(headers, https).is_some() {
        Cookie::Session.set(response.headers_mut(), "", https);
    }
    response
}
