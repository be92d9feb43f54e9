//! Instants in our own spelling.

use std::borrow::Cow;

use domain::Instant;
use serde::{Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

/// An instant as RFC 3339 in UTC with microseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment(pub(crate) Instant);

/// The instant, where there is one.
pub(crate) fn moment(instant: Option<Instant>) -> Option<Moment> {
    instant.map(Moment)
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("An instant in UTC: `2020-07-06T12:00:00.000000Z`"))
            .pattern(Some(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"))
            .examples(["2020-07-06T12:00:00.000000Z"])
            .into()
    }
}

impl ToSchema for Moment {
    fn name() -> Cow<'static, str> {
        "Instant".into()
    }
}
