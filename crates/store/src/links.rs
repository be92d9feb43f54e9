//! Links, and everything that an answer about an account needs, loaded in one round trip.

use domain::{
    Instant,
    accounts::Account,
    actors::DecidedBy,
    ids::{AccountId, CompanyId, PersonId},
    links::{Expected, Link, Service},
    people::Person,
};

use crate::{
    Error, Result, Tx, accounts,
    db::{Row, Statement, Value},
    people,
};

const COLUMNS: &str = "l.account_id, l.person_id, l.connected_at, l.unlinked_at, l.service_at, l.service_reason, \
                       l.designator_id, l.owner_id, l.review_by, l.proposed_owner_id, l.admin_at, l.database_at, l.write_at, \
                       l.push_at, l.decided_by, l.decided_event, l.version, l.updated_at";

/// That nobody has decided anything about whose the account is.
pub(crate) const OPEN: &str = "l.person_id IS NULL AND l.service_at IS NULL AND l.decided_by IS NULL";

/// The people whom a link names.
const NAMED: &str = "v.person, l.person_id, l.designator_id, l.owner_id, l.proposed_owner_id";

fn read(row: &mut Row) -> Result<(Link, Instant)> {
    let link = Link {
        account: row.get()?,
        person: row.get()?,
        connected_at: row.get()?,
        unlinked_at: row.get()?,
        service: service(row)?,
        proposed_owner: row.get()?,
        expected: Expected { admin: row.get()?, database: row.get()?, write: row.get()?, push: row.get()? },
        decided_by: row.get::<Option<String>>()?.as_deref().map(decided_by).transpose()?,
        decided_event: row.get()?,
        version: row.get()?,
    };
    Ok((link, row.get()?))
}

fn service(row: &mut Row) -> Result<Option<Service>> {
    let (at, reason): (Option<Instant>, Option<String>) = (row.get()?, row.get()?);
    let (designator, owner, review_by) = (row.get()?, row.get()?, row.get()?);
    Ok(at.map(|at| Service { at, reason: reason.unwrap_or_default(), designator, owner, review_by }))
}

fn decided_by(word: &str) -> Result<DecidedBy> {
    DecidedBy::parse(word).ok_or_else(|| Error::corrupt("a link was decided by nobody known"))
}

/// An account with what was decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// What the provider says.
    pub account: Account,
    /// What was decided.
    pub link: Link,
    /// When a decision last changed it.
    pub decided_at: Instant,
}

/// What an answer about some accounts needs.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The company's epoch: which state of its connections goes with this.
    pub epoch: i64,
    /// The accounts that exist, in the order of their ids.
    pub accounts: Vec<Stored>,
    /// The people they name, and those asked for.
    pub people: Vec<Person>,
    /// The identity accounts of those people, in the order of their ids.
    pub identities: Vec<(PersonId, Account)>,
}

/// What to load: accounts, and people besides those that the accounts name.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Accounts.
    pub accounts: Vec<AccountId>,
    /// People.
    pub people: Vec<PersonId>,
}

impl Wanted {
    /// One row for each account and each person, sorted, each once.
    fn rows(&self) -> Vec<Vec<Value>> {
        let mut accounts = self.accounts.clone();
        accounts.sort_unstable();
        accounts.dedup();
        let mut people = self.people.clone();
        people.sort_unstable();
        people.dedup();
        let accounts = accounts.into_iter().map(|account| vec![account.into(), Value::Null]);
        accounts.chain(people.into_iter().map(|person| vec![Value::Null, person.into()])).collect()
    }
}

/// Loads accounts, links and people in one round trip. With `lock`, the links stay locked until the transaction ends, in
/// the order of their ids, so that two batches never wait for each other in a circle.
///
/// # Errors
/// When the database cannot be read.
pub async fn load(tx: &mut Tx, company: CompanyId, wanted: &Wanted, lock: bool) -> Result<Loaded> {
    let rows = wanted.rows();
    let given = |sql: String| Statement::new(sql, [company.into()]).rows(rows.clone());
    let lock = if lock { "FOR UPDATE OF l" } else { "" };
    let wanted = "FROM ROWS(account BIGINT, person BIGINT) AS v";
    let named = "LEFT JOIN links l ON l.company_id = ?1 AND l.account_id = v.account";
    let statements = vec![
        given(format!(
            "SELECT {}, {COLUMNS} {wanted} JOIN links l ON l.company_id = ?1 AND l.account_id = v.account \
             JOIN accounts a ON a.company_id = l.company_id AND a.id = l.account_id ORDER BY l.account_id {lock}",
            accounts::COLUMNS
        )),
        given(format!(
            "SELECT {} {wanted} {named} JOIN people p ON p.company_id = ?1 AND p.id IN ({NAMED})",
            people::COLUMNS
        )),
        given(format!(
            "SELECT i.person_id, {} {wanted} {named} JOIN links i ON i.company_id = ?1 AND i.person_id IN ({NAMED}) \
             AND i.family = 'identity' JOIN accounts a ON a.company_id = i.company_id AND a.id = i.account_id",
            accounts::COLUMNS
        )),
        Statement::new("SELECT epoch FROM companies WHERE id = ?1", [company.into()]),
    ];
    let [accounts, people, identities, epoch] = <[Vec<Row>; 4]>::try_from(tx.query_all(statements).await?)
        .map_err(|_| Error::corrupt("fewer answers than statements"))?;
    Ok(Loaded {
        epoch: epoch.into_iter().next().ok_or_else(|| Error::corrupt("the company is gone"))?.get()?,
        accounts: accounts.into_iter().map(stored).collect::<Result<_>>()?,
        people: once(people.into_iter().map(|mut row| people::read(&mut row)), |person| person.id.get())?,
        identities: once(identities.into_iter().map(identity), |(_, account)| account.id.get())?,
    })
}

/// The accounts that exist among these, with their links, in the order of their ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn with_accounts(tx: &mut Tx, company: CompanyId, accounts: Vec<AccountId>) -> Result<Vec<Stored>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {}, {COLUMNS} FROM ROWS(account BIGINT) AS v \
         JOIN links l ON l.company_id = ?1 AND l.account_id = v.account \
         JOIN accounts a ON a.company_id = l.company_id AND a.id = l.account_id ORDER BY l.account_id",
        crate::accounts::COLUMNS
    );
    let rows = accounts.into_iter().map(|account| vec![account.into()]).collect();
    let rows = tx.query(Statement::new(sql, [company.into()]).rows(rows)).await?;
    rows.into_iter().map(stored).collect()
}

fn stored(mut row: Row) -> Result<Stored> {
    let account = accounts::read(&mut row)?;
    let (link, decided_at) = read(&mut row)?;
    Ok(Stored { account, link, decided_at })
}

fn identity(mut row: Row) -> Result<(PersonId, Account)> {
    Ok((row.get()?, accounts::read(&mut row)?))
}

/// Each once, in the order of the ids.
fn once<T>(all: impl Iterator<Item = Result<T>>, id: impl Fn(&T) -> i64) -> Result<Vec<T>> {
    let mut all: Vec<T> = all.collect::<Result<_>>()?;
    all.sort_by_key(&id);
    all.dedup_by_key(|one| id(one));
    Ok(all)
}

/// Writes links that were loaded under lock, together with the commit.
///
/// # Errors
/// A conflict when a person does not exist.
pub fn save(tx: &mut Tx, company: CompanyId, links: &[(Link, Instant)]) -> Result<()> {
    if links.is_empty() { Ok(()) } else { tx.at_commit(saving(company, links)) }
}

/// Writes links at once, for what is read later in the same transaction.
///
/// # Errors
/// A conflict when a person does not exist.
pub async fn put(tx: &mut Tx, company: CompanyId, links: &[(Link, Instant)]) -> Result<()> {
    if links.is_empty() { Ok(()) } else { tx.execute(saving(company, links)).await.map(drop) }
}

fn saving(company: CompanyId, links: &[(Link, Instant)]) -> Statement {
    let sql = "UPDATE links SET person_id = v.person, connected_at = v.connected, unlinked_at = v.unlinked, \
               service_at = v.service, service_reason = v.reason, designator_id = v.designator, owner_id = v.owner, \
               review_by = v.review, proposed_owner_id = v.proposed, admin_at = v.admin, database_at = v.database, \
               write_at = v.write, push_at = v.push, decided_by = v.decidedby, decided_event = v.decided, \
               version = v.version, updated_at = v.updated \
               FROM ROWS(account BIGINT, person BIGINT, connected BIGINT, unlinked BIGINT, service BIGINT, reason TEXT, \
               designator BIGINT, owner BIGINT, review TEXT, proposed BIGINT, admin BIGINT, database BIGINT, write BIGINT, \
               push BIGINT, decidedby TEXT, decided BIGINT, version BIGINT, updated BIGINT) AS v \
               WHERE links.company_id = ?1 AND links.account_id = v.account";
    let rows = links.iter().map(|(link, at)| values(link, *at)).collect();
    Statement::new(sql, [company.into()]).rows(rows)
}

fn values(link: &Link, at: Instant) -> Vec<Value> {
    let service = link.service.as_ref();
    vec![
        link.account.into(),
        link.person.into(),
        link.connected_at.into(),
        link.unlinked_at.into(),
        service.map(|service| service.at).into(),
        service.map(|service| service.reason.as_str()).into(),
        service.and_then(|service| service.designator).into(),
        service.and_then(|service| service.owner).into(),
        service.and_then(|service| service.review_by.as_deref()).into(),
        link.proposed_owner.into(),
        link.expected.admin.into(),
        link.expected.database.into(),
        link.expected.write.into(),
        link.expected.push.into(),
        link.decided_by.map(DecidedBy::name).into(),
        link.decided_event.into(),
        link.version.into(),
        at.into(),
    ]
}

/// The accounts that belong to the person, of whatever family, in the order of their ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_person(tx: &mut Tx, company: CompanyId, person: PersonId) -> Result<Vec<AccountId>> {
    let sql = "SELECT account_id FROM links WHERE company_id = ?1 AND person_id = ?2 ORDER BY +account_id";
    let rows = tx.query(Statement::new(sql, [company.into(), person.into()])).await?;
    rows.into_iter().map(|mut row| row.get()).collect()
}
