//! Admission: who may pass, asked in one fixed order.
//!
//! A form of another site 403 → no session 303 or 401 → no such page 404, or not like this 405 → terms 412 → role 403 →
//! too large 413 → the token of the session 403. Then the handler.

use std::sync::Arc;

use app::{App, sessions::SignedIn};
use axum::{
    Router,
    body::Body,
    extract::Request,
    response::{IntoResponse as _, Response},
    routing::any,
};
use http::{HeaderName, HeaderValue, Method, header, request::Parts};
use http_body_util::{BodyExt as _, Limited};
use oidc::Provider;

use crate::{
    Api, Settings,
    context::{Context, is_ours, token},
    cookies::Cookie,
    fields::Fields,
    flash::Flash,
    frame::{Frame, Signed, Theme},
    provider,
    routes::{self, Answer, Asks, Route, Takes, Verb},
    sessions, statics,
    trouble::Trouble,
};

/// What pages may load and do: their own files, their own forms, nothing written into them.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The largest form: a reason of 30,000 characters, each of nine bytes, and a few more fields.
const LARGEST: usize = 384 * 1024;

/// The pages over a register.
#[derive(Clone)]
pub struct Pages {
    app: App,
    settings: Settings,
    api: Option<Api>,
    provider: Option<Arc<Provider>>,
}

impl Pages {
    /// Pages over that register.
    #[must_use]
    pub fn new(app: App, settings: Settings) -> Self {
        Self { app, settings, api: None, provider: None }
    }

    /// The same, with the API that downloads are taken from.
    #[must_use]
    pub fn over(self, api: Api) -> Self {
        Self { api: Some(api), ..self }
    }

    /// The same, where members sign in by that provider too.
    #[must_use]
    pub fn with_provider(self, provider: Provider) -> Self {
        Self { provider: Some(Arc::new(provider)), ..self }
    }

    /// Their routes, without an answer to any other path: [`Pages::nothing_here`] is that.
    pub fn router(&self) -> Router {
        let mut patterns: Vec<&str> = routes::all().map(|route| route.path).collect();
        patterns.extend([sessions::SIGN_IN, statics::PATH]);
        if self.provider.is_some() {
            patterns.extend([provider::LEAVE, provider::CALLBACK]);
        }
        patterns.sort_unstable();
        patterns.dedup();
        let mut router = Router::new();
        for pattern in patterns {
            let pages = self.clone();
            let answer = move |request: Request| async move { pages.answer(pattern, request).await };
            router = router.route(pattern, any(answer));
        }
        router
    }

    /// The answer to a path that no page has.
    pub async fn nothing_here(self, request: Request) -> Response {
        let (parts, _) = request.into_parts();
        let signed = self.signed_in(&parts).await.ok();
        dressed(Trouble::NoSuchPage.shown(self.frame(&parts, signed.as_ref())))
    }

    async fn answer(self, pattern: &'static str, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        if pattern == statics::PATH {
            let found = statics::at(parts.uri.path(), &parts.headers);
            return dressed(found.unwrap_or_else(|| Trouble::NoSuchPage.shown(self.frame(&parts, None))));
        }
        if !is_read(&parts) && !is_own(&parts) {
            return dressed(Trouble::Forged.shown(self.frame(&parts, None)));
        }
        if [sessions::SIGN_IN, provider::LEAVE, provider::CALLBACK].contains(&pattern) {
            let frame = self.frame(&parts, None);
            let answered = match &self.provider {
                Some(provider) if pattern != sessions::SIGN_IN => self.by(provider, pattern, &parts).await,
                _ => self.at_the_door(&parts, body).await,
            };
            return dressed(answered.unwrap_or_else(|trouble| trouble.shown(frame)));
        }
        let signed = match self.signed_in(&parts).await {
            Ok(signed) => signed,
            Err(error) if error.kind == app::Kind::Unauthorized => {
                let form = if is_read(&parts) { None } else { read(&parts, body).await.ok() };
                return dressed(sessions::missing(form, self.frame(&parts, None), &parts, self.settings.https));
            }
            Err(error) => return dressed(Trouble::App(error).shown(self.frame(&parts, None))),
        };
        let frame = self.frame(&parts, Some(&signed));
        let answered = self.admitted(pattern, signed, (parts, body)).await;
        dressed(answered.unwrap_or_else(|trouble| trouble.shown(frame)))
    }

    async fn by(&self, provider: &Provider, pattern: &str, parts: &Parts) -> Answer {
        if parts.method != Method::GET {
            return Err(Trouble::Verb);
        }
        let (frame, query) = (self.frame(parts, None), Fields::parse(parts.uri.query().unwrap_or_default()));
        if pattern == provider::LEAVE {
            return provider::leave(&self.app, provider, (&query, frame), self.settings).await;
        }
        let cookie = Cookie::Away.of(&parts.headers, self.settings.https);
        let named = (self.settings.named)(&parts.extensions);
        provider::come_back(&self.app, provider, (&query, cookie, frame), (self.settings, named)).await
    }

    async fn at_the_door(&self, parts: &Parts, body: Body) -> Answer {
        let (frame, provider) = (self.frame(parts, None), self.provider.is_some());
        if is_read(parts) {
            return sessions::ask(&Fields::parse(parts.uri.query().unwrap_or_default()), frame, provider);
        }
        if parts.method != Method::POST {
            return Err(Trouble::Verb);
        }
        let named = (self.settings.named)(&parts.extensions);
        sessions::sign_in(&self.app, (&read(parts, body).await?, frame, provider), (self.settings, named)).await
    }

    async fn admitted(
        &self,
        pattern: &'static str,
        (here, token): (SignedIn, String),
        (parts, body): (Parts, Body),
    ) -> Answer {
        let verb = if is_read(&parts) { Verb::Read } else { Verb::Send };
        let route = routes::all().find(|route| route.path == pattern && route.verb == verb);
        let asked = matches!(parts.method, Method::GET | Method::HEAD | Method::POST);
        let route = route.filter(|_| asked).ok_or(Trouble::Verb)?;
        if let Err(trouble) = may(route, &here) {
            let sent = verb == Verb::Send && matches!(route.takes, Takes::Fields);
            return Err(match if sent { read(&parts, body).await.ok() } else { None } {
                Some(form) if form.text("token") == Some(token.as_str()) => trouble.with(form),
                _ => trouble,
            });
        }
        let (form, body) = match (verb, route.takes) {
            (Verb::Send, Takes::Fields) => {
                let form = read(&parts, body).await?;
                if form.text("token") != Some(token.as_str()) {
                    return Err(Trouble::Forged.with(form));
                }
                (form, Body::empty())
            }
            _ => (Fields::default(), body),
        };
        let context = Context {
            app: self.app.clone(),
            api: self.api.clone(),
            path: parts.uri.path().to_owned(),
            query: Fields::parse(parts.uri.query().unwrap_or_default()),
            form,
            media: media(&parts).to_owned(),
            body: body.into(),
            route,
            theme: self.theme(&parts),
            keys: self.keys(&parts),
            flash: self.flash(&parts, &token),
            https: self.settings.https,
            origin: self.origin(&parts),
            partial: parts.headers.contains_key("hx-request"),
            here,
            token,
        };
        (route.handle)(context).await
    }

    /// Who is signed in, with the token of their forms.
    async fn signed_in(&self, parts: &Parts) -> app::Result<(SignedIn, String)> {
        let session = Cookie::Session.of(&parts.headers, self.settings.https);
        let session = session.ok_or(app::Error::from(app::Kind::Unauthorized))?;
        let here = self.app.signed_in(session, (self.settings.named)(&parts.extensions)).await?;
        Ok((here, token(session)))
    }

    fn frame(&self, parts: &Parts, signed: Option<&(SignedIn, String)>) -> Frame {
        Frame {
            title: String::new(),
            place: None,
            crumbs: Vec::new(),
            signed: signed.map(|(here, token)| Signed::of(here, token)),
            theme: self.theme(parts),
            keys: self.keys(parts),
            flash: None,
            here: here(parts).to_owned(),
        }
    }

    /// Where the browser finds the pages: as it says itself with a form, else by the host it asks.
    fn origin(&self, parts: &Parts) -> String {
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let host = || text(header::HOST).or(parts.uri.authority().map(|host| host.as_str())).unwrap_or_default();
        let scheme = if self.settings.https { "https" } else { "http" };
        let said = text(header::ORIGIN).filter(|origin| origin.contains("://"));
        said.map_or_else(|| format!("{scheme}://{}", host()), str::to_owned)
    }

    fn theme(&self, parts: &Parts) -> Option<Theme> {
        Cookie::Theme.of(&parts.headers, self.settings.https).and_then(Theme::parse)
    }

    fn keys(&self, parts: &Parts) -> bool {
        Cookie::Keys.of(&parts.headers, self.settings.https).is_none()
    }

    fn flash(&self, parts: &Parts, token: &str) -> Option<Flash> {
        Flash::opened(Cookie::Flash.of(&parts.headers, self.settings.https)?, token)
    }
}

fn is_read(parts: &Parts) -> bool {
    matches!(parts.method, Method::GET | Method::HEAD)
}

/// The page that somebody is at: the one that is read, or the one that a form was sent from, as the browser says.
fn here(parts: &Parts) -> &str {
    if is_read(parts) {
        return parts.uri.path_and_query().map_or("/", |here| here.as_str());
    }
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let (_, address) = text(header::REFERER).and_then(|from| from.split_once("://")).unwrap_or_default();
    let (host, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    let own = text(header::HOST).or(parts.uri.authority().map(|host| host.as_str()));
    if own == Some(host) && is_ours(path) { path } else { "/" }
}

/// Whether a form comes from a page of ours, as the browser tells. One that tells nothing is refused.
fn is_own(parts: &Parts) -> bool {
    let text = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => {
            let host = text(header::HOST).or(parts.uri.authority().map(|host| host.as_str()));
            let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://"));
            origin.is_some_and(|(_, origin)| Some(origin) == host)
        }
    }
}

/// Asks whether the session may ask for this.
fn may(route: &Route, here: &SignedIn) -> Result<(), Trouble> {
    match route.asks {
        Asks::Session => {}
        Asks::BeforeTerms(permission) => here.caller.may(permission)?,
        Asks::May(permission) => {
            here.caller.accepted_terms()?;
            here.caller.may(permission)?;
        }
    }
    Ok(())
}

fn media(parts: &Parts) -> &str {
    parts.headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default()
}

/// Reads the fields of a form.
async fn read(parts: &Parts, body: Body) -> Result<Fields, Trouble> {
    if media(parts).split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
        return Err(Trouble::Forged);
    }
    let body = Limited::new(body, LARGEST).collect().await.map_err(|_| Trouble::Unread)?;
    Ok(Fields::parse(&String::from_utf8_lossy(&body.to_bytes())))
}

/// Adds what every answer of ours has.
fn dressed(answer: Response) -> Response {
    let mut answer = answer.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // The origin of a form is told to this host alone, and to no other where somebody came from.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}
