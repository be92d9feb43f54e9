//! Cookies: the session, what is to be said on the next page, the colours somebody chose, whether keys
//! are off, and a sign-in under way.

use http::{HeaderMap, HeaderValue, header};

/// A cookie of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The text of the session.
    Session,
    /// What is to be said on the next page.
    Flash,
    /// Light or dark.
    Theme,
    /// Whether single keys are switched off.
    Keys,
    /// A sign-in that went to the identity provider.
    Away,
}

impl Cookie {
    /// Over HTTPS the name itself makes browsers keep it to this host, this scheme and all paths.
    const fn name(self, https: bool) -> &'static str {
        match (self, https) {
            (Self::Session, true) => "__Host-whose",
            (Self::Session, false) => "whose",
            (Self::Flash, true) => "__Host-whose-flash",
            (Self::Flash, false) => "whose-flash",
            (Self::Theme, true) => "__Host-whose-theme",
            (Self::Theme, false) => "whose-theme",
            (Self::Keys, true) => "__Host-whose-keys",
            (Self::Keys, false) => "whose-keys",
            (Self::Away, true) => "__Host-whose-away",
            (Self::Away, false) => "whose-away",
        }
    }

    /// How long browsers keep it, in seconds. A session's end is ours to say.
    const fn age(self) -> i64 {
        match self {
            Self::Session => domain::sessions::LONGEST,
            Self::Flash => 60,
            Self::Theme | Self::Keys => 365 * 24 * 3600,
            Self::Away => crate::provider::LONGEST,
        }
    }

    /// Its value; none where it came twice, for one of them may be another's.
    pub(crate) fn of(self, headers: &HeaderMap, https: bool) -> Option<&str> {
        let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let mut named = pairs.filter(|(name, _)| *name == self.name(https)).map(|(_, value)| value);
        let (one, None) = (named.next()?, named.next()) else { return None };
        Some(one).filter(|value| !value.is_empty())
    }

    /// Sets it; an empty value takes it away. Values are of our own making: digits, letters and dots.
    pub(crate) fn set(self, headers: &mut HeaderMap, value: &str, https: bool) {
        let (name, secure) = (self.name(https), if https { "; Secure" } else { "" });
        let age = if value.is_empty() { 0 } else { self.age() };
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.append(header::SET_COOKIE, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_comes_twice_is_none() {
        let headers = |text| HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(text))]);
        assert_eq!(Cookie::Session.of(&headers("a=b; whose=x; whose-theme=dark"), false), Some("x"));
        assert_eq!(Cookie::Session.of(&headers("whose=x; whose=y"), false), None);
        assert_eq!(Cookie::Session.of(&headers("whose=x"), true), None);
    }

    #[test]
    fn over_https_a_cookie_is_bound_to_the_host() {
        let mut headers = HeaderMap::new();
        Cookie::Session.set(&mut headers, "x", true);
        let set = headers[header::SET_COOKIE].to_str().unwrap();
        assert!(
            set.starts_with("__Host-whose=x; Path=/; HttpOnly; SameSite=Lax; Max-Age=") && set.ends_with("; Secure")
        );
    }
}
