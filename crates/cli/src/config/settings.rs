//! Every setting there is, by name.

/// What kind of value a setting has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// Several texts; separated by commas in the environment.
    List,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Its name, as in `serve.listen`.
    pub(crate) key: &'static str,
    /// The kind of its value.
    pub(crate) kind: Kind,
    /// Its value when nobody sets it; none means off.
    pub(crate) default: Option<&'static str>,
    /// What it does.
    pub(crate) about: &'static str,
}

const fn setting(key: &'static str, kind: Kind, default: Option<&'static str>, about: &'static str) -> Setting {
    Setting { key, kind, default, about }
}

/// Every setting, section by section.
pub(crate) const SETTINGS: &[Setting] = &[
    setting("database.url", Kind::Text, Some("sqlite:whose.db"), "the database: sqlite:PATH or postgres://..."),
    setting("database.password_file", Kind::Text, None, "a file with the database's password"),
    setting("database.connections", Kind::Number, Some("8"), "connections to the database at once"),
    setting("serve.listen", Kind::Text, Some("127.0.0.1:8080"), "the address to listen on"),
    setting("serve.contract", Kind::Text, Some("2025-01"), "the generation of the documented API: 2025-01 or 2026-04"),
    setting("serve.metrics", Kind::Text, None, "the address to serve Prometheus metrics on"),
    setting("serve.public_url", Kind::Text, None, "the address that clients use, as in https://whose.example.com"),
    setting("serve.trusted_proxies", Kind::List, None, "networks whose X-Forwarded-For is believed"),
    setting("serve.tls_certificate", Kind::Text, None, "a PEM file with the certificate chain"),
    setting("serve.tls_key", Kind::Text, None, "a PEM file with the certificate's key"),
    setting("serve.connections", Kind::Number, Some("10000"), "client connections at once"),
    setting("serve.migrate", Kind::Flag, Some("true"), "whether to bring the database up to date before serving"),
    setting("serve.per_key_rate", Kind::Number, None, "requests a second that one key may make"),
    setting(
        "oidc.issuer",
        Kind::Text,
        None,
        "the identity provider that members sign in by, as in https://id.example.com",
    ),
    setting("oidc.client_id", Kind::Text, None, "what the provider knows this register as"),
    setting("oidc.client_secret_file", Kind::Text, None, "a file with the secret that the provider gave for that"),
    setting("oidc.ca", Kind::Text, None, "a PEM file with the certificates to trust at the provider"),
    setting("oidc.scopes", Kind::List, None, "what the provider is asked for [profile, email]"),
    setting(
        "oidc.role_claim",
        Kind::Text,
        Some("groups"),
        "the claim that tells what a member may do; dots lead inside",
    ),
    setting("oidc.viewers", Kind::List, None, "the values of that claim that make a viewer"),
    setting("oidc.auditors", Kind::List, None, "the values of that claim that make an auditor"),
    setting("oidc.reviewers", Kind::List, None, "the values of that claim that make a reviewer"),
    setting("oidc.administrators", Kind::List, None, "the values of that claim that make an administrator"),
    setting("log.format", Kind::Text, Some("text"), "how log lines are written: text or json"),
    setting("log.level", Kind::Text, Some("info"), "the least that is logged, as in info or info,whose::access=off"),
];

impl Setting {
    /// The setting of that name.
    pub(super) fn of(key: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.key == key)
    }

    /// Its name in the environment, as in `WHOSE__SERVE__LISTEN`.
    #[must_use]
    pub(crate) fn variable(&self) -> String {
        format!("WHOSE__{}", self.key.replace('.', "__").to_ascii_uppercase())
    }
}
