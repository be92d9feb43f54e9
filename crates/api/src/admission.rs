//! Admission: who may pass, asked in the one fixed order.
//!
//! Malformed framing (the server's) → too many failures from the address 429 → no working key 401 → no such route 404 or
//! method 405 → too many by the key 429 → terms 412 → permission 403 → plan 402 → headers 415 → path 400 → query 400. Then
//! the handler: size 413 → body 400 → whatever the use case refuses.

use std::{net::IpAddr, sync::Arc};

use app::{App, Caller};
use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::any,
};
use domain::{actors::Actor, ids::KeyId};
use http::{HeaderMap, Method, header, request::Parts};

use crate::{
    context::Context,
    limiter::Limiter,
    operations::{self, Answer, Operation, Takes},
    probes,
    problems::{Code, Problem, Spelling},
    query::names_a_key,
    serve::{ClientAddress, RequestId, SeenKey},
    wire::Contract,
};

/// Failed authentications that one address may make at once.
const FAILURES_BURST: u32 = 100;
/// And then in a second.
const FAILURES_PER_SECOND: u32 = 10;

/// How the API answers.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The generation of the documented contract.
    pub contract: Contract,
    /// Requests that one key may make in a second; unlimited when `None`.
    pub per_key_rate: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { contract: Contract::V2025_01, per_key_rate: None }
    }
}

/// The caller of a request that was made inside this process, by somebody who holds the database itself. No request from
/// outside can carry it.
#[derive(Clone, Debug)]
pub struct Local(pub Caller);

/// Everything behind the routes.
#[derive(Clone)]
struct Gate {
    app: App,
    settings: Arc<Settings>,
    failures: Arc<Limiter<IpAddr>>,
    per_key: Option<Arc<Limiter<KeyId>>>,
}

/// The API over a register.
pub fn router(app: App, settings: Settings) -> Router {
    let gate = Gate {
        per_key: settings.per_key_rate.map(|rate| Arc::new(Limiter::new(rate.saturating_mul(2), rate))),
        failures: Arc::new(Limiter::new(FAILURES_BURST, FAILURES_PER_SECOND)),
        settings: Arc::new(settings),
        app: app.clone(),
    };
    let mut router = Router::new();
    for pattern in patterns() {
        for prefix in if pattern.starts_with("/api/") { &[""][..] } else { &["", "/public"][..] } {
            let answer = move |State(gate): State<Gate>, request: Request| answer(gate, pattern, request);
            router = router.route(&format!("{prefix}{pattern}"), any(answer));
        }
    }
    router
        .fallback(|request: Request| async move { spelled(&request, Problem::new(Code::Route)) })
        .layer(from_fn_with_state(gate.clone(), authenticate))
        .with_state(gate)
        .merge(probes::router(app))
}

/// The paths of the table, each once.
fn patterns() -> Vec<&'static str> {
    let mut patterns: Vec<&str> = operations::all().map(|operation| operation.path).collect();
    patterns.sort_unstable();
    patterns.dedup();
    patterns
}

/// Lets pass who presents a working key.
async fn authenticate(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    if request.extensions().get::<Local>().is_some() {
        return next.run(request).await;
    }
    let address = request.extensions().get::<ClientAddress>().map(|client| client.0);
    let now = gate.app.now();
    if address.is_some_and(|address| !gate.failures.has(&address, now)) {
        return spelled(&request, Problem::new(Code::TooMany));
    }
    let named = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let caller = match bearer(request.headers()) {
        Some(key) => gate.app.authenticate(key, named).await.map_err(Problem::from),
        None => Err(Problem::new(Code::Key)),
    };
    match caller {
        Ok(caller) => {
            let key = match caller.actor {
                Actor::Key { key, .. } => Some(SeenKey(key)),
                _ => None,
            };
            request.extensions_mut().insert(Local(caller));
            let mut response = next.run(request).await;
            key.map(|key| response.extensions_mut().insert(key));
            response
        }
        Err(problem) => {
            if problem.code() == Code::Key
                && let Some(address) = address
            {
                gate.failures.take(address, now);
            }
            spelled(&request, problem)
        }
    }
}

/// The key of the one `Authorization: Bearer` header; none where there are several.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (one, None) = (all.next()?, all.next()) else { return None };
    let (scheme, key) = one.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// Answers a request of a known path.
async fn answer(gate: Gate, pattern: &'static str, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let spelling = spelling(parts.uri.path());
    let admitted = async {
        let operation = chosen(pattern, &parts.method)?;
        let caller = admit(&gate, operation, &parts)?;
        let context = Context {
            app: gate.app,
            settings: gate.settings,
            caller,
            operation,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
        };
        (operation.handle)(context).await
    };
    let answered: Answer = admitted.await;
    answered.unwrap_or_else(|problem| problem.spelled(spelling).into_response())
}

/// The operation of that path and method.
fn chosen(pattern: &'static str, method: &Method) -> Result<&'static Operation, Problem> {
    let here = || operations::all().filter(move |operation| operation.path == pattern);
    let asked = if method == Method::HEAD { &Method::GET } else { method };
    here().find(|operation| operation.method == *asked).ok_or_else(|| {
        let mut methods: Vec<&str> = here().map(|operation| operation.method.as_str()).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.sort_unstable();
        Problem::method(methods.join(", "))
    })
}

/// Asks everything that can be asked before the body is read.
fn admit(gate: &Gate, operation: &'static Operation, parts: &Parts) -> Result<Caller, Problem> {
    let Some(Local(caller)) = parts.extensions.get::<Local>().cloned() else { return Err(Problem::new(Code::Key)) };
    if let (Some(limiter), Actor::Key { key, .. }) = (&gate.per_key, &caller.actor)
        && !limiter.take(*key, gate.app.now())
    {
        return Err(Problem::new(Code::TooMany));
    }
    if operation.terms {
        caller.accepted_terms()?;
    }
    operation.permission.map_or(Ok(()), |permission| caller.may(permission))?;
    operation.feature.map_or(Ok(()), |feature| caller.has(feature))?;
    check_headers(operation, &parts.headers)?;
    if operation.path.contains("{id}") {
        crate::context::path_id(operation.path, parts.uri.path())?;
    }
    if parts.uri.query().is_some_and(names_a_key) {
        return Err(Problem::new(Code::KeyInUrl));
    }
    Ok(caller)
}

/// A body must come as it is, and as JSON where JSON is taken.
fn check_headers(operation: &Operation, headers: &HeaderMap) -> Result<(), Problem> {
    if operation.takes == Takes::Nothing {
        return Ok(());
    }
    if matches!(operation.takes, Takes::Json(_)) && !is_json(headers) {
        return Err(Problem::new(Code::ContentType));
    }
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::new(Code::ContentEncoding));
    }
    Ok(())
}

/// Whether the one content type is `application/json`, in UTF-8 where it names a charset.
fn is_json(headers: &HeaderMap) -> bool {
    let mut all = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(one), None) = (all.next(), all.next()) else { return false };
    let Ok(text) = one.to_str() else { return false };
    let mut parts = text.split(';').map(str::trim);
    let json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    json && parts.filter(|parameter| !parameter.is_empty()).all(|parameter| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
    })
}

fn spelling(path: &str) -> Spelling {
    if path.starts_with("/api/") { Spelling::Rfc9457 } else { Spelling::Documented }
}

fn spelled(request: &Request, problem: Problem) -> Response {
    problem.spelled(spelling(request.uri().path())).into_response()
}
