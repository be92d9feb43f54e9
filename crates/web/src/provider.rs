//! Signing in by the identity provider: leaving for it, and coming back.
//!
//! Nothing is kept here meanwhile. The browser that leaves has a random text in a cookie, and everything that the attempt is known by is
//! derived from it: what comes back to another browser, or a second time, fits nothing.

use app::{App, digests, vouched::Vouched};
use oidc::{Attempt, Provider, Why};

use crate::{
    Settings,
    context::{is_ours, redirected},
    cookies::Cookie,
    fields::Fields,
    frame::Frame,
    routes::Answer,
    sessions::{self, Wrong},
    trouble::Trouble,
};

/// Where one leaves for the provider.
pub(crate) const LEAVE: &str = "/sign-in/provider";
/// Where the provider sends browsers back to.
pub const CALLBACK: &str = "/sign-in/callback";

/// How long the provider may take, in seconds.
pub(crate) const LONGEST: i64 = 600;

/// What the browser keeps while it is away.
struct Away {
    text: String,
    left_at: i64,
    /// The page that was asked for.
    to: String,
}

impl Away {
    fn now(to: &str, at: i64) -> Result<Self, Trouble> {
        let text = digests::random::<32>()?.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { text, left_at: at, to: to.to_owned() })
    }

    /// As it travels.
    fn sealed(&self) -> String {
        let to: String = self.to.bytes().map(|byte| format!("{byte:02x}")).collect();
        format!("{}.{}.{to}", self.text, self.left_at)
    }

    /// As it came, if it is not too old.
    fn opened(cookie: &str, now: i64) -> Option<Self> {
        let mut parts = cookie.splitn(3, '.');
        let (text, left_at, hex) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
        let to = String::from_utf8(digits.collect::<Option<_>>()?).ok()?;
        let away = Self { text: text.to_owned(), left_at: left_at.parse().ok()?, to };
        let age = now.checked_sub(away.left_at)?;
        (text.len() == 64 && (0..LONGEST * 1_000_000).contains(&age)).then_some(away)
    }

    fn attempt(&self) -> Attempt {
        let derived = |what: &str| digests::salted(&self.text, &format!("{what} {}", self.left_at));
        Attempt { state: derived("state"), nonce: derived("nonce"), verifier: derived("verifier") }
    }
}

/// Sends the browser to the provider.
pub(crate) async fn leave(
    app: &App,
    provider: &Provider,
    (query, frame): (&Fields, Frame),
    settings: Settings,
) -> Answer {
    let now = app.now();
    let away = Away::now(query.text("to").filter(|to| is_ours(to)).unwrap_or("/"), now.micros())?;
    match provider.address(&away.attempt(), now).await {
        Ok(address) => {
            let mut response = redirected(&address);
            Cookie::Away.set(response.headers_mut(), &away.sealed(), settings.https);
            Ok(response)
        }
        Err(refused) => refuse(told(&refused), frame, settings),
    }
}

/// Signs in whoever comes back as the provider says, and goes to where they wanted to.
pub(crate) async fn come_back(
    app: &App,
    provider: &Provider,
    (query, cookie, frame): (&Fields, Option<&str>, Frame),
    (settings, request): (Settings, Option<String>),
) -> Answer {
    let away = cookie.and_then(|cookie| Away::opened(cookie, app.now().micros()));
    let Some(away) = away.filter(|away| query.text("state") == Some(&away.attempt().state)) else {
        return refuse(Wrong::Elsewhere, frame, settings);
    };
    // A provider that names itself must be ours: else a code of one is shown to another.
    let foreign = query.text("iss").is_some_and(|issuer| issuer != provider.issuer());
    let (Some(code), false) = (query.text("code"), foreign) else { return refuse(Wrong::NotSignedIn, frame, settings) };
    let vouched = match provider.vouched(&away.attempt(), code, app.now()).await {
        Ok(vouched) => vouched,
        Err(refused) => return refuse(told(&refused), frame, settings),
    };
    let Some(role) = vouched.role else { return refuse(Wrong::NoRole, frame, settings) };
    let who = Vouched { identity: vouched.identity, name: vouched.name, email: vouched.email, role };
    let session = match app.sign_in_vouched(who, request).await {
        Ok(session) => session,
        Err(error) if error.kind == app::Kind::Unauthorized => return refuse(Wrong::Removed, frame, settings),
        Err(error) => return Err(error.into()),
    };
    let mut response = redirected(&away.to);
    Cookie::Session.set(response.headers_mut(), session.reveal(), settings.https);
    Cookie::Away.set(response.headers_mut(), "", settings.https);
    Ok(response)
}

/// Shows why, and how to begin again; what came back is of no more use.
fn refuse(wrong: Wrong, frame: Frame, settings: Settings) -> Answer {
    let mut response = sessions::refused(wrong, frame)?;
    Cookie::Away.set(response.headers_mut(), "", settings.https);
    Ok(response)
}

/// Tells the log the cause, and says what may be said.
fn told(refused: &oidc::Refused) -> Wrong {
    tracing::warn!(cause = %refused, "somebody was not signed in by the identity provider");
    match refused.why {
        Why::Unreachable => Wrong::Unreachable,
        Why::Untrusted => Wrong::Untrusted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_that_is_away_is_known_until_it_took_too_long() {
        let away = Away { text: "a".repeat(64), left_at: 1_000_000, to: "/accounts?q=é".to_owned() };
        let opened = Away::opened(&away.sealed(), 2_000_000).unwrap();
        assert_eq!(opened.to, away.to);
        assert_eq!(opened.attempt().state, away.attempt().state);
        assert!(Away::opened(&away.sealed(), 1_000_000 + LONGEST * 1_000_000).is_none());
        assert!(Away::opened(&away.sealed(), 999_999).is_none());
        assert!(Away::opened("..", 1).is_none() && Away::opened("", 1).is_none());
    }

    #[test]
    fn what_an_attempt_is_known_by_differs_and_depends_on_when_it_began() {
        let attempt = |left_at| Away { text: "a".repeat(64), left_at, to: String::new() }.attempt();
        let (one, other) = (attempt(1), attempt(2));
        assert!(one.state != one.nonce && one.nonce != one.verifier && one.state != other.state);
    }
}
