//! Which accounts a list is of.

use domain::{
    Instant, Moment,
    connections::Family,
    ids::{ConnectionId, PersonId},
    links::Link,
    texts,
};

use crate::{db::Value, history::bounds, links::Stored};

/// Which accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of these families; empty for any.
    pub families: Vec<Family>,
    /// Of these connections, where that is asked for.
    pub connections: Option<Vec<ConnectionId>>,
    /// With this in their external id, name or address, in any case.
    pub q: Option<String>,
    /// That are this person's.
    pub person: Option<PersonId>,
    /// That are this person's, or service accounts for which they answer.
    pub concerning: Option<PersonId>,
    /// That are, or are not, so.
    pub states: Vec<(Condition, bool)>,
    /// Or that changed after this moment, with their people: they may have been so at it.
    pub or_at: Option<Moment>,
    /// That changed after this instant, in facts or decisions.
    pub changed_since: Option<Instant>,
    /// That are service accounts to be reviewed before this day, `2026-12-31`.
    pub review_before: Option<String>,
}

/// A state that accounts can be asked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// No person and no service mark.
    Unlinked,
    /// Marked as a service account.
    Service,
    /// A service account without an owner who works here.
    Unowned,
    /// Gone at the provider.
    Removed,
    /// Linked to somebody who has left.
    Leaver,
    /// A service account whose owner has left.
    Orphan,
}

impl Condition {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Unlinked, Self::Service, Self::Unowned, Self::Removed, Self::Leaver, Self::Orphan];

    const fn sql(self) -> &'static str {
        match self {
            Self::Unlinked => "(l.person_id IS NULL AND l.service_at IS NULL)",
            Self::Service => "(l.service_at IS NOT NULL)",
            Self::Unowned => {
                "(l.service_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM people o WHERE o.company_id = l.company_id \
                 AND o.id = l.owner_id AND o.has_left = 0))"
            }
            Self::Removed => "(a.removed_at IS NOT NULL)",
            Self::Leaver => {
                "EXISTS (SELECT 1 FROM people o WHERE o.company_id = l.company_id AND o.id = l.person_id AND o.has_left = 1)"
            }
            Self::Orphan => {
                "(l.service_at IS NOT NULL AND EXISTS (SELECT 1 FROM people o WHERE o.company_id = l.company_id \
                 AND o.id = l.owner_id AND o.has_left = 1))"
            }
        }
    }

    const fn is_of_accounts(self) -> bool {
        matches!(self, Self::Removed)
    }

    /// Whether it can be so of this account, whatever its people are.
    const fn may_hold(self, Stored { account, link, .. }: &Stored) -> bool {
        match self {
            Self::Unlinked => link.is_unlinked(),
            Self::Service | Self::Unowned | Self::Orphan => link.service.is_some(),
            Self::Removed => account.removed_at.is_some(),
            Self::Leaver => link.person.is_some(),
        }
    }

    /// Whether it is so of this account.
    fn holds(self, Stored { account, link, .. }: &Stored, left: &impl Fn(PersonId) -> bool) -> bool {
        match self {
            Self::Unlinked => link.is_unlinked(),
            Self::Service => link.service.is_some(),
            Self::Unowned => link.service.as_ref().is_some_and(|service| service.owner.is_none_or(left)),
            Self::Removed => account.removed_at.is_some(),
            Self::Leaver => link.person.is_some_and(left),
            Self::Orphan => link.service.as_ref().and_then(|service| service.owner).is_some_and(left),
        }
    }
}

impl Wanted {
    /// Whether nothing but families and connections is asked for.
    pub(super) fn is_by_connection(&self) -> bool {
        self.q.is_none()
            && self.person.is_none()
            && self.concerning.is_none()
            && self.states.is_empty()
            && self.changed_since.is_none()
            && self.review_before.is_none()
    }

    /// Whether it depends on decisions: else only runs change what is in the list.
    #[must_use]
    pub fn needs_links(&self) -> bool {
        self.person.or(self.concerning).is_some()
            || self.or_at.is_some()
            || self.changed_since.is_some()
            || self.review_before.is_some()
            || self.states.iter().any(|(state, _)| !state.is_of_accounts())
    }

    pub(super) fn needs_accounts(&self) -> bool {
        self.connections.is_some()
            || self.q.is_some()
            || self.or_at.is_some()
            || self.changed_since.is_some()
            || self.states.iter().any(|(state, _)| state.is_of_accounts())
    }

    /// The families and connections as a condition on these columns.
    pub(super) fn by_connection(&self, (family, connection): (&str, &str), values: &mut Vec<Value>) -> String {
        let families = self.families.iter().map(|family| bind(values, family.name())).collect::<Vec<_>>();
        let mut sql = if families.is_empty() { String::new() } else { one_of(family, &families) };
        if let Some(connections) = &self.connections {
            let places: Vec<String> = connections.iter().map(|connection| bind(values, *connection)).collect();
            sql.push_str(&one_of(connection, &places));
        }
        sql
    }

    /// The rest as a condition.
    pub(super) fn by_state(&self, values: &mut Vec<Value>) -> String {
        let mut sql = String::new();
        if self.is_by_connection() {
            return sql;
        }
        if let Some(moment) = self.or_at {
            sql.push_str(&self.may_have_been(moment, values));
        }
        if let Some(since) = self.changed_since {
            let since = bind(values, since);
            sql.push_str(&format!(" AND (a.updated_at > {since} OR l.updated_at > {since})"));
        }
        if let Some(q) = &self.q {
            let place = bind(values, pattern(q));
            let columns = ["a.external_key", "a.username_key", "a.email_key"];
            let tests = columns.map(|column| format!("{column} LIKE {place} ESCAPE '\\'"));
            sql.push_str(&format!(" AND ({})", tests.join(" OR ")));
        }
        if let Some(person) = self.person {
            sql.push_str(&format!(" AND l.person_id = {}", bind(values, person)));
        }
        if let Some(person) = self.concerning {
            let place = bind(values, person);
            sql.push_str(&format!(
                " AND l.account_id IN (SELECT x.account_id FROM links x WHERE x.company_id = ?1 \
                 AND x.person_id = {place} UNION ALL SELECT y.account_id FROM links y \
                 WHERE y.company_id = ?1 AND y.owner_id = {place})"
            ));
        }
        if let Some(day) = &self.review_before {
            sql.push_str(&format!(" AND l.service_at IS NOT NULL AND l.review_by < {}", bind(values, day.as_str())));
        }
        for (state, so) in &self.states {
            sql.push_str(&format!(" AND {}{}", if *so { "" } else { "NOT " }, state.sql()));
        }
        if self.or_at.is_some() {
            sql.push_str("))");
        }
        sql
    }

    /// That it existed, and changed after the moment or is so now: the beginning of a condition. Whose accounts were is told
    /// by events alone, so that most of those that do not count are never loaded.
    fn may_have_been(&self, moment: Moment, values: &mut Vec<Value>) -> String {
        let since = bind(values, moment.settled());
        let (known, of) = bounds(moment);
        let (known, of) = (bind(values, known), bind(values, of));
        let by_then = format!("+x.at <= {known} AND COALESCE(x.observed_at, x.at) <= {of}");
        let then = format!(
            "(CASE WHEN l.updated_at > {since} THEN (SELECT x.person_id FROM events x WHERE x.company_id = l.company_id \
             AND x.subject_kind = 'link' AND x.subject_id = l.account_id AND {by_then} ORDER BY x.version DESC LIMIT 1) \
             ELSE l.person_id END)"
        );
        let mut sql = String::new();
        if self.states.contains(&(Condition::Unlinked, true)) {
            sql.push_str(&format!(" AND {then} IS NULL"));
        }
        if self.states.contains(&(Condition::Leaver, true)) {
            sql.push_str(&format!(
                " AND EXISTS (SELECT 1 FROM people o WHERE o.company_id = l.company_id AND o.id = {then} \
                 AND (o.has_left = 1 OR o.updated_at > {since}))"
            ));
        }
        sql.push_str(&format!(
            " AND (a.created_at <= {since} OR EXISTS (SELECT 1 FROM events x WHERE x.company_id = a.company_id \
             AND x.subject_kind = 'account' AND x.subject_id = a.id AND {by_then}))"
        ));
        sql + &format!(
            " AND (a.updated_at > {since} OR l.updated_at > {since} OR EXISTS (SELECT 1 FROM people o WHERE \
             o.company_id = l.company_id AND o.id IN (l.person_id, l.owner_id) AND o.updated_at > {since}) OR (1 = 1"
        )
    }

    /// Whether this account is among them, whatever it is now; `left` says of a person whether they have left.
    #[must_use]
    pub fn meets(&self, stored: &Stored, left: impl Fn(PersonId) -> bool) -> bool {
        self.may_meet(stored) && self.states.iter().all(|(state, so)| state.holds(stored, &left) == *so)
    }

    /// Whether this account can be among them, whatever the people are whom it names.
    #[must_use]
    pub fn may_meet(&self, stored: &Stored) -> bool {
        let account = &stored.account;
        let holds = |text: &str| self.q.as_ref().is_none_or(|q| texts::key(text).contains(&texts::key(q)));
        let texts = [Some(&account.external_id), Some(&account.username), account.email.as_ref()];
        (self.families.is_empty() || self.families.contains(&account.family))
            && self.connections.as_ref().is_none_or(|wanted| wanted.contains(&account.connection))
            && texts.into_iter().flatten().any(|text| holds(text))
            && self.person.is_none_or(|person| stored.link.person == Some(person))
            && self.concerning.is_none_or(|person| concerns(&stored.link, person))
            && self.review_before.as_ref().is_none_or(|day| is_due(&stored.link, day))
            && self.states.iter().all(|(state, so)| !so || state.may_hold(stored))
    }

    /// Whether none of them can lack a date as a service account.
    pub(super) fn is_of_services(&self) -> bool {
        let of_services =
            |state: &Condition| matches!(state, Condition::Service | Condition::Unowned | Condition::Orphan);
        self.review_before.is_some() || self.states.iter().any(|(state, so)| *so && of_services(state))
    }
}

/// Whether it is a service account to be reviewed before that day.
fn is_due(link: &Link, day: &str) -> bool {
    link.service.as_ref().and_then(|service| service.review_by.as_deref()).is_some_and(|due| due < day)
}

/// Whether the account is the person's, or they answer for it.
fn concerns(link: &Link, person: PersonId) -> bool {
    let owner = link.service.as_ref().and_then(|service| service.owner);
    [link.person, owner].contains(&Some(person))
}

/// Keeps a value for a statement; gives its place in the text.
pub(super) fn bind(values: &mut Vec<Value>, value: impl Into<Value>) -> String {
    values.push(value.into());
    format!("?{}", values.len())
}

fn one_of(column: &str, places: &[String]) -> String {
    match places {
        [] => " AND 1 = 0".to_owned(),
        [one] => format!(" AND {column} = {one}"),
        many => format!(" AND {column} IN ({})", many.join(", ")),
    }
}

/// The pattern of a substring search in a key column.
#[must_use]
pub fn pattern(q: &str) -> String {
    format!("%{}%", escaped(&texts::key(q)))
}

/// Text in which nothing is a wildcard of `LIKE … ESCAPE '\'`.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect()
}
