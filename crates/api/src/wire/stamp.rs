//! Timestamps, whose spelling is what the two generations of the contract differ in most.

use domain::Instant;
use serde::{Serialize, Serializer, ser::Error};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

/// A generation of the documented API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Contract {
    /// Timestamps as `2020-07-06 12:00:00.000000`, provider types as numbers, no `entryId`.
    #[default]
    V2025_01,
    /// Timestamps as `2025-07-01T16:45:55.246Z`, provider types by name, users with `entryId`.
    V2026_04,
}

impl Contract {
    /// Its name in settings: `2025-01`, `2026-04`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V2025_01 => "2025-01",
            Self::V2026_04 => "2026-04",
        }
    }

    /// The generation of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::V2025_01, Self::V2026_04].into_iter().find(|contract| contract.name() == name)
    }
}

/// An instant in the spelling of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(pub Instant, pub Contract);

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ascii = |bytes: &[u8], serializer: S| {
            serializer
                .serialize_str(str::from_utf8(bytes).map_err(|_| S::Error::custom("an instant that is not ASCII"))?)
        };
        match self.1 {
            Contract::V2025_01 => ascii(&self.0.spaced_bytes(), serializer),
            Contract::V2026_04 => ascii(&self.0.millis_bytes(), serializer),
        }
    }
}

impl PartialSchema for Stamp {
    fn schema() -> RefOr<Schema> {
        let days = r"[0-9]{4}-[0-9]{2}-[0-9]{2}";
        let times = r"[0-9]{2}:[0-9]{2}:[0-9]{2}";
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "An instant in UTC: `2020-07-06 12:00:00.000000`, or `2025-07-01T16:45:55.246Z` under contract 2026-04",
            ))
            .pattern(Some(format!(r"^{days}( {times}\.[0-9]{{6}}|T{times}\.[0-9]{{3}}Z)$")))
            .examples(["2020-07-06 12:00:00.000000"])
            .into()
    }
}

impl ToSchema for Stamp {
    fn name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
}
