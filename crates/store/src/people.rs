//! People. Their names and addresses live here and in `attributes`, never in events.

use domain::{
    Instant,
    ids::{CompanyId, PersonId},
    people::{Left, Person},
    texts,
};

use crate::{
    Error, Result, Tx,
    db::{Row, Statement, Value},
};

pub(crate) const COLUMNS: &str = "p.company_id, p.id, p.entry_id, p.email, p.first_name, p.last_name, p.job_title, p.roles, \
                                  p.terms_agreed_at, p.has_left, p.left_at, p.left_after, p.left_inferred, p.due_at, \
                                  p.created_at, p.updated_at, p.version";

/// Reads a person from columns in the order of [`COLUMNS`].
pub(crate) fn read(row: &mut Row) -> Result<Person> {
    Ok(Person {
        company: row.get()?,
        id: row.get()?,
        entry_id: row.get()?,
        email: row.get()?,
        first_name: row.get()?,
        last_name: row.get()?,
        job_title: row.get()?,
        roles: row.json()?,
        terms_agreed_at: row.get()?,
        left: {
            let has_left: bool = row.get()?;
            let left = Left { at: row.get()?, after: row.get()?, inferred: row.get()? };
            has_left.then_some(left)
        },
        due_at: row.get()?,
        created_at: row.get()?,
        updated_at: row.get()?,
        version: row.get()?,
    })
}

/// What people are sorted by: last name, then first name.
#[must_use]
pub fn sort_key(person: &Person) -> String {
    format!("{}\u{1}{}", texts::key(&person.last_name), texts::key(&person.first_name))
}

fn values(person: &Person) -> Result<Vec<Value>> {
    Ok(vec![
        person.id.into(),
        person.entry_id.as_str().into(),
        person.email.as_str().into(),
        texts::key(&person.email).into(),
        person.first_name.as_str().into(),
        person.last_name.as_str().into(),
        sort_key(person).into(),
        person.job_title.as_ref().into(),
        serde_json::to_string(&person.roles).map_err(Error::corrupt)?.into(),
        person.terms_agreed_at.into(),
        person.left.is_some().into(),
        person.left.and_then(|left| left.at).into(),
        person.left.and_then(|left| left.after).into(),
        person.left.is_some_and(|left| left.inferred).into(),
        person.due_at.into(),
        person.version.into(),
        person.created_at.into(),
        person.updated_at.into(),
    ])
}

const ROWS: &str = "ROWS(id BIGINT, entry TEXT, email TEXT, emailkey TEXT, first TEXT, last TEXT, sort TEXT, job TEXT, \
                    roles TEXT, terms BIGINT, hasleft BIGINT, leftat BIGINT, leftafter BIGINT, inferred BIGINT, \
                    due BIGINT, version BIGINT, created BIGINT, updated BIGINT) AS v";

/// Adds people.
///
/// # Errors
/// When the database cannot be written.
pub async fn add(tx: &mut Tx, company: CompanyId, people: &[Person]) -> Result<()> {
    let sql = format!(
        "INSERT INTO people (company_id, id, entry_id, email, email_key, first_name, last_name, sort_key, job_title, roles, \
         terms_agreed_at, has_left, left_at, left_after, left_inferred, due_at, version, created_at, updated_at) \
         SELECT ?1, v.id, v.entry, v.email, v.emailkey, v.first, v.last, v.sort, v.job, v.roles, v.terms, v.hasleft, v.leftat, \
         v.leftafter, v.inferred, v.due, v.version, v.created, v.updated FROM {ROWS}"
    );
    save(tx, company, people, sql).await
}

/// Replaces what is known of people who exist.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(tx: &mut Tx, company: CompanyId, people: &[Person]) -> Result<()> {
    let sql = format!(
        "UPDATE people SET email = v.email, email_key = v.emailkey, first_name = v.first, last_name = v.last, \
         sort_key = v.sort, job_title = v.job, roles = v.roles, terms_agreed_at = v.terms, has_left = v.hasleft, \
         left_at = v.leftat, left_after = v.leftafter, left_inferred = v.inferred, due_at = v.due, version = v.version, \
         updated_at = v.updated \
         FROM {ROWS} WHERE people.company_id = ?1 AND people.id = v.id"
    );
    save(tx, company, people, sql).await
}

async fn save(tx: &mut Tx, company: CompanyId, people: &[Person], sql: String) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let rows: Result<Vec<Vec<Value>>> = people.iter().map(values).collect();
    tx.execute(Statement::new(sql, [company.into()]).rows(rows?)).await.map(drop)
}

/// The person of that id.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(tx: &mut Tx, company: CompanyId, person: PersonId) -> Result<Option<Person>> {
    let sql = format!("SELECT {COLUMNS} FROM people p WHERE p.company_id = ?1 AND p.id = ?2");
    tx.optional(Statement::new(sql, [company.into(), person.into()])).await?.map(|mut row| read(&mut row)).transpose()
}

/// People of these ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(tx: &mut Tx, company: CompanyId, ids: &[PersonId]) -> Result<Vec<Person>> {
    let sql = format!("SELECT {COLUMNS} FROM ROWS(id BIGINT) AS v JOIN people p ON p.company_id = ?1 AND p.id = v.id");
    let ids = ids.iter().map(|id| vec![(*id).into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into()]).rows(ids)).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// People with these address keys, those who left included.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_address(tx: &mut Tx, company: CompanyId, keys: Vec<String>) -> Result<Vec<Person>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM ROWS(email TEXT) AS v JOIN people p ON p.company_id = ?1 AND p.email_key = v.email ORDER BY +p.id"
    );
    let keys = keys.into_iter().map(|key| vec![key.into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into()]).rows(keys)).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// The first people of any company whose entries must be looked at again by now.
///
/// # Errors
/// When the database cannot be read.
pub async fn due(tx: &mut Tx, now: Instant, limit: i64) -> Result<Vec<(CompanyId, PersonId)>> {
    let sql = "SELECT company_id, id FROM people WHERE due_at <= ?1 ORDER BY due_at, company_id, id LIMIT ?2";
    let rows = tx.query(Statement::new(sql, [now.into(), limit.into()])).await?;
    rows.into_iter().map(|mut row| Ok((row.get()?, row.get()?))).collect()
}

/// Whom to list.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// With this in their name or address, in any case.
    pub q: Option<String>,
    /// With one of these roles; empty for any.
    pub roles: Vec<String>,
    /// With none of these roles.
    pub without_roles: Vec<String>,
    /// Only these; empty for any.
    pub only: Vec<i64>,
    /// Not these.
    pub except: Vec<i64>,
    /// Those who left, or those who did not.
    pub left: Option<bool>,
    /// With an id above.
    pub after: i64,
    /// That changed after this instant.
    pub changed_since: Option<Instant>,
}

impl Wanted {
    /// Whether this person has what is looked for in their name or address, and has left or not as asked.
    #[must_use]
    pub fn meets(&self, person: &Person) -> bool {
        let keys = [texts::key(&person.email), sort_key(person)];
        self.q.as_ref().is_none_or(|q| keys.iter().any(|key| key.contains(&texts::key(q))))
            && self.left.is_none_or(|left| left == person.left.is_some())
    }

    fn condition(&self, values: &mut Vec<Value>) -> String {
        let mut sql = "p.company_id = ?1".to_owned();
        let mut bind = |value: Value| {
            values.push(value);
            format!("?{}", values.len())
        };
        if let Some(q) = &self.q {
            let place = bind(crate::lists::pattern(q).into());
            let columns = ["p.email_key", "p.sort_key"].map(|column| format!("{column} LIKE {place} ESCAPE '\\'"));
            sql.push_str(&format!(" AND ({})", columns.join(" OR ")));
        }
        let quoted = |role: &String| format!("%{}%", crate::lists::escaped(&format!("\"{role}\"")));
        let any: Vec<String> =
            self.roles.iter().map(|role| format!("p.roles LIKE {} ESCAPE '\\'", bind(quoted(role).into()))).collect();
        if !any.is_empty() {
            sql.push_str(&format!(" AND ({})", any.join(" OR ")));
        }
        for role in &self.without_roles {
            sql.push_str(&format!(" AND p.roles NOT LIKE {} ESCAPE '\\'", bind(quoted(role).into())));
        }
        for (test, ids) in [("IN", &self.only), ("NOT IN", &self.except)] {
            if !ids.is_empty() {
                let places: Vec<String> = ids.iter().map(|id| bind((*id).into())).collect();
                sql.push_str(&format!(" AND p.id {test} ({})", places.join(", ")));
            }
        }
        if let Some(left) = self.left {
            sql.push_str(&format!(" AND p.has_left = {}", bind(left.into())));
        }
        if let Some(since) = self.changed_since {
            sql.push_str(&format!(" AND p.updated_at > {}", bind(since.into())));
        }
        if self.after > 0 {
            sql.push_str(&format!(" AND p.id > {}", bind(self.after.into())));
        }
        sql
    }
}

/// People in the order of their ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(tx: &mut Tx, company: CompanyId, wanted: &Wanted, limit: i64, skip: i64) -> Result<Vec<Person>> {
    let mut values = vec![company.into(), limit.into(), skip.into()];
    let condition = wanted.condition(&mut values);
    let sql = format!("SELECT {COLUMNS} FROM people p WHERE {condition} ORDER BY p.id LIMIT ?2 OFFSET ?3");
    let rows = tx.query(Statement::with(sql, values)).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// How many people that would list.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(tx: &mut Tx, company: CompanyId, wanted: &Wanted) -> Result<i64> {
    let mut values = vec![company.into()];
    let condition = wanted.condition(&mut values);
    tx.one(Statement::with(format!("SELECT COUNT(*) FROM people p WHERE {condition}"), values)).await?.get()
}

/// A place in the list of people by name: the key that somebody is sorted by, and their id.
pub type Place = (String, PersonId);

/// People in the order of their names, or from the last to the first: at most `limit` behind that place.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_name(
    tx: &mut Tx,
    company: CompanyId,
    wanted: &Wanted,
    (place, descending): (Option<&Place>, bool),
    limit: i64,
) -> Result<Vec<PersonId>> {
    let mut values = vec![company.into(), limit.into()];
    let condition = wanted.condition(&mut values);
    let (than, direction) = if descending { ("<", "DESC") } else { (">", "ASC") };
    let mut behind = String::new();
    if let Some((key, person)) = place {
        values.extend([key.as_str().into(), (*person).into()]);
        let (key, person) = (values.len() - 1, values.len());
        behind = format!(" AND (p.sort_key, p.id) {than} (CAST(?{key} AS TEXT), CAST(?{person} AS BIGINT))");
    }
    let sql = format!(
        "SELECT p.id FROM people p WHERE {condition}{behind} ORDER BY p.sort_key {direction}, p.id {direction} LIMIT ?2"
    );
    let rows = tx.query(Statement::with(sql, values)).await?;
    rows.into_iter().map(|mut row| row.get()).collect()
}

/// How many accounts are linked to each of these people, without their entries in rosters.
///
/// # Errors
/// When the database cannot be read.
pub async fn accounts(tx: &mut Tx, company: CompanyId, people: &[PersonId]) -> Result<Vec<(PersonId, i64)>> {
    let sql = "SELECT v.id, (SELECT COUNT(*) FROM links l WHERE l.company_id = ?1 AND l.person_id = v.id \
               AND l.family <> 'identity') FROM ROWS(id BIGINT) AS v";
    let rows = people.iter().map(|person| vec![(*person).into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into()]).rows(rows)).await?;
    rows.into_iter().map(|mut row| Ok((row.get()?, row.get()?))).collect()
}
