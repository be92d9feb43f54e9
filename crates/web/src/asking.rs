//! Asking the API inside this process, as whoever is signed in: what is taken out here is what the API answers, row for row.

use app::Caller;
use axum::{Router, body::Body};
use exports::{Asking, Query};
use http::{Extensions, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::{context::Context, fields::encoded, trouble::Trouble};

/// The API that pages may ask.
#[derive(Clone)]
pub struct Api {
    /// Its routes.
    pub router: Router,
    /// Says in a request who asks.
    pub admit: fn(&mut Extensions, Caller),
}

/// Somebody who asks it.
#[derive(Clone)]
pub(crate) struct Asked {
    api: Api,
    caller: Caller,
}

impl Asked {
    /// Whoever is signed in.
    pub(crate) fn by(context: &Context) -> Result<Self, Trouble> {
        let api = context.api.clone().ok_or(Trouble::NoSuchPage)?;
        Ok(Self { api, caller: context.caller().clone() })
    }
}

impl Asking for Asked {
    type Error = Trouble;

    async fn get(&self, path: &str, query: &Query) -> Result<Value, Trouble> {
        let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::builder().uri(format!("{path}?{}", pairs.join("&"))).body(Body::empty());
        let mut request = request.map_err(app::Error::bug)?;
        (self.api.admit)(request.extensions_mut(), self.caller.clone());
        let Ok(response) = self.api.router.clone().oneshot(request).await;
        let status = response.status();
        let body = response.into_body().collect().await.map_err(app::Error::bug)?.to_bytes();
        let answer: Value = serde_json::from_slice(&body).map_err(app::Error::bug)?;
        if status == StatusCode::OK { Ok(answer) } else { Err(refused(status, &answer).into()) }
    }
}

/// What the API refused, as what it was before it was spelled.
fn refused(status: StatusCode, problem: &Value) -> app::Error {
    let words = problem.get("detail").and_then(Value::as_str).unwrap_or_default();
    match status {
        StatusCode::BAD_REQUEST => app::Error::invalid(words),
        StatusCode::FORBIDDEN => app::Kind::Forbidden.into(),
        StatusCode::SERVICE_UNAVAILABLE => app::Kind::Unavailable.into(),
        _ => app::Error::bug(format_args!("the API answered {status}: {words}")),
    }
}

/// Why something could not be written, as a page says it.
impl From<exports::Error<Self>> for Trouble {
    fn from(error: exports::Error<Self>) -> Self {
        match error {
            exports::Error::Asked(trouble) => trouble,
            exports::Error::Unreadable(why) => Self::App(app::Error::bug(why)),
            exports::Error::Written(why) => Self::App(app::Error::bug(why)),
        }
    }
}
