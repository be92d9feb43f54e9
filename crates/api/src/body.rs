//! Bodies of requests, read strictly: exactly the documented fields, each once, and null is not absent.
//!
//! A derived deserializer would read `{}` as "no user" and unlink. Here a field is present, null or absent, and numbers
//! keep their digits, so that 9007199254740991.4 is not rounded to an id.

mod json;
mod numbers;
mod objects;
mod reader;
mod requests;

pub use json::{Given, Json, Object};
pub use numbers::Number;
pub use objects::{Field, parse, parse_object};
pub use requests::{Connect, REASON_LENGTH, ServiceAccount, Toggle, WHOLE, access, access_name};

/// How deep objects and lists may be nested.
pub const DEPTH: usize = 32;

#[cfg(test)]
mod tests;
