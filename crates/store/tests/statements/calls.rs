//! Calls of whatever the filling of a register does not call.

use domain::{
    Instant, Moment,
    companies::Company,
    events::Subject,
    ids::{
        AccountId, BatchId, CompanyId, ConnectionId, EventId, KeyId, MemberId, PersonId, RunId, SessionId, TicketId,
    },
    members::{Identity, Member, Role},
    sessions::{Session, Ticket},
};
use store::{
    Error, Result, Tx, accounts, attributes,
    batches::{self, Together},
    checks, companies, connections,
    copies::TABLES,
    db::{Engine, Work, work},
    events, history, keys, leaves, links, members, migrations, overviews, people, runs, sessions, staged,
};
use testkit::TestApp;

pub(crate) async fn make(test: &TestApp) {
    let (pool, now) = (test.app.pool(), test.app.now());
    let company = test.local("default").await.company;
    let engine = pool.engine();
    let all = work(move |tx| -> Work<'_, (), Error> {
        let company = company.clone();
        Box::pin(async move {
            of_the_operator(tx, engine, now).await?;
            of_companies(tx, &company, now).await?;
            of_accounts(tx, company.id).await?;
            of_runs(tx, company.id, now).await?;
            of_people(tx, company.id).await?;
            of_keys(tx, company.id, now).await?;
            of_members(tx, company.id, now).await?;
            of_events(tx, company.id).await?;
            of_batches(tx, company.id).await?;
            of_copies(tx).await
        })
    });
    pool.write(all).await.unwrap();
    migrations::standing(pool).await.unwrap();
}

async fn of_the_operator(tx: &mut Tx, engine: Engine, now: Instant) -> Result<()> {
    checks::engine_version(tx, engine).await?;
    checks::is_empty(tx).await?;
    checks::numbering(tx).await?;
    checks::miscounted_connections(tx).await?;
    checks::miscounted_links(tx).await?;
    checks::damages(tx, engine).await?;
    checks::events(tx).await?;
    checks::newest_event(tx).await?;
    checks::restored(tx).await?;
    checks::held_runs(tx).await?;
    checks::expiring_keys(tx, now, now.plus_seconds(1)).await?;
    runs::by_state(tx).await?;
    runs::abandoned(tx, now).await.map(drop)
}

async fn of_companies(tx: &mut Tx, company: &Company, now: Instant) -> Result<()> {
    companies::all(tx).await?;
    companies::epoch(tx, company.id).await?;
    companies::locked(tx, &company.name).await?;
    companies::publish(tx, 1, now).await?;
    companies::update(tx, company).await.map(drop)
}

async fn of_accounts(tx: &mut Tx, company: CompanyId) -> Result<()> {
    accounts::named(tx, company, "#1", 10).await?;
    accounts::named(tx, company, "deploy", 10).await?;
    let github = connections::named(tx, company, "github").await?.unwrap().id;
    let known = accounts::by_external(tx, company, github, &["101".to_owned()]).await?;
    accounts::update(tx, company, &known).await?;
    accounts::standings(tx, company, github, &["101".to_owned()]).await?;
    overviews::accounts(tx, company, AccountId::new(0), 10).await?;
    overviews::changes(tx, company, (AccountId::new(0), AccountId::new(9))).await?;
    attributes::get(tx, company, Subject::Account(1), 1).await.map(drop)
}

async fn of_runs(tx: &mut Tx, company: CompanyId, now: Instant) -> Result<()> {
    let (github, run) = (connections::named(tx, company, "github").await?.unwrap().id, RunId::new(1));
    connections::take_over(tx, company, github, run, (now, now)).await?;
    accounts::survey(tx).await?;
    runs::held(tx, company).await?;
    staged::next_missing(tx, company, (github, run), "", 1).await.map(drop)
}

async fn of_people(tx: &mut Tx, company: CompanyId) -> Result<()> {
    let person = PersonId::new(1);
    people::get(tx, company, person).await?;
    people::due(tx, Instant::from_micros(0), 1).await?;
    people::by_id(tx, company, &[person]).await?;
    people::accounts(tx, company, &[person]).await?;
    links::of_person(tx, company, person).await.map(drop)
}

async fn of_keys(tx: &mut Tx, company: CompanyId, now: Instant) -> Result<()> {
    let key = keys::all(tx, company).await?.remove(0);
    keys::get(tx, company, key.id).await?;
    keys::lock(tx, company, key.id).await?;
    keys::hashed(tx, "").await?;
    keys::touch(tx, company, KeyId::new(0), now).await?;
    keys::revoke(tx, &key, now).await
}

async fn of_members(tx: &mut Tx, company: CompanyId, now: Instant) -> Result<()> {
    let (id, identity) = (MemberId::new(1), Identity { issuer: "https://i".to_owned(), subject: "s".to_owned() });
    let (name, role, identity) = ("Ada".to_owned(), Role::Viewer, Some(identity));
    let (person, removed_at, version) = (None, None, 1);
    let member = Member { company, id, identity, name, role, person, created_at: now, removed_at, version };
    members::add(tx, &member).await?;
    members::get(tx, company, id).await?;
    members::lock(tx, company, id).await?;
    members::identified(tx, company, member.identity.as_ref().unwrap()).await?;
    members::all(tx, company).await?;
    members::assign(tx, &member, Role::Auditor).await?;
    members::invite(tx, &member).await?;
    members::remove(tx, &member, now).await?;
    let session = Session::beginning(company, SessionId::new(1), id, now);
    sessions::add(tx, &session, "s").await?;
    sessions::hashed(tx, "s").await?;
    sessions::lock(tx, company, session.id).await?;
    sessions::open(tx, company, id).await?;
    sessions::holding(tx, company, (now, now), None, 1).await?;
    sessions::any(tx, company).await?;
    sessions::touch(tx, company, session.id, now).await?;
    sessions::end(tx, &session, now).await?;
    let ticket = Ticket { company, id: TicketId::new(1), member: id, created_at: now, expires_at: now, used_at: None };
    sessions::add_ticket(tx, &ticket, "t").await?;
    sessions::ticket(tx, "t").await?;
    sessions::use_ticket(tx, &ticket, now).await
}

async fn of_events(tx: &mut Tx, company: CompanyId) -> Result<()> {
    events::by_id(tx, company, vec![1]).await?;
    events::latest_of(tx, company, Subject::Person(1), 9, 10).await?;
    history::last(tx, company, &[Subject::Account(1)], Moment::default()).await?;
    history::ever_of(tx, company, PersonId::new(1)).await?;
    let past = Moment { as_of: None, as_known: Some(Instant::from_micros(0)) };
    for moment in [Moment::default(), past] {
        history::decided(tx, company, &[AccountId::new(1)], moment).await?;
        history::held(tx, company, &[(PersonId::new(1), ConnectionId::new(1))], moment).await?;
    }
    events::decided_here(tx, company, &[AccountId::new(1)]).await?;
    events::latest_of_account(tx, company, 1, (Instant::from_micros(i64::MAX), 0), 10).await?;
    events::of_account(tx, company, 1, (Instant::from_micros(0), 0), 10).await?;
    leaves::waiting(tx).await?;
    leaves::unnumbered(tx).await?;
    leaves::number(tx, company, 10).await.map(drop)
}

async fn of_batches(tx: &mut Tx, company: CompanyId) -> Result<()> {
    let batch = BatchId::new(0);
    batches::find(tx, company, batch).await?;
    batches::begun_by(tx, company, batch).await?;
    let links = [(AccountId::new(1), 1)];
    batches::decisions(tx, company, &links).await?;
    for together in [Together::Alone(EventId::new(0)), Together::Batch(batch), Together::Rules(RunId::new(0))] {
        batches::spans(tx, company, together, 0, 1).await?;
        batches::since(tx, company, together, &links).await?;
    }
    Ok(())
}

/// Takes every row out, and puts it back.
async fn of_copies(tx: &mut Tx) -> Result<()> {
    let mut held = Vec::new();
    for table in TABLES {
        let rows = table.page(tx, None, 1_000_000).await?;
        if let Some(last) = rows.last() {
            table.page(tx, Some(last), 1).await?;
        }
        held.push(rows);
    }
    for table in TABLES.iter().rev() {
        table.clear(tx).await?;
    }
    for (table, rows) in TABLES.iter().zip(held) {
        table.add(tx, rows).await?;
    }
    Ok(())
}
