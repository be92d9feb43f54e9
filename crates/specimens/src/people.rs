//! People: those who were here from the start, those who came later, and those who left.

use domain::{Instant, people::Left};
use serde_json::{Value as Json, json};

use crate::{Plan, calendar::LAST, draws::Question};

/// The person who decides; here from the first week to the last.
pub(crate) const ADMINISTRATOR: u32 = 1;

const FIRST: [&str; 24] = [
    "Ada",
    "Grace",
    "Alan",
    "Barbara",
    "Edsger",
    "Katherine",
    "Donald",
    "Frances",
    "Tony",
    "Radia",
    "Dennis",
    "Jean",
    "Ken",
    "Hedy",
    "Niklaus",
    "Adele",
    "John",
    "Mary",
    "Leslie",
    "Shafi",
    "Robin",
    "Karen",
    "Claude",
    "Margaret",
];
const LAST_NAMES: [&str; 24] = [
    "Lovelace",
    "Hopper",
    "Turing",
    "Liskov",
    "Dijkstra",
    "Johnson",
    "Knuth",
    "Allen",
    "Hoare",
    "Perlman",
    "Ritchie",
    "Bartik",
    "Thompson",
    "Lamarr",
    "Wirth",
    "Goldberg",
    "Backus",
    "Jackson",
    "Lamport",
    "Goldwasser",
    "Milner",
    "Jones",
    "Shannon",
    "Hamilton",
];
const JOBS: [&str; 6] = ["Engineer", "Analyst", "Designer", "Support", "Sales", "Accountant"];

/// What is known of a person, by number from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) number: u32,
    pub(crate) first: &'static str,
    pub(crate) last: &'static str,
    pub(crate) job: &'static str,
    /// The first week with them on the roster.
    pub(crate) came: u8,
    /// The first week in which the roster says that they have left.
    pub(crate) left: Option<u8>,
}

fn one_of<const N: usize>(all: [&'static str; N], number: u64) -> &'static str {
    usize::try_from(number % N as u64).ok().and_then(|place| all.get(place)).copied().unwrap_or_default()
}

impl Plan {
    /// The person of that number.
    pub(crate) fn person(&self, number: u32) -> Person {
        let (draws, thing) = (self.draws(), u64::from(number));
        let later = 1 + draws.below(Question::ArrivalWeek, thing, u32::from(LAST)) as u8;
        let came = if number <= self.founders() { 0 } else { later };
        let leaves = number != ADMINISTRATOR && came < LAST && draws.chance(Question::Leaving, thing, 20);
        let left = leaves.then(|| came + 1 + draws.below(Question::LeavingWeek, thing, u32::from(LAST - came)) as u8);
        let name = draws.number(Question::Name, thing);
        let (first, last) = (one_of(FIRST, name), one_of(LAST_NAMES, name >> 32));
        Person { number, first, last, job: one_of(JOBS, draws.number(Question::Job, thing)), came, left }
    }
}

impl Person {
    pub(crate) fn email(&self) -> String {
        format!("{}.{}.{}@example.com", self.first.to_lowercase(), self.last.to_lowercase(), self.number)
    }

    /// What providers call them that are not told their address.
    pub(crate) fn username(&self) -> String {
        format!("{}{}{}", self.first.get(..1).unwrap_or_default(), self.last, self.number).to_lowercase()
    }

    /// A UUID, the same each time.
    pub(crate) fn uuid(&self, plan: &Plan) -> String {
        let one = plan.draws().number(Question::Uuid, u64::from(self.number));
        let two = plan.draws().number(Question::Uuid, u64::from(self.number) << 32);
        let (a, b, c) = (one >> 32, (one >> 16) & 0xffff, one & 0xfff);
        format!("{a:08x}-{b:04x}-4{c:03x}-{:04x}-{:012x}", 0x8000 | ((two >> 48) & 0x3fff), two & 0xffff_ffff_ffff)
    }

    /// That they have left, once the roster of their last week says so.
    pub(crate) fn leaving(&self, plan: &Plan, week: u8) -> Option<Left> {
        let left = self.left.filter(|left| *left <= week)?;
        Some(Left { at: Some(plan.last_day(left)), after: None, inferred: false })
    }

    /// What is erasable of them.
    pub(crate) fn attributes(&self) -> Json {
        json!({ "email": self.email(), "firstName": self.first, "lastName": self.last, "jobTitle": self.job })
    }
}

impl Plan {
    /// The last day of somebody whom the roster of that week calls a leaver, three days before.
    pub(crate) const fn last_day(&self, week: u8) -> Instant {
        let day = 24 * 3600;
        let at = self.monday(week).micros() / 1_000_000;
        Instant::from_micros((at - at.rem_euclid(day) - 3 * day) * 1_000_000)
    }
}
