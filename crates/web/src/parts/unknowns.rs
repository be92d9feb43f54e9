//! What is not known, with the reason: never shown as "no".

use askama::Template;
use domain::facts;

/// Something unknown, and why.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<span class="unknown" title="unknown: {{ why }}">unknown<span class="why">: {{ why }}</span></span>"#,
    ext = "html"
)]
pub(crate) struct Unknown {
    why: String,
}

super::html!(Unknown);

impl Unknown {
    /// Unknown for that reason.
    pub(crate) fn because(why: impl Into<String>) -> Self {
        Self { why: why.into() }
    }

    /// A fact that is unknown.
    pub(crate) fn fact(why: &facts::Unknown) -> Self {
        let words = match why {
            facts::Unknown::Denied => "we were not allowed to ask",
            facts::Unknown::Unlicensed => "the provider's plan does not tell it",
            facts::Unknown::NotSupported => "the provider has no such thing for this account",
            facts::Unknown::NotCollected => "the list that was read does not say",
            facts::Unknown::Stale => "it was known once, too long ago",
            facts::Unknown::NotApplicable(because) => return Self::because(because),
        };
        Self::because(words)
    }
}
