//! What a page gets: an admitted request, and the ways to answer it.

use std::sync::Mutex;

use app::{App, Caller, digests, sessions::SignedIn};
use askama::Template;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

use crate::{
    Api,
    cookies::Cookie,
    fields::{self, Fields},
    flash::Flash,
    frame::{Frame, Signed, Theme},
    routes::{Answer, Route},
    trouble::Trouble,
};

/// An admitted request.
pub(crate) struct Context {
    pub(crate) app: App,
    /// What downloads are taken from.
    pub(crate) api: Option<Api>,
    /// Who asks.
    pub(crate) here: SignedIn,
    /// What every form of this session carries.
    pub(crate) token: String,
    /// The path, as it came.
    pub(crate) path: String,
    /// The fields of the query.
    pub(crate) query: Fields,
    /// The fields of the form; none where a page is read.
    pub(crate) form: Fields,
    /// The media type of what was sent.
    pub(crate) media: String,
    /// The body where the route takes a file, until somebody takes it.
    pub(crate) body: Mutex<Body>,
    pub(crate) route: &'static Route,
    pub(crate) theme: Option<Theme>,
    /// Whether single keys do something.
    pub(crate) keys: bool,
    pub(crate) flash: Option<Flash>,
    pub(crate) https: bool,
    /// Where the browser finds the pages, as `https://whose.example.com`.
    pub(crate) origin: String,
    /// Whether a part of the page is asked for by its script, which shows the address that the answer names.
    pub(crate) partial: bool,
}

impl Context {
    /// As whom it is asked.
    pub(crate) const fn caller(&self) -> &Caller {
        &self.here.caller
    }

    /// The number in the path; there is no page for anything else.
    pub(crate) fn id(&self) -> Result<i64, Trouble> {
        let mut pairs = self.route.path.split('/').zip(self.path.split('/'));
        pairs.find(|(name, _)| *name == "{id}").and_then(|(_, raw)| fields::id(raw)).ok_or(Trouble::NoSuchPage)
    }

    /// The body of a route that takes a file, unread: its first field must be the token, and the handler checks that.
    pub(crate) fn body(&self) -> Body {
        self.body.lock().map(|mut body| std::mem::take(&mut *body)).unwrap_or_default()
    }

    /// The frame of a page with that title.
    pub(crate) fn frame(&self, title: impl Into<String>) -> Frame {
        Frame {
            title: title.into(),
            place: None,
            crumbs: Vec::new(),
            signed: Some(Signed::of(&self.here, &self.token)),
            theme: self.theme,
            keys: self.keys,
            flash: self.flash.clone(),
            here: self.query.at(&self.path),
        }
    }

    /// Shows a page.
    pub(crate) fn show(&self, page: &impl Template) -> Answer {
        self.show_as(StatusCode::OK, page)
    }

    /// Shows what a script puts into a page that is there already.
    pub(crate) fn fragment(&self, fragment: &impl Template) -> Answer {
        rendered(StatusCode::OK, fragment)
    }

    /// Shows a page with another status: a form that was refused comes back with what is wrong.
    pub(crate) fn show_as(&self, status: StatusCode, page: &impl Template) -> Answer {
        let mut response = rendered(status, page)?;
        if self.partial
            && let Ok(here) = HeaderValue::from_str(&self.query.at(&self.path))
        {
            response.headers_mut().insert("hx-replace-url", here);
        }
        if self.flash.is_some() {
            Cookie::Flash.set(response.headers_mut(), "", self.https);
        }
        Ok(response)
    }

    /// Goes to another page, and says something there.
    pub(crate) fn go(&self, path: &str, flash: &Flash) -> Answer {
        let mut response = redirected(path);
        Cookie::Flash.set(response.headers_mut(), &flash.sealed(&self.token), self.https);
        Ok(response)
    }

    /// The address that a form asks to come back to, if it is one of ours.
    pub(crate) fn back(&self) -> &str {
        self.form.text("to").filter(|to| is_ours(to)).unwrap_or("/")
    }
}

/// What every form of a session carries: nobody can tell the session by it.
pub(crate) fn token(session: &str) -> String {
    digests::salted("token", session)
}

/// Whether it is the address of a page here, whatever a browser makes of it.
pub(crate) fn is_ours(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace())
}

/// A page as an answer.
pub(crate) fn rendered(status: StatusCode, page: &impl Template) -> Answer {
    let text = page.render().map_err(|error| Trouble::App(app::Error::bug(error)))?;
    let media = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    Ok((status, media, text).into_response())
}

/// Goes to another page, which is then read.
pub(crate) fn redirected(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, location);
    response
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn only_pages_of_ours_are_come_back_to() {
        assert!(is_ours("/") && is_ours("/accounts?q=a%20b"));
        for other in
            ["", "accounts", "//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "/a b"]
        {
            assert!(!is_ours(other), "{other}");
        }
    }
}
