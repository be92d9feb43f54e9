//! Whose accounts are and were, in numbers: one walk over what was recorded, from which all weeks are counted at once.

use std::collections::{BTreeMap, HashMap};

use domain::{
    Instant,
    ids::{AccountId, CompanyId, ConnectionId, PersonId},
    links::Service,
};
use serde::Deserialize;
use store::{
    db::{Work, work},
    overviews::Change,
};

use crate::{App, Error, Result};

/// How many weeks are looked back.
pub const WEEKS: usize = 12;
/// Seconds of a week.
const WEEK: i64 = 7 * 86_400;
/// Accounts read at once.
const CHUNK: i64 = 1000;

/// Accounts by whose they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Those of a person.
    pub person: u64,
    /// Service accounts.
    pub service: u64,
    /// Those of which nobody has said anything.
    pub nobody: u64,
    /// Those that are gone at the provider, whosever they were.
    pub gone: u64,
}

impl Answers {
    /// How many are there at the provider.
    #[must_use]
    pub const fn here(&self) -> u64 {
        self.person + self.service + self.nobody
    }

    /// How many of these are somebody's, or marked.
    #[must_use]
    pub const fn answered(&self) -> u64 {
        self.person + self.service
    }

    fn add(&mut self, state: State) {
        let count = match state {
            State::Unheard => return,
            State::Here { gone: true, .. } => &mut self.gone,
            State::Here { whose: Whose::Person, .. } => &mut self.person,
            State::Here { whose: Whose::Service, .. } => &mut self.service,
            State::Here { whose: Whose::Nobody, .. } => &mut self.nobody,
        };
        *count += 1;
    }
}

/// Whose the accounts of each connection are, and all accounts at the end of each week.
type Counted = (Vec<(ConnectionId, Answers)>, Vec<(Instant, Answers)>);

impl App {
    /// Counts whose the accounts are, and were as it was known at the end of each of the last weeks.
    pub(super) async fn count_answers(
        &self,
        company: CompanyId,
        now: Instant,
        looked_at: &(dyn Fn(usize) + Sync),
    ) -> Result<Counted> {
        let ends = (0..=WEEKS as i64).rev().map(|week| now.plus_seconds(-week * WEEK));
        let mut weeks: Vec<(Instant, Answers)> = ends.map(|end| (end, Answers::default())).collect();
        let mut connections: BTreeMap<ConnectionId, Answers> = BTreeMap::new();
        let mut after = AccountId::new(0);
        loop {
            let (accounts, changes) = self.answers_after(company, after).await?;
            let Some((last, _)) = accounts.last() else { break };
            after = *last;
            looked_at(accounts.len());
            let mut changes = by_account(&changes);
            for (account, connection) in accounts {
                let changes = changes.remove(&account).unwrap_or_default();
                connections.entry(connection).or_default().add(count(&changes, &mut weeks)?);
            }
        }
        Ok((connections.into_iter().collect(), weeks))
    }

    async fn answers_after(&self, company: CompanyId, after: AccountId) -> Result<(Accounts, Vec<Change>)> {
        let read = work(move |tx| -> Work<'_, (Accounts, Vec<Change>), Error> {
            Box::pin(async move {
                let accounts = store::overviews::accounts(tx, company, after, CHUNK).await?;
                let Some(((first, _), (last, _))) = accounts.first().zip(accounts.last()) else {
                    return Ok((accounts, Vec::new()));
                };
                let changes = store::overviews::changes(tx, company, (*first, *last)).await?;
                Ok((accounts, changes))
            })
        });
        self.0.pool.read(read).await
    }
}

/// Accounts with their connections.
type Accounts = Vec<(AccountId, ConnectionId)>;

fn by_account(changes: &[Change]) -> HashMap<AccountId, Vec<&Change>> {
    let mut all: HashMap<AccountId, Vec<&Change>> = HashMap::new();
    for change in changes {
        all.entry(change.account).or_default().push(change);
    }
    all
}

/// Counts the account to each week by what it was at its end; gives what it is. Instants of events rise, and may be ahead of the
/// clock: everything that is recorded is of the present.
fn count(changes: &[&Change], weeks: &mut [(Instant, Answers)]) -> Result<State> {
    let Some(((_, present), past)) = weeks.split_last_mut() else { return Ok(State::Unheard) };
    let (mut state, mut changes) = (State::Unheard, changes.iter().peekable());
    for (end, answers) in past {
        while let Some(change) = changes.next_if(|change| change.at <= *end) {
            state = state.then(change)?;
        }
        answers.add(state);
    }
    for change in changes {
        state = state.then(change)?;
    }
    present.add(state);
    Ok(state)
}

/// What an account is.
#[derive(Clone, Copy)]
enum State {
    /// No list had shown it yet.
    Unheard,
    /// A list has shown it.
    Here {
        /// Whether it was found gone since.
        gone: bool,
        whose: Whose,
    },
}

#[derive(Clone, Copy)]
enum Whose {
    Person,
    Service,
    Nobody,
}

/// What the events tell of it.
#[derive(Deserialize)]
struct Body {
    after: After,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct After {
    #[serde(default)]
    removed_at: Option<Instant>,
    #[serde(default)]
    person: Option<PersonId>,
    #[serde(default)]
    service: Option<Service>,
}

impl State {
    fn then(self, change: &Change) -> Result<Self> {
        let Body { after } = serde_json::from_str(&change.body).map_err(Error::bug)?;
        let (was_gone, was) = match self {
            Self::Unheard => (false, Whose::Nobody),
            Self::Here { gone, whose } => (gone, whose),
        };
        if !change.decided {
            return Ok(Self::Here { gone: after.removed_at.is_some(), whose: was });
        }
        let whose = match (after.service, after.person) {
            (Some(_), _) => Whose::Service,
            (None, Some(_)) => Whose::Person,
            (None, None) => Whose::Nobody,
        };
        Ok(Self::Here { gone: was_gone, whose })
    }
}
