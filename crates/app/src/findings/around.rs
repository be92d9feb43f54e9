//! What rules look at besides an account itself: its person's other accounts, and whom it was linked to. Read once for a
//! chunk, and only where a rule that is asked about needs it.

use std::collections::{HashMap, HashSet};

use domain::{
    Instant,
    connections::Connection,
    findings::{self, Decided, Rule, Seen, Sibling},
    ids::{AccountId, PersonId},
};
use store::{
    db::{Work, work},
    history::Place,
    links::Stored,
};

use super::{Look, Wanted};
use crate::{
    App, Error, Result,
    accounts::{Answer, World},
};

/// Other accounts that a finding names.
const NAMED: usize = 5;

/// Whom people linked accounts to, in order.
type GivenTo = HashMap<AccountId, Vec<(PersonId, Instant)>>;

/// What stands around the accounts of a chunk.
#[derive(Default)]
pub(super) struct Around {
    /// The other accounts of its person in its connection: some of them, and how many there are.
    others: HashMap<AccountId, (Vec<Sibling>, usize)>,
    given_to: GivenTo,
}

impl Around {
    pub(super) fn seen<'a>(
        &'a self,
        stored: &'a Stored,
        connection: &'a Connection,
        world: &'a World,
        look: &'a Look,
    ) -> Seen<'a> {
        let others = self.others.get(&stored.account.id);
        Seen {
            account: &stored.account,
            connection,
            link: &stored.link,
            decided_at: stored.decided_at,
            people: &world.people,
            others: others.map_or((&[], 0), |(some, count)| (some.as_slice(), *count)),
            given_to: self.given_to.get(&stored.account.id).map_or(&[], Vec::as_slice),
            settings: &look.settings,
            now: look.now,
        }
    }
}

impl App {
    /// What stands around these accounts; the people whom that names are added to theirs.
    pub(super) async fn around(&self, look: &Look, wanted: &Wanted, answer: &mut Answer) -> Result<Around> {
        let mut around = Around::default();
        if wanted.rules().any(|rule| rule == Rule::SeveralAccounts) {
            around.others = self.others(look, &answer.accounts).await?;
        }
        if wanted.rules().any(|rule| rule == Rule::HandedOver) {
            around.given_to = self.given_to(look, &answer.accounts).await?;
            let strangers = strangers(&around.given_to, answer);
            if !strangers.is_empty() {
                answer.world.people.extend(self.people_as_of(look.company, strangers, look.moment).await?);
            }
        }
        Ok(around)
    }

    /// Only what was decided about more than once can have been handed over.
    async fn given_to(&self, look: &Look, accounts: &[Stored]) -> Result<GivenTo> {
        let again = accounts.iter().filter(|stored| stored.link.version > 1);
        let again: Vec<AccountId> = again.map(|stored| stored.account.id).collect();
        if again.is_empty() {
            return Ok(GivenTo::new());
        }
        let (company, moment) = (look.company, look.moment);
        let read = work(move |tx| -> Work<'_, HashMap<AccountId, Vec<Decided>>, Error> {
            let again = again.clone();
            Box::pin(async move { Ok(store::history::decided(tx, company, &again, moment).await?) })
        });
        let decided = self.0.pool.read(read).await?;
        Ok(decided.into_iter().map(|(account, decided)| (account, findings::given_to(&decided))).collect())
    }

    async fn others(&self, look: &Look, accounts: &[Stored]) -> Result<HashMap<AccountId, (Vec<Sibling>, usize)>> {
        let places: HashSet<Place> = accounts.iter().filter_map(place).collect();
        if places.is_empty() {
            return Ok(HashMap::new());
        }
        let (company, moment, places) = (look.company, look.moment, places.into_iter().collect::<Vec<_>>());
        let read = work(move |tx| -> Work<'_, HashMap<Place, Vec<AccountId>>, Error> {
            let places = places.clone();
            Box::pin(async move { Ok(store::history::held(tx, company, &places, moment).await?) })
        });
        let held = self.0.pool.read(read).await?;
        let mut others: HashMap<AccountId, (Vec<AccountId>, usize)> = HashMap::new();
        for stored in accounts {
            let Some(held) = place(stored).and_then(|place| held.get(&place)) else { continue };
            let some: Vec<AccountId> =
                held.iter().copied().filter(|other| *other != stored.account.id).take(NAMED).collect();
            if !some.is_empty() {
                others.insert(stored.account.id, (some, held.len() - 1));
            }
        }
        self.siblings(look, accounts, others).await
    }

    /// The same with what is told of the others; those that are not in the chunk are read.
    async fn siblings(
        &self,
        look: &Look,
        accounts: &[Stored],
        others: HashMap<AccountId, (Vec<AccountId>, usize)>,
    ) -> Result<HashMap<AccountId, (Vec<Sibling>, usize)>> {
        let mut known: HashMap<AccountId, Sibling> = accounts.iter().map(sibling).collect();
        let unknown = others.values().flat_map(|(some, _)| some).filter(|other| !known.contains_key(other));
        let unknown: HashSet<AccountId> = unknown.copied().collect();
        if !unknown.is_empty() {
            let read = self.these_as_of(look.company, unknown.into_iter().collect(), look.moment).await?;
            known.extend(read.accounts.iter().map(sibling));
        }
        let told = |(account, (some, count)): (AccountId, (Vec<AccountId>, usize))| {
            (account, (some.iter().filter_map(|other| known.get(other).cloned()).collect(), count))
        };
        Ok(others.into_iter().map(told).collect())
    }
}

/// Where the account may have others beside it.
fn place(stored: &Stored) -> Option<Place> {
    let here = stored.account.removed_at.is_none();
    Some((stored.link.person.filter(|_| here)?, stored.account.connection))
}

fn sibling(stored: &Stored) -> (AccountId, Sibling) {
    let (username, connected_at) = (stored.account.username.clone(), stored.link.connected_at);
    (stored.account.id, Sibling { username, connected_at })
}

/// The people of a history with several whom the accounts do not name any more.
fn strangers(given_to: &GivenTo, answer: &Answer) -> Vec<PersonId> {
    let named = |person: &PersonId| answer.world.people.contains_key(person);
    let several = given_to.values().filter(|given| given.windows(2).any(|pair| pair.first() != pair.last()));
    let strangers: HashSet<PersonId> =
        several.flatten().map(|(person, _)| *person).filter(|person| !named(person)).collect();
    strangers.into_iter().collect()
}
