//! Instants: in UTC as rendered, in the reader's zone once the script has run; UTC is shown on hover.
//!
//! That it is UTC is said where no script runs: words that the script takes away would move what stands after them.

use askama::Template;
use domain::Instant;

/// An instant, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<time datetime="{{ self.machine() }}" title="{{ self.exact() }}">{{ self.short() }}<noscript> UTC</noscript></time>"#,
    ext = "html"
)]
pub(crate) struct Time(pub(crate) Instant);

super::html!(Time);

impl Time {
    /// That instant.
    pub(crate) const fn at(at: &Instant) -> Self {
        Self(*at)
    }

    fn machine(self) -> String {
        self.0.millis()
    }

    fn exact(self) -> String {
        self.0.to_string().replace('T', " ").replace('Z', " UTC")
    }

    fn short(self) -> String {
        let exact = self.0.to_string().replace('T', " ");
        exact.get(..16).unwrap_or(&exact).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_to_the_minute_and_on_hover_exactly() {
        let time = Time(Instant::parse("2026-11-02T09:00:30.000042Z").unwrap());
        assert_eq!(
            time.to_string(),
            "<time datetime=\"2026-11-02T09:00:30.000Z\" title=\"2026-11-02 09:00:30.000042 UTC\">2026-11-02 09:00\
             <noscript> UTC</noscript></time>"
        );
    }
}
