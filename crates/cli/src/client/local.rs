//! The transport to a database: the router, called inside this process.

use std::sync::Arc;

use app::{App, Caller};
use axum::{Router, body::Body};
use domain::{actors::Actor, permissions::Permissions};
use http::{Request, Response};
use tower::ServiceExt as _;

use crate::exit::{Code, Failure, Result};

/// The router over a database, and who calls it.
pub(crate) struct Local {
    app: App,
    router: Router,
    caller: Caller,
}

/// For whom and as whom to call.
pub(crate) struct Asserted<'a> {
    /// The company's name.
    pub(crate) company: &'a str,
    /// The address of the person who says that it is them.
    pub(crate) who: Option<&'a str>,
    /// The operating system's user and host.
    pub(crate) os: String,
}

impl Local {
    /// Calls over that register.
    ///
    /// # Errors
    /// When the company or the person does not exist.
    pub(crate) async fn new(app: App, asserted: Asserted<'_>) -> Result<Self> {
        let company = app
            .company(asserted.company)
            .await?
            .ok_or_else(|| Failure::new(Code::NoSuch, "there is no such company; see `whose companies list`"))?;
        let actor = |person| Actor::Asserted { person, os: asserted.os.clone() };
        let mut caller = Caller {
            company: Arc::new(company),
            terms: app.terms().await?,
            actor: actor(None),
            permissions: Permissions::all(),
            request: None,
        };
        if let Some(email) = asserted.who {
            caller.actor = actor(Some(who(&app, &caller, email).await?));
        }
        let router = api::router(app.clone(), api::Settings::default());
        Ok(Self { app, router, caller })
    }

    /// The register itself.
    pub(crate) const fn app(&self) -> &App {
        &self.app
    }

    pub(super) async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>> {
        request.extensions_mut().insert(api::Local(self.caller.clone()));
        let Ok(response) = self.router.clone().oneshot(request).await;
        Ok(response)
    }
}

async fn who(app: &App, caller: &Caller, email: &str) -> Result<domain::ids::PersonId> {
    let found = app.person_at(caller, email).await.map_err(|error| match error.kind {
        app::Kind::Missing(_) => Failure::new(
            Code::NoSuch,
            "--as must be the address of a person of the company; see `whose people list`, or import people first",
        ),
        _ => error.into(),
    })?;
    let person = found.people.first().map(|profile| &profile.person);
    match person {
        Some(person) if person.left.is_none() => Ok(person.id),
        _ => Err(Failure::new(Code::NotAllowed, "the person that --as names has left the company")),
    }
}
