//! Asking: one request at a time. What fails on the way, or is too early, is asked again, each time later, and not for ever.

use std::time::Duration;

use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::Value;

use crate::{
    client::{Query, Remote, target},
    exit::{Code, Failure, Result},
    opening, print,
};

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For a whole answer.
    pub(crate) answer: Duration,
    /// Before the first repetition; twice as long before each further one.
    pub(crate) first: Duration,
    /// The longest that a server may ask to be left alone.
    pub(crate) longest: Duration,
    /// How often one thing is asked for in all.
    pub(crate) tries: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(60),
            first: Duration::from_millis(250),
            longest: Duration::from_secs(900),
            tries: 8,
        }
    }
}

/// A wait that is worth a word.
const LONG: Duration = Duration::from_secs(5);

/// What came of a request.
pub(crate) enum Answer {
    /// This.
    Found(Value),
    /// There is no such thing.
    NotThere,
    /// It is not in the plan that was bought.
    NotInPlan,
}

/// Why an answer is of no use yet.
struct NotYet {
    why: String,
    after: Option<Duration>,
}

/// Asks a server with a key.
pub(crate) struct Asking {
    remote: Remote,
    prefix: &'static str,
    patience: Patience,
}

impl Asking {
    /// Gets ready to ask that server, and finds out whether its API is under `/public`, as the hosted one's is.
    ///
    /// # Errors
    /// When it does not answer, does not know the key, or has no such API.
    pub(crate) async fn begin(url: &str, key: &str, patience: Patience) -> Result<Self> {
        let mut asking = Self { remote: Remote::new(url, key, None)?, prefix: "/public", patience };
        for prefix in ["/public", ""] {
            asking.prefix = prefix;
            if let Answer::Found(_) | Answer::NotInPlan = asking.get("/users", &vec![("limit", "1".to_owned())]).await?
            {
                return Ok(asking);
            }
        }
        Err(Failure::failed("there is no API of this kind at --url: neither /public/users nor /users is known there"))
    }

    /// What is at that path.
    pub(crate) async fn get(&self, path: &str, query: &Query) -> Result<Answer> {
        let target = target(&format!("{}{path}", self.prefix), query);
        let (mut pause, mut left) = (self.patience.first, self.patience.tries);
        loop {
            let not_yet = match self.once(&target).await? {
                Ok(answer) => return Ok(answer),
                Err(not_yet) => not_yet,
            };
            left = left.saturating_sub(1);
            let wait = not_yet.after.unwrap_or(pause);
            if left == 0 || wait > self.patience.longest {
                let words =
                    format!("{path} could not be read: {}; nothing of it was brought. Repeat it later", not_yet.why);
                return Err(Failure::new(Code::Unreachable, words));
            }
            if wait >= LONG {
                print::aside(&format!("whose: {}; asking again in {} seconds", not_yet.why, wait.as_secs()));
            }
            tokio::time::sleep(wait).await;
            pause *= 2;
        }
    }

    /// Asks once. What may be otherwise the next time is no failure.
    async fn once(&self, target: &str) -> Result<std::result::Result<Answer, NotYet>> {
        let not_yet = |why: String| Ok(Err(NotYet { why, after: None }));
        let request = Request::builder().method(Method::GET).uri(target).header(header::ACCEPT, "application/json");
        let request = request.body(Body::empty()).map_err(Failure::failed)?;
        let asked = async {
            let (parts, body) = self.remote.send(request).await?.into_parts();
            let body = body.collect().await.map_err(|error| Failure::new(Code::Unreachable, error))?;
            Ok::<_, Failure>((parts, body.to_bytes()))
        };
        let (parts, body) = match tokio::time::timeout(self.patience.answer, asked).await {
            Err(_) => return not_yet("no answer came in time".to_owned()),
            Ok(Err(failure)) if failure.code == Code::Unreachable => return not_yet(failure.to_string()),
            Ok(answer) => answer?,
        };
        match parts.status {
            StatusCode::OK => match serde_json::from_slice(&body) {
                Ok(json) => Ok(Ok(Answer::Found(json))),
                Err(_) => not_yet("the answer is not JSON, or is cut off".to_owned()),
            },
            StatusCode::NOT_FOUND => Ok(Ok(Answer::NotThere)),
            StatusCode::PAYMENT_REQUIRED => Ok(Ok(Answer::NotInPlan)),
            status if again(status) => {
                let why = format!("the server answers {}", status.as_u16());
                Ok(Err(NotYet { why, after: retry_after(&parts.headers) }))
            }
            status => Err(refused(status, target)),
        }
    }
}

/// Whether that status may be another one the next time.
fn again(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429) || status.is_server_error()
}

/// How long the server asks to be left alone (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let micros = domain::Instant::parse_utc(text)?.micros() - opening::now().micros();
    Some(Duration::from_micros(u64::try_from(micros).unwrap_or_default()))
}

fn refused(status: StatusCode, target: &str) -> Failure {
    let path = target.split('?').next().unwrap_or_default();
    match status.as_u16() {
        401 => Failure::new(Code::NotAllowed, "--url does not know the key in --key-file, or it is revoked or expired"),
        403 => Failure::new(Code::NotAllowed, format_args!("the key in --key-file may not read {path} at --url")),
        412 => Failure::new(Code::NotAllowed, "at --url the terms in force are not accepted; accept them there first"),
        status => Failure::failed(format_args!("{path} at --url answers {status}; is it the address of such an API?")),
    }
}
