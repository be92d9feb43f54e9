//! Walking through the two years: every event in its order, with its id.

use domain::runs::Counts;
use store::Result;

use crate::{
    Plan,
    calendar::LAST,
    lives::{CONNECTIONS, Decision, Place, ROSTER, Sight},
};

/// What an event tells.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Told {
    Founded,
    Connected(Place),
    /// What a list showed of an account: which account, and which of its sights.
    Seen(u32, usize),
    /// Which account, which of its decisions, and the batch it was made in.
    Decided(u32, usize, Option<i64>),
    /// Which person, and whether they leave.
    Met(u32, bool),
    Applied(Place, u8),
    Listed(Place, u8),
}

/// What is done with an event of that id.
pub(crate) type Telling<'t> = &'t mut dyn FnMut(&Walk, i64, Told) -> Result<()>;

/// What happens in a week, in the order in which it happens: `(week, stage, account or person, which)`.
type Item = (u8, u8, u32, u8);

/// The stage of a week in which people decide.
const DECIDING: u8 = u8::MAX;

/// A run's list in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) present: u64,
    pub(crate) counts: Counts,
}

impl Tally {
    /// How many rows the list has.
    pub(crate) const fn rows(self) -> u64 {
        self.present + self.counts.added + self.counts.returned - self.counts.removed
    }
}

/// How far the walk has come.
pub(crate) struct Walk {
    /// The next id of an event or batch.
    pub(crate) next: i64,
    pub(crate) events: i64,
    /// For each account, the event that last said whose it is; 0 for none.
    decided: Vec<i64>,
    /// For each run.
    tallies: Vec<Tally>,
    /// For each connection, how many accounts it shows.
    live: [u64; CONNECTIONS as usize + 1],
}

/// Everything that happens to accounts and people, in its order.
pub(crate) struct Timeline(Vec<Item>);

impl Timeline {
    pub(crate) fn of(plan: &Plan) -> Self {
        let mut items = Vec::new();
        for id in 1..=plan.all_accounts() {
            let life = plan.life(id);
            let stage = life.place * 3;
            items.extend((0..).zip(&life.sights).map(|(nth, (week, _))| (*week, stage, id, nth)));
            items.extend((0..).zip(&life.decisions).map(|(nth, (week, decision))| {
                let stage = if decision.is_applied() { stage + 1 } else { DECIDING };
                (*week, stage, id, nth)
            }));
        }
        for number in 1..=plan.people() {
            let person = plan.person(number);
            items.push((person.came, ROSTER * 3 + 2, number, 0));
            items.extend(person.left.map(|week| (week, ROSTER * 3 + 2, number, 1)));
        }
        items.sort_unstable();
        Self(items)
    }
}

impl Walk {
    /// Walks through all of it; gives what stands at the end.
    pub(crate) fn through(plan: &Plan, timeline: &Timeline, tell: Telling<'_>) -> Result<Self> {
        let decided = vec![0; plan.all_accounts() as usize + 1];
        let mut walk = Self { next: 1, events: 0, decided, tallies: Vec::new(), live: Default::default() };
        walk.tell(Told::Founded, tell)?;
        for place in ROSTER..=CONNECTIONS {
            walk.tell(Told::Connected(place), tell)?;
        }
        for week in 0..=LAST {
            walk.week(plan, timeline, week, tell)?;
        }
        Ok(walk)
    }

    fn week(&mut self, plan: &Plan, timeline: &Timeline, week: u8, tell: Telling<'_>) -> Result<()> {
        let from = timeline.0.partition_point(|item| item.0 < week);
        let items = timeline.0.get(from..).unwrap_or_default();
        let mut items = items.iter().copied().take_while(|item| item.0 == week).peekable();
        for place in ROSTER..=CONNECTIONS {
            let present = self.live.get(usize::from(place)).copied().unwrap_or_default();
            self.tallies.push(Tally { present, counts: Counts { unchanged: present, ..Counts::default() } });
            while let Some((_, stage, id, nth)) = items.next_if(|item| item.1 / 3 == place && item.1 != DECIDING) {
                self.applied(plan, (stage % 3, id, nth.into()), tell)?;
            }
            self.tell(Told::Applied(place, week), tell)?;
            self.tell(Told::Listed(place, week), tell)?;
        }
        let batch = self.next;
        self.next += 1;
        for (_, _, id, nth) in items {
            self.decided(plan, (id, nth.into(), Some(batch)), tell)?;
        }
        Ok(())
    }

    fn applied(&mut self, plan: &Plan, (stage, id, nth): (u8, u32, usize), tell: Telling<'_>) -> Result<()> {
        match stage {
            0 => self.seen(plan, id, nth, tell),
            1 => self.decided(plan, (id, nth, None), tell),
            _ => self.tell(Told::Met(id, nth > 0), tell),
        }
    }

    fn seen(&mut self, plan: &Plan, id: u32, nth: usize, tell: Telling<'_>) -> Result<()> {
        let life = plan.life(id);
        let sight = life.sights.get(nth).map(|(_, sight)| *sight);
        if let (Some(tally), Some(live)) = (self.tallies.last_mut(), self.live.get_mut(usize::from(life.place))) {
            let counts = &mut tally.counts;
            match sight {
                Some(Sight::Added) => (counts.added, *live) = (counts.added + 1, *live + 1),
                Some(Sight::Returned) => (counts.returned, *live) = (counts.returned + 1, *live + 1),
                Some(Sight::Removed) => {
                    (counts.removed, counts.unchanged, *live) = (counts.removed + 1, counts.unchanged - 1, *live - 1);
                }
                _ => (counts.changed, counts.unchanged) = (counts.changed + 1, counts.unchanged - 1),
            }
        }
        self.tell(Told::Seen(id, nth), tell)
    }

    fn decided(&mut self, plan: &Plan, (id, nth, batch): (u32, usize, Option<i64>), tell: Telling<'_>) -> Result<()> {
        let event = self.next;
        self.tell(Told::Decided(id, nth, batch), tell)?;
        let decision = plan.life(id).decisions.get(nth).map(|(_, decision)| *decision);
        if matches!(decision, Some(Decision::Matched(_)))
            && let Some(tally) = self.tallies.last_mut()
        {
            tally.counts.linked += 1;
        }
        if decision != Some(Decision::Expected)
            && let Some(last) = self.decided.get_mut(id as usize)
        {
            *last = event;
        }
        Ok(())
    }

    fn tell(&mut self, told: Told, tell: Telling<'_>) -> Result<()> {
        let id = self.next;
        self.next += 1;
        self.events += 1;
        tell(self, id, told)
    }

    /// The event that last said whose an account is.
    pub(crate) fn last_decision(&self, id: u32) -> Option<i64> {
        self.decided.get(id as usize).copied().filter(|event| *event > 0)
    }

    /// What a run that was walked through did.
    pub(crate) fn tally(&self, run: i64) -> Tally {
        usize::try_from(run - 1).ok().and_then(|nth| self.tallies.get(nth)).copied().unwrap_or_default()
    }
}
