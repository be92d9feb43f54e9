//! What the lists of our own API have in common.

use domain::{Instant, Moment};

use super::wire::Page;
use crate::{paths, problems::Problem, query::Params};

/// The most items of a page, and how many it has unless told otherwise.
pub(crate) const LIMIT: (i64, i64) = (1000, 100);

/// The parameter `limit`.
pub(super) fn limit(params: &Params<'_>) -> Result<usize, Problem> {
    let (most, usual) = LIMIT;
    let read = |text: &str| paths::number(text).filter(|limit| *limit <= most);
    let limit = params.read("limit", "must be a whole number from 1 to 1000", read)?.unwrap_or(usual);
    Ok(usize::try_from(limit).unwrap_or_default())
}

/// How many to read so that it shows whether there is another page.
pub(super) fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1
}

/// A parameter that is `true` or `false`.
pub(super) fn flag(params: &Params<'_>, name: &str) -> Result<Option<bool>, Problem> {
    params.read(name, "must be true or false", |text| match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    })
}

/// A parameter that is an instant or a day.
pub(super) fn instant(params: &Params<'_>, name: &str) -> Result<Option<Instant>, Problem> {
    params.read(name, "must be an instant as 2026-05-01T10:00:00Z, or a day as 2026-05-01", Instant::parse)
}

/// The parameters `asOf` and `asKnown`: the present unless told otherwise.
pub(super) fn moment(params: &Params<'_>) -> Result<Moment, Problem> {
    Ok(Moment { as_of: past(params, "asOf")?, as_known: past(params, "asKnown")? })
}

/// A parameter that is an instant, or a day, which means its end.
pub(super) fn past(params: &Params<'_>, name: &str) -> Result<Option<Instant>, Problem> {
    params.read(name, "must be an instant as 2026-05-01T10:00:00Z, or a day as 2026-05-01", Moment::parse)
}

/// The first `limit` of what was read, shown; with the cursor of the last one where there are more.
pub(super) fn page<'a, T, S>(
    all: &'a [T],
    limit: usize,
    cursor: impl Fn(&'a T) -> String,
    show: impl Fn(&'a T) -> Result<S, Problem>,
) -> Result<Page<S>, Problem> {
    let shown = all.get(..limit).unwrap_or(all);
    let next = if all.len() > shown.len() { shown.last().map(cursor) } else { None };
    Ok(Page { data: shown.iter().map(show).collect::<Result<_, _>>()?, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_next_one_only_where_more_was_read() {
        let show = |limit| page(&[1, 2, 3], limit, i64::to_string, |number| Ok(*number)).unwrap();
        assert_eq!((show(2).data, show(2).next), (vec![1, 2], Some("2".to_owned())));
        assert_eq!((show(3).data, show(3).next), (vec![1, 2, 3], None));
    }

    #[test]
    fn a_limit_is_at_most_a_thousand() {
        let read = |query| limit(&Params::parse(query).unwrap()).ok();
        assert_eq!(read(""), Some(100));
        assert_eq!(read("limit=1000"), Some(1000));
        assert_eq!((read("limit=0"), read("limit=1001")), (None, None));
    }
}
