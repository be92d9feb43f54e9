//! What the provider says of somebody, beyond what the standard names.

use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Every claim that the standard does not name.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Others {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for Others {}

impl Others {
    /// The texts of a claim of that name, which may lie in others: `realm_access.roles`. None where it is not there.
    pub(crate) fn texts(&self, claim: &str) -> Option<Vec<&str>> {
        let found = self.all.get(claim).or_else(|| {
            let (outer, inner) = claim.split_once('.')?;
            inner.split('.').try_fold(self.all.get(outer)?, |value, name| value.get(name))
        })?;
        Some(match found {
            Value::String(text) => vec![text],
            Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_alone_in_lists_and_inside() {
        let claims =
            r#"{"role": "a", "groups": ["b", 1, "c"], "https://x.example/roles": ["d"], "realm": {"roles": ["e"]}}"#;
        let others: Others = serde_json::from_str(claims).unwrap();
        assert_eq!(others.texts("role"), Some(vec!["a"]));
        assert_eq!(others.texts("groups"), Some(vec!["b", "c"]));
        assert_eq!(others.texts("https://x.example/roles"), Some(vec!["d"]));
        assert_eq!(others.texts("realm.roles"), Some(vec!["e"]));
        assert_eq!(others.texts("realm.other"), None);
        assert_eq!(others.texts("realm"), Some(vec![]));
    }
}
