//! People, as decisions name them: by id in what was recorded, by name and address in what is shown.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::Question;
use crate::{Asking, Query, Result, each, words};

/// People by id.
pub(super) type People = HashMap<i64, Value>;

/// Those of these people who are known, as they were at the end of the period.
pub(super) async fn of_ids<A: Asking>(
    asking: &A,
    question: &Question,
    wanted: &HashSet<i64>,
) -> Result<People, A::Error> {
    let mut people = People::new();
    if wanted.is_empty() {
        return Ok(people);
    }
    let mut query: Query = vec![("asOf", question.period.last())];
    query.extend(question.period.known().map(|known| ("asKnown", known)));
    each(asking, "/api/v1/people", &query, &mut |person| {
        if let Some(id) = words::number(&person, "/id").filter(|id| wanted.contains(id)) {
            people.insert(id, person);
        }
        Ok(())
    })
    .await?;
    Ok(people)
}

/// The ids of the people whom a recorded link names.
pub(super) fn ids(link: &Value) -> impl Iterator<Item = i64> + '_ {
    PLACES.iter().filter_map(|place| words::number(link, place))
}

/// Where a recorded link names people.
const PLACES: [&str; 4] = ["/person", "/service/owner", "/service/designator", "/proposedOwner"];

/// Puts people in the place of their ids.
pub(super) fn name(link: &mut Value, people: &People) {
    for place in PLACES {
        if let Some(id) = words::number(link, place)
            && let Some(slot) = link.pointer_mut(place)
        {
            let unknown = || serde_json::json!({ "email": format!("person #{id}") });
            *slot = people.get(&id).cloned().unwrap_or_else(unknown);
        }
    }
}
