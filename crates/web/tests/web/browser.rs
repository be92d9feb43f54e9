//! A browser without scripts: it keeps cookies, follows links and sends forms.

use std::{collections::BTreeMap, sync::Mutex};

use axum::{Router, body::Body};
use domain::members::Role;
use http::{HeaderMap, HeaderName, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use testkit::TestApp;
use tower::ServiceExt as _;
use web::{Api, Pages, Settings};

/// An answer.
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Seen {
    /// Where it leads.
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |location| location.to_str().unwrap())
    }

    /// The value of the first hidden field of that name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.text.split_once(&start).unwrap_or_else(|| panic!("the page has no field {name}"));
        rest.split('"').next().unwrap().to_owned()
    }
}

/// A browser at a register's pages.
pub(crate) struct Browser {
    pages: Pages,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// One that nobody is signed in with.
    pub(crate) fn at(test: &TestApp) -> Self {
        Self::with(test, Settings::default())
    }

    /// The same, of pages with these settings.
    pub(crate) fn with(test: &TestApp, settings: Settings) -> Self {
        let pages =
            Pages::new(test.app.clone(), settings).over(Api { router: test.router.clone(), admit: testkit::admit });
        Self { pages, cookies: Mutex::default() }
    }

    /// The same, of pages where members sign in by that provider.
    pub(crate) fn with_provider(test: &TestApp, provider: oidc::Provider) -> Self {
        let pages = Pages::new(test.app.clone(), Settings::default()).with_provider(provider);
        Self { pages, cookies: Mutex::default() }
    }

    /// One that a new member with that role is signed in with.
    pub(crate) async fn signed_in(test: &TestApp, role: Role) -> Self {
        let browser = Self::at(test);
        browser.keep("whose", &test.session("default", role).await);
        browser
    }

    pub(crate) fn keep(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// Reads a page.
    pub(crate) async fn read(&self, path: &str) -> Seen {
        self.ask(Method::GET, path, &[], "").await
    }

    /// Sends a form as its page does: with the token, from this host.
    pub(crate) async fn send(&self, path: &str, fields: &str) -> Seen {
        let token = self.read("/settings").await.hidden("token");
        self.post(path, &format!("token={token}&{fields}")).await
    }

    /// Sends a form as it stands, from this host.
    pub(crate) async fn post(&self, path: &str, fields: &str) -> Seen {
        self.ask(Method::POST, path, &[("sec-fetch-site", "same-origin")], fields).await
    }

    /// Sends a form with a file as its page does: the token first, the file last.
    pub(crate) async fn upload(&self, path: &str, fields: &[(&str, &str)], (name, list): (&str, &str)) -> Seen {
        let token = self.read("/settings").await.hidden("token");
        let part = |(name, value): &(&str, &str)| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let parts: String = part(&("token", &token)) + &fields.iter().map(part).collect::<String>();
        let head = format!("Content-Disposition: form-data; name=\"list\"; filename=\"{name}\"");
        let body = format!("{parts}--x\r\n{head}\r\nContent-Type: text/csv\r\n\r\n{list}\r\n--x--\r\n");
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "multipart/form-data; boundary=x")];
        self.ask(Method::POST, path, &headers, &body).await
    }

    /// Sends any request.
    pub(crate) async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Seen {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "whose.example.com");
        for (name, value) in headers {
            request = request.header(HeaderName::try_from(*name).unwrap(), *value);
        }
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if !body.is_empty() && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let pages = self.pages.clone();
        let router: Router = self.pages.router().fallback(move |request| pages.clone().nothing_here(request));
        let response = router.oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.lock().unwrap().remove(name);
            } else {
                self.keep(name, value);
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        Seen {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.into(),
        }
    }
}
