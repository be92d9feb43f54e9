//! Asking the API in this process, as whoever is signed in: files are written from its answers, so that a page gives the
//! same as the command line.

use api::Local;
use app::{App, Caller, Kind};
use axum::{Router, body::Body};
use exports::{Asking, Query};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::fields::Fields;

/// The API, asked by somebody.
pub(crate) struct Api {
    router: Router,
    caller: Caller,
}

impl Api {
    /// Asked by that caller.
    pub(crate) fn by(app: &App, caller: &Caller) -> Self {
        Self { router: api::router(app.clone(), api::Settings::default()), caller: caller.clone() }
    }
}

impl Asking for Api {
    type Error = app::Error;

    async fn get(&self, path: &str, query: &Query) -> Result<Value, Self::Error> {
        let fields = query.iter().fold(Fields::default(), |fields, (name, value)| fields.with(name, Some(value)));
        let mut request = Request::get(fields.at(path)).body(Body::empty()).map_err(app::Error::bug)?;
        request.extensions_mut().insert(Local(self.caller.clone()));
        let Ok(answer) = self.router.clone().oneshot(request).await;
        let (status, body) = (answer.status(), answer.into_body());
        let body = body.collect().await.map_err(app::Error::bug)?.to_bytes();
        match status {
            StatusCode::OK => serde_json::from_slice(&body).map_err(app::Error::bug),
            StatusCode::FORBIDDEN => Err(Kind::Forbidden.into()),
            StatusCode::SERVICE_UNAVAILABLE => Err(Kind::Unavailable.into()),
            other => Err(app::Error::bug(format!("the API answered {other} to {path}"))),
        }
    }
}
