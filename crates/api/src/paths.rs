//! Ids and texts in the path of a request, read from the raw segment: what is percent-encoded is not an id.

use std::borrow::Cow;

use domain::{ids, texts};

use crate::{
    operations,
    problems::{Code, Problem},
    query::percent,
};

/// What needs no key, and the prefix of everything documented.
const PROBES: [&str; 5] = ["public", "healthz", "readyz", "openapi.json", "docs"];

/// Whether a path looks like one of the API's, so that the API answers even where it has no such route: its first segment
/// is that of an operation or of a probe, in any case.
#[must_use]
pub fn owns(path: &str) -> bool {
    let first = |path: &'static str| path.split('/').nth(1);
    let operations = operations::all().filter_map(|operation| first(operation.path));
    let segment = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    operations.chain(PROBES).any(|known| known.eq_ignore_ascii_case(segment))
}

/// The whole number that a raw path segment writes: no sign, no leading zero, at most 16 digits, and `.0` at its end
/// or not, as clients that know no integers send it. `None` for anything else, and above [`ids::MAX`].
#[must_use]
pub fn number(raw: &str) -> Option<i64> {
    let digits = raw.strip_suffix(".0").unwrap_or(raw);
    let spelled = digits.len() <= 16 && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !spelled {
        return None;
    }
    digits.parse().ok().filter(|number| *number <= ids::MAX)
}

/// The id that a raw path segment writes.
///
/// # Errors
/// 40004 when it writes none.
pub fn id(raw: &str) -> Result<i64, Problem> {
    number(raw).ok_or(Problem::new(Code::PathId))
}

/// The text that a raw path segment writes, as an address; percent-encoding undone.
///
/// # Errors
/// 40004 naming `field`, when it is blank, not percent-encoded UTF-8, or holds U+0000.
pub fn text<'a>(field: &str, raw: &'a str) -> Result<Cow<'a, str>, Problem> {
    percent::decoded(raw)
        .filter(|text| !text.trim().is_empty() && texts::storable(text))
        .ok_or_else(|| Problem::because(Code::PathId, format!("{field} must be percent-encoded UTF-8, and not blank")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_digits_with_or_without_a_zero_fraction() {
        for (raw, id) in [
            ("1", 1),
            ("1.0", 1),
            ("10", 10),
            ("10.0", 10),
            ("9007199254740991", ids::MAX),
            ("9007199254740991.0", ids::MAX),
        ] {
            assert_eq!(super::id(raw), Ok(id), "{raw}");
        }
    }

    #[test]
    fn anything_else_is_no_id() {
        let digits = "1".repeat(4000);
        for raw in [
            "",
            "0",
            "0.0",
            "-0",
            "-1",
            "+1",
            "01",
            "001",
            "1e3",
            "1E3",
            "1.",
            ".0",
            "1.00",
            "1.5",
            "1.0.0",
            "1,0",
            "0x1",
            "%31",
            "1%2E0",
            " 1",
            "1 ",
            "1\n",
            "one",
            "null",
            "9007199254740992",
            "9007199254740992.0",
            "9999999999999999",
            "10000000000000000",
            "18446744073709551617",
            "١",
            "１",
            "1_0",
            "1\0",
            "NaN",
            "Infinity",
            &digits,
        ] {
            assert_eq!(super::id(raw).map_err(|problem| problem.code()), Err(Code::PathId), "{raw}");
        }
    }

    #[test]
    fn texts_are_decoded_and_a_plus_stays() {
        assert_eq!(text("email", "sally%2Baws@example.com").unwrap(), "sally+aws@example.com");
        assert_eq!(text("email", "sally+aws@example.com").unwrap(), "sally+aws@example.com");
        for raw in ["", "%20", "%", "%4", "%zz", "%ff", "a%00b"] {
            assert_eq!(text("email", raw).map_err(|problem| problem.code()), Err(Code::PathId), "{raw}");
        }
    }
}
