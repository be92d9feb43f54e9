//! Schemas that no Rust type stands for.

use utoipa::openapi::schema::{AdditionalProperties, Array, ArrayBuilder, Object, ObjectBuilder, Type};

/// The largest number that every JSON reader keeps exactly.
const EXACT: f64 = 9_007_199_254_740_991.0;

/// A whole number, of the documented type `number`.
pub(crate) fn number() -> Object {
    ObjectBuilder::new().schema_type(Type::Number).multiple_of(Some(1.0)).build()
}

/// An id.
pub(crate) fn id() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Number)
        .multiple_of(Some(1.0))
        .minimum(Some(1.0))
        .maximum(Some(EXACT))
        .build()
}

/// A connection's id, which the wire spells as text.
pub(crate) fn id_text() -> Object {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[1-9][0-9]{0,15}$")).examples(["12"]).build()
}

/// A list that is always empty.
pub(crate) fn empty_list() -> Array {
    ArrayBuilder::new().items(ObjectBuilder::new().build()).max_items(Some(0)).build()
}

/// The empty object that stands where an answer would begin to repeat itself.
pub(crate) fn empty_object() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .build()
}
