//! Marks of a list that goes on elsewhere: one page of several must never pass for the whole.

use domain::listings::BadList;
use serde_json::Value;

use super::refusals;

/// Keys under which answers put where the next page is, or that there is one.
const MARKS: [&str; 8] =
    ["NextToken", "nextToken", "nextPageToken", "@odata.nextLink", "nextLink", "IsTruncated", "Marker", "continue"];

/// Refused when this member, or one right inside it, says that there is more.
pub(crate) fn check(key: &str, value: &Value, line: u64) -> Result<(), BadList> {
    let inside = value.as_object().into_iter().flatten();
    let more = inside.map(|(key, value)| (key.as_str(), value)).chain([(key, value)]).any(|(key, value)| {
        let said = !matches!(value, Value::Null | Value::Bool(false)) && value.as_str() != Some("");
        said && MARKS.contains(&key)
    });
    if more {
        return Err(refusals::row(line, "this is one page of several: it says that there is more; fetch all of them"));
    }
    Ok(())
}
