//! The lives of accounts: in which week each came, changed and went, and what was decided about it.

use domain::connections::Kind;

use crate::{
    Plan,
    calendar::LAST,
    draws::{Draws, Question},
    people::Person,
};

/// The roster is connection 1, the providers follow.
pub(crate) type Place = u8;
/// The roster.
pub(crate) const ROSTER: Place = 0;
/// How many providers there are.
pub(crate) const CONNECTIONS: u8 = 8;

const KINDS: [Kind; CONNECTIONS as usize + 1] = [
    Kind::Roster,
    Kind::Aws,
    Kind::Aws,
    Kind::Gcp,
    Kind::Azure,
    Kind::Kubernetes,
    Kind::Postgresql,
    Kind::Github,
    Kind::Gitlab,
];

/// The kind of a connection.
pub(crate) fn kind(place: Place) -> Kind {
    KINDS.get(usize::from(place)).copied().unwrap_or(Kind::Roster)
}

/// What a list shows of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    Added,
    Changed,
    Removed,
    Returned,
}

/// What is decided about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// By the roster, whose entry it is.
    Stated(u32),
    /// By the rule.
    Matched(u32),
    Linked(u32),
    Unlinked,
    Marked(u32),
    Expected,
}

impl Decision {
    /// Whether it is made as a list is applied, and not by a person.
    pub(crate) const fn is_applied(self) -> bool {
        matches!(self, Self::Stated(_) | Self::Matched(_))
    }
}

/// What an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// An entry on the roster.
    Entry,
    /// A person's, with their address.
    Addressed,
    /// A person's, known by a short name.
    Named,
    /// Nobody's in person.
    Service,
}

/// An account from its first week to the last.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    pub(crate) id: u32,
    pub(crate) place: Place,
    pub(crate) nature: Nature,
    /// Whose it is really, or who answers for it.
    pub(crate) owner: Person,
    pub(crate) sights: Vec<(u8, Sight)>,
    pub(crate) decisions: Vec<(u8, Decision)>,
}

impl Plan {
    /// How many accounts there are, entries on the roster included.
    pub(crate) fn all_accounts(&self) -> u32 {
        self.people() + self.accounts
    }

    /// The life of the account of that id: those of the roster come first.
    pub(crate) fn life(&self, id: u32) -> Life {
        match id.checked_sub(self.people()) {
            None | Some(0) => self.entry(id),
            Some(number) => self.account(id, number),
        }
    }

    fn entry(&self, id: u32) -> Life {
        let owner = self.person(id);
        let mut sights = vec![(owner.came, Sight::Added)];
        sights.extend(owner.left.map(|week| (week, Sight::Changed)));
        let decisions = vec![(owner.came, Decision::Stated(id))];
        Life { id, place: ROSTER, nature: Nature::Entry, owner, sights, decisions }
    }

    fn account(&self, id: u32, number: u32) -> Life {
        let dice = Dice { draws: self.draws(), thing: u64::from(id) };
        let nature = match dice.below(Question::Nature, 100) {
            0..8 => Nature::Service,
            8..20 => Nature::Named,
            _ => Nature::Addressed,
        };
        let owner = self.person(1 + dice.below(Question::Owner, self.people()));
        let late = if dice.chance(Question::Arrival, 70) { 0 } else { 1 + dice.week(Question::ArrivalWeek, LAST) };
        let came = late.max(owner.came);
        let other = 1 + dice.below(Question::Other, self.founders());
        let nth = u64::from(number - 1) * u64::from(CONNECTIONS) / u64::from(self.accounts);
        let sights = sights(dice, came, &owner);
        let decisions = decisions(dice, came, (nature, &owner, other));
        Life { id, place: 1 + nth as Place, nature, owner, sights, decisions }
    }
}

/// The dice about one account.
#[derive(Clone, Copy)]
struct Dice {
    draws: Draws,
    thing: u64,
}

impl Dice {
    const fn below(self, question: Question, end: u32) -> u32 {
        self.draws.below(question, self.thing, end)
    }

    const fn chance(self, question: Question, percent: u32) -> bool {
        self.draws.chance(question, self.thing, percent)
    }

    const fn week(self, question: Question, end: u8) -> u8 {
        self.below(question, end as u32) as u8
    }

    /// A week after that one, one of the next `span`.
    fn after(self, question: Question, week: u8, span: u8) -> Option<u8> {
        Some(week + 1 + self.week(question, span)).filter(|next| *next <= LAST)
    }
}

fn sights(dice: Dice, came: u8, owner: &Person) -> Vec<(u8, Sight)> {
    let mut sights = vec![(came, Sight::Added)];
    let changes = dice.below(Question::Changes, 100);
    let first = dice.after(Question::FirstChange, came, LAST).filter(|_| changes < 40);
    let second = first.and_then(|week| dice.after(Question::SecondChange, week, LAST)).filter(|_| changes < 10);
    let last = second.or(first).unwrap_or(came);
    sights.extend(first.into_iter().chain(second).map(|week| (week, Sight::Changed)));
    let gone = match owner.left {
        Some(left) if dice.chance(Question::Removal, 70) => dice.after(Question::RemovalWeek, left.max(last), 4),
        None if dice.chance(Question::Removal, 6) => dice.after(Question::RemovalWeek, last, LAST),
        _ => None,
    };
    sights.extend(gone.map(|week| (week, Sight::Removed)));
    let back = gone.and_then(|week| dice.after(Question::ReturnWeek, week, 8));
    sights.extend(back.filter(|_| dice.chance(Question::Return, 10)).map(|week| (week, Sight::Returned)));
    sights
}

fn decisions(dice: Dice, came: u8, (nature, owner, other): (Nature, &Person, u32)) -> Vec<(u8, Decision)> {
    let mut decisions = Vec::new();
    let here = owner.left.is_none_or(|left| left > came);
    let soon = dice.after(Question::DecisionWeek, came, 12).filter(|_| dice.chance(Question::Decision, 70));
    match nature {
        Nature::Service => decisions.extend(soon.map(|week| (week, Decision::Marked(other)))),
        Nature::Named => decisions.extend(soon.map(|week| (week, Decision::Linked(owner.number)))),
        Nature::Addressed if here => decisions.push((came, Decision::Matched(owner.number))),
        Nature::Addressed | Nature::Entry => {}
    }
    let Some((first, decision)) = decisions.last().copied() else { return decisions };
    let mistaken = !matches!(decision, Decision::Marked(_)) && dice.chance(Question::Second, 10);
    if let Some(week) = dice.after(Question::SecondWeek, first, LAST).filter(|_| mistaken) {
        decisions.push((week, Decision::Unlinked));
        decisions.extend(dice.after(Question::ThirdWeek, week, 6).map(|week| (week, Decision::Linked(other))));
    }
    let last = decisions.last().map_or(came, |(week, _)| *week);
    let expected = dice.after(Question::ExpectationWeek, last, 10).filter(|_| dice.chance(Question::Expectation, 4));
    decisions.extend(expected.map(|week| (week, Decision::Expected)));
    decisions
}
