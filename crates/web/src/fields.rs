//! The fields of a query or a form: names and values, percent-encoded, blanks as `+`.

use domain::texts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stays as it is in a value.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Fields in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads them. What is no UTF-8, or cannot be stored, is left out: no form of ours sends it.
    pub(crate) fn parse(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let read = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(name)?, decoded(value)?))
        };
        Self(pairs.filter_map(read).collect())
    }

    /// Fields that came otherwise; what cannot be stored is left out.
    pub(crate) fn of(pairs: Vec<(String, String)>) -> Self {
        let fits = |(_, value): &(String, String)| texts::storable(value);
        Self(pairs.into_iter().filter(fits).map(|(name, value)| (name, value.replace("\r\n", "\n"))).collect())
    }

    /// The first of that name, without blanks around it; `None` where it is absent or blank.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().filter(|(known, _)| known == name);
        named.map(|(_, value)| value.trim()).find(|value| !value.is_empty())
    }

    /// All of that name that are not blank.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The first of that name, where it is a number from 1 on.
    pub(crate) fn id(&self, name: &str) -> Option<i64> {
        self.text(name).and_then(id)
    }

    /// The same fields with that one set, or without it; cursors belong to one list and go.
    pub(crate) fn with(&self, name: &str, value: Option<&str>) -> Self {
        let others = self.0.iter().filter(|(known, _)| ![name, "after", "before"].contains(&known.as_str()));
        let mut all: Vec<_> = others.cloned().collect();
        all.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        Self(all)
    }

    /// The same fields but those of that name.
    pub(crate) fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(known, _)| known != name).cloned().collect())
    }

    /// The address of a page with these fields; blank ones are left out.
    pub(crate) fn at(&self, path: &str) -> String {
        let pair = |(name, value): &(String, String)| format!("{}={}", encoded(name), encoded(value));
        let query: Vec<String> = self.0.iter().filter(|(_, value)| !value.trim().is_empty()).map(pair).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

/// An id in plain digits.
pub(crate) fn id(text: &str) -> Option<i64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|id| plain && *id <= domain::ids::MAX)
}

/// A text as it stands in a query.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

fn decoded(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    let text = percent_decode_str(&text).decode_utf8().ok()?;
    texts::storable(&text).then(|| text.replace("\r\n", "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_write_them() {
        let fields = Fields::parse("q=a%26b+c&state=&column=x&column=y&bad=%FF&nul=%00&alone");
        assert_eq!(fields.text("q"), Some("a&b c"));
        assert_eq!((fields.text("state"), fields.text("bad"), fields.text("nul")), (None, None, None));
        assert_eq!(fields.all("column").collect::<Vec<_>>(), ["x", "y"]);
    }

    #[test]
    fn an_address_keeps_the_filters_and_forgets_the_page() {
        let fields = Fields::parse("q=a%26b&after=61.1&sort=id");
        assert_eq!(fields.with("sort", Some("-id")).at("/accounts"), "/accounts?q=a%26b&sort=-id");
        assert_eq!(Fields::default().at("/accounts"), "/accounts");
    }

    #[test]
    fn an_id_is_plain_digits() {
        assert_eq!(id("12"), Some(12));
        for text in ["", "0", "01", "+1", "-1", "1.0", "9007199254740992", "x"] {
            assert_eq!(id(text), None, "{text}");
        }
    }
}
