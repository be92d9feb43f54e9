//! Fields that bodies of our own API share, beyond those of [`crate::body`].

use std::{fmt, ops::RangeInclusive};

use domain::{
    Instant,
    ids::{BatchId, PersonId},
    links::{Access, Patch},
};

use crate::{
    body::{Given, Json, Object, REASON_LENGTH, WHOLE},
    problems::Problem,
};

/// The accesses that can be expected, by name.
pub(crate) const ACCESSES: [(&str, Access); 4] =
    [("admin", Access::Admin), ("database", Access::Database), ("write", Access::Write), ("push", Access::Push)];

/// A text that may be left out; a blank one says nothing.
pub(super) fn reason(object: &Object<'_>) -> Result<Option<String>, Problem> {
    if object.given("reason") == Given::Absent {
        return Ok(None);
    }
    let reason = object.text("reason", REASON_LENGTH)?;
    Ok((!reason.trim().is_empty()).then(|| reason.to_owned()))
}

/// The reason of a service mark, under that name: a text that says something.
pub(super) fn filled(object: &Object<'_>, name: &str) -> Result<String, Problem> {
    let reason = object.text(name, REASON_LENGTH)?;
    if reason.trim().is_empty() {
        return Err(Problem::field(name, "must not be blank"));
    }
    Ok(reason.to_owned())
}

/// The version of the link that an item is based on, which may be left out.
pub(super) fn version(object: &Object<'_>) -> Result<Option<i64>, Problem> {
    if object.given("version") == Given::Absent { Ok(None) } else { Ok(i64::try_from(count(object, "version")?).ok()) }
}

/// A person that may be left out, or null for none.
pub(super) fn owner(object: &Object<'_>) -> Result<Patch<PersonId>, Problem> {
    let owner = object.id("owner", WHOLE)?.map(PersonId::new);
    Ok(if object.given("owner") == Given::Absent { Patch::Keep } else { Patch::Set(owner) })
}

/// A day that may be left out, or null for none.
pub(super) fn review_by(object: &Object<'_>) -> Result<Patch<String>, Problem> {
    match object.given("reviewBy") {
        Given::Absent => Ok(Patch::Keep),
        Given::Null => Ok(Patch::Set(None)),
        Given::Value(Json::Text(day)) if day.len() == 10 && Instant::parse(day).is_some() => {
            Ok(Patch::Set(Some(day.to_string())))
        }
        Given::Value(_) => Err(Problem::field("reviewBy", "must be a day as 2026-12-31, or null")),
    }
}

/// A batch to go on with, which may be left out.
pub(super) fn batch(object: &Object<'_>) -> Result<Option<BatchId>, Problem> {
    if object.given("batch") == Given::Absent { Ok(None) } else { id(object, "batch").map(BatchId::new).map(Some) }
}

/// Whether only to tell what would happen, which may be left out.
pub(super) fn dry_run(object: &Object<'_>) -> Result<bool, Problem> {
    if object.given("dryRun") == Given::Absent { Ok(false) } else { object.flag("dryRun") }
}

/// An id that must be there.
pub(super) fn id(object: &Object<'_>, name: &str) -> Result<i64, Problem> {
    const RULE: &str = "must be a whole number of at least 1";
    object.id(name, RULE)?.ok_or_else(|| Problem::field(name, RULE))
}

/// A count that must be there.
pub(super) fn count(object: &Object<'_>, name: &str) -> Result<u64, Problem> {
    let count = match object.given(name) {
        Given::Value(Json::Number(number)) => number.whole().and_then(|count| u64::try_from(count).ok()),
        _ => None,
    };
    count.ok_or_else(|| Problem::field(name, "must be a whole number of at least 0"))
}

/// A whole number in that range that may be left out.
pub(super) fn whole<T>(object: &Object<'_>, name: &str, range: RangeInclusive<T>) -> Result<Option<T>, Problem>
where
    T: TryFrom<i64> + PartialOrd + fmt::Display,
{
    let number = match object.given(name) {
        Given::Absent => return Ok(None),
        Given::Value(Json::Number(number)) => number.whole().and_then(|number| T::try_from(number).ok()),
        _ => None,
    };
    let (least, most) = (range.start(), range.end());
    let rule = || Problem::field(name, &format!("must be a whole number from {least} to {most}"));
    number.filter(|number| range.contains(number)).map(Some).ok_or_else(rule)
}
