//! Findings: what is wrong at a moment, told from the register each time. Accounts are walked by id in chunks, so that memory
//! is bounded whatever their number.

mod around;
mod counts;

use std::collections::HashMap;

pub use counts::{Count, Counts, POINTS};
use domain::{
    Instant, Moment,
    companies::Settings,
    connections::{Connection, Family},
    events::Subject,
    findings::{self, Finding, Rule, Verdict},
    ids::{AccountId, CompanyId, ConnectionId, PersonId},
    permissions::Permission,
    texts,
};
use serde::Deserialize;
use store::{
    db::{Work, work},
    links::Stored,
    lists::{self, Condition},
};

use crate::{
    App, Caller, Error, Kind, Result,
    accounts::{Answer, World},
    error::Noun,
    history::CHUNK,
};

/// Chunks of accounts that one page looks at: a page may hold fewer findings than asked for, or none, although more follow.
const CHUNKS: usize = 40;

/// Which findings.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of these rules; `None` for any.
    pub rules: Option<Vec<Rule>>,
    /// Of this connection.
    pub connection: Option<ConnectionId>,
    /// Of this family.
    pub family: Option<Family>,
    /// About accounts of this person, or for which they answer.
    pub person: Option<PersonId>,
    /// About accounts with this in their external id, name or address, or connections with it in theirs.
    pub q: Option<String>,
    /// Those that are so, or those of which nobody can tell.
    pub open: Option<bool>,
}

/// A place in a list of findings: those of connections first, then those of accounts, both by id; an account's in the order
/// of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// After what was found of the connection.
    Connection(ConnectionId),
    /// After what that many of the rules found of the account.
    Account(AccountId, usize),
}

impl Place {
    /// Before all.
    pub const START: Self = Self::Connection(ConnectionId::new(0));

    /// After everything that was found of the account.
    const fn past(account: AccountId) -> Self {
        Self::Account(account, Rule::ALL.len())
    }

    /// Of a finding.
    fn of(finding: &Finding) -> Self {
        match finding.account {
            Some(account) => Self::Account(account, finding.rule as usize + 1),
            None => Self::Connection(finding.connection),
        }
    }

    /// The account after which those stand that may have findings after this place.
    fn before(self) -> AccountId {
        match self {
            Self::Connection(_) => AccountId::new(0),
            Self::Account(account, done) if done < Rule::ALL.len() => AccountId::new(account.get() - 1),
            Self::Account(account, _) => account,
        }
    }
}

/// A page of findings, with all that answers about them show.
#[derive(Clone, Debug)]
pub struct Page {
    /// The findings, in their order.
    pub findings: Vec<Finding>,
    /// The accounts that they are about.
    pub accounts: HashMap<AccountId, Stored>,
    /// The people and connections that they name.
    pub world: World,
    /// The instant at which the register was looked at.
    pub now: Instant,
    /// Where the next page begins, unless this is the last.
    pub next: Option<Place>,
}

/// What all findings of one look share.
struct Look {
    company: CompanyId,
    moment: Moment,
    now: Instant,
    settings: Settings,
}

impl App {
    /// Findings as of a moment: at most `limit` after that place.
    ///
    /// # Errors
    /// When the caller may not read accounts, or the moment is yet to come.
    pub async fn findings(
        &self,
        caller: &Caller,
        wanted: &Wanted,
        moment: Moment,
        (from, limit): (Place, usize),
    ) -> Result<Page> {
        let look = self.look(caller, moment).await?;
        let mut page = Page::over(self.connections_then(&look).await?, look.now);
        if let Place::Connection(after) = from {
            let of_connections = wanted.of_connections(&look, &page.world);
            page.findings.extend(of_connections.into_iter().filter(|finding| finding.connection > after));
        }
        let mut next = wanted.accounts().map(|accounts| (accounts, from.before()));
        for _ in 0..CHUNKS {
            let Some((accounts, after)) = next.take().filter(|_| page.findings.len() <= limit) else { break };
            let chunk = self.chunk_as_of(look.company, &accounts, moment, (after, CHUNK)).await?;
            let Some(last) = chunk.last else { break };
            let (found, world, stored) = self.judge(&look, wanted, chunk.answer).await?;
            page.add(found.into_iter().filter(|finding| Place::of(finding) > from), world, stored);
            next = Some((accounts, last));
        }
        page.end(limit, next.map(|(_, last)| last));
        Ok(page)
    }

    /// What the rules find of some accounts, with the people that are named and the accounts themselves.
    async fn judge(
        &self,
        look: &Look,
        wanted: &Wanted,
        mut answer: Answer,
    ) -> Result<(Vec<Finding>, World, Vec<Stored>)> {
        let around = self.around(look, wanted, &mut answer).await?;
        let mut found = Vec::new();
        for stored in &answer.accounts {
            let connection = answer.world.connections.get(&stored.account.connection);
            let connection = connection.ok_or_else(|| Error::bug("an account's connection is gone"))?;
            let seen = around.seen(stored, connection, &answer.world, look);
            let of_account = wanted.rules().filter_map(|rule| findings::of_account(rule, &seen));
            found.extend(of_account.filter(|finding| wanted.meets(finding)));
        }
        Ok((found, answer.world, answer.accounts))
    }

    /// Asks whether the caller may look, and reads what all findings share.
    async fn look(&self, caller: &Caller, moment: Moment) -> Result<Look> {
        caller.may(Permission::ReadAccounts)?;
        self.check_moment(moment)?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, Settings, Error> {
            Box::pin(async move {
                let found = store::companies::get(tx, company).await?;
                let settings = found.ok_or(Error::from(Kind::Missing(Noun::Company)))?.settings;
                let subject = Subject::Company(company.get());
                if moment.is_now() {
                    return Ok(settings);
                }
                let told = store::history::last(tx, company, &[subject], moment).await?;
                told.get(&subject).map_or(Ok(Settings::default()), |told| Set::read(&told.event.body))
            })
        });
        let settings = self.0.pool.read(read).await?;
        Ok(Look { company, moment, now: moment.instant(self.now()), settings })
    }

    /// The company's connections as they were.
    async fn connections_then(&self, look: &Look) -> Result<World> {
        let connections = self.rewound_connections(look.company, i64::MAX, look.moment).await?;
        Ok(World { connections, ..World::default() })
    }
}

/// What an event of a company says of its settings.
#[derive(Deserialize)]
struct Set {
    settings: Settings,
}

impl Set {
    fn read(body: &str) -> Result<Settings> {
        let set: Self = serde_json::from_str(body).map_err(Error::bug)?;
        Ok(set.settings)
    }
}

impl Page {
    fn over(world: World, now: Instant) -> Self {
        Self { findings: Vec::new(), accounts: HashMap::new(), world, now, next: None }
    }

    /// Adds what was found of some accounts, and of these what it is about.
    fn add(&mut self, found: impl Iterator<Item = Finding>, world: World, stored: Vec<Stored>) {
        let before = self.findings.len();
        self.findings.extend(found);
        let about: Vec<AccountId> = self.findings.iter().skip(before).filter_map(|finding| finding.account).collect();
        let about = stored.into_iter().filter(|stored| about.binary_search(&stored.account.id).is_ok());
        self.accounts.extend(about.map(|stored| (stored.account.id, stored)));
        self.world.people.extend(world.people);
        self.world.connections = world.connections;
    }

    /// Cuts it off at the limit; `last` is the account that was looked at last, where more may follow.
    fn end(&mut self, limit: usize, last: Option<AccountId>) {
        let cut = self.findings.len() > limit;
        self.findings.truncate(limit);
        let shown = self.findings.last().map(Place::of).filter(|_| cut);
        self.next = shown.or(last.map(Place::past));
    }
}

impl Wanted {
    /// The rules that are asked about, in their order.
    fn rules(&self) -> impl Iterator<Item = Rule> {
        Rule::ALL.into_iter().filter(|rule| self.rules.as_ref().is_none_or(|rules| rules.contains(rule)))
    }

    fn meets(&self, finding: &Finding) -> bool {
        self.open.is_none_or(|open| open == (finding.verdict == Verdict::Open))
    }

    /// The accounts that may have such a finding; `None` where no rule about accounts is asked for.
    fn accounts(&self) -> Option<lists::Wanted> {
        let mut states: Option<Vec<(Condition, bool)>> = None;
        for rule in self.rules().filter(|rule| !rule.is_of_connections()) {
            let needed = needed(rule);
            states = Some(match states {
                None => needed.to_vec(),
                Some(states) => states.into_iter().filter(|state| needed.contains(state)).collect(),
            });
        }
        Some(lists::Wanted {
            families: self.family.into_iter().collect(),
            connections: self.connection.map(|connection| vec![connection]),
            q: self.q.clone(),
            concerning: self.person,
            states: states?,
            ..lists::Wanted::default()
        })
    }

    /// What is found of the connections, by id.
    fn of_connections(&self, look: &Look, world: &World) -> Vec<Finding> {
        if self.person.is_some() || !self.rules().any(Rule::is_of_connections) {
            return Vec::new();
        }
        let mut connections: Vec<&Connection> = world.connections.values().filter(|one| self.covers(one)).collect();
        connections.sort_by_key(|connection| connection.id);
        let found = connections.into_iter();
        let found = found.filter_map(|connection| findings::of_connection(connection, &look.settings, look.now));
        found.filter(|finding| self.meets(finding)).collect()
    }

    fn covers(&self, connection: &Connection) -> bool {
        connection.version > 0
            && self.connection.is_none_or(|wanted| wanted == connection.id)
            && self.family.is_none_or(|family| family == connection.kind.family())
            && self.q.as_ref().is_none_or(|q| texts::key(&connection.name).contains(&texts::key(q)))
    }
}

/// States that every account has of which the rule finds something.
const fn needed(rule: Rule) -> &'static [(Condition, bool)] {
    const HERE: (Condition, bool) = (Condition::Removed, false);
    match rule {
        Rule::Unlinked => &[HERE, (Condition::Unlinked, true)],
        Rule::RemovedUnknown => &[(Condition::Removed, true), (Condition::Unlinked, true)],
        Rule::Leaver => &[HERE, (Condition::Leaver, true)],
        Rule::Unowned | Rule::OwnerLeft => &[HERE, (Condition::Service, true), (Condition::Unowned, true)],
        Rule::ReviewOverdue => &[HERE, (Condition::Service, true)],
        _ => &[HERE],
    }
}
