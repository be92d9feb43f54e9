//! What processes cost: time on the processors, and memory.

use std::fs;

/// Ticks of the clock by which Linux counts a process's time; it has been 100 a second everywhere for decades.
const TICKS: f64 = 100.0;

/// Processes of which the costs are added up.
#[derive(Clone, Debug, Default)]
pub(super) struct Processes {
    /// These.
    pub(super) ids: Vec<u32>,
    /// And this one with its children, alive or gone.
    pub(super) parent: Option<u32>,
}

impl Processes {
    /// Seconds on the processors so far.
    pub(super) fn seconds(&self) -> f64 {
        let own: f64 = self.ids.iter().filter_map(|id| Stat::of(*id)).map(|stat| stat.own).sum();
        let parent = self.parent.and_then(Stat::of).map_or(0.0, |stat| stat.own + stat.gone);
        let children = self.children().into_iter().filter_map(Stat::of).map(|stat| stat.own).sum::<f64>();
        own + parent + children
    }

    fn children(&self) -> Vec<u32> {
        let Some(parent) = self.parent else { return Vec::new() };
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        ids.filter(|id| Stat::of(*id).is_some_and(|stat| stat.parent == parent)).collect()
    }
}

struct Stat {
    parent: u32,
    own: f64,
    gone: f64,
}

impl Stat {
    fn of(id: u32) -> Option<Self> {
        Self::read(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)
    }

    /// The program's name, which may hold anything, stands in brackets before the rest.
    fn read(text: &str) -> Option<Self> {
        let (_, rest) = text.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let ticks = |place: usize| fields.get(place)?.parse::<f64>().ok();
        let seconds = |a, b| Some((ticks(a)? + ticks(b)?) / TICKS);
        Some(Self { parent: fields.get(1)?.parse().ok()?, own: seconds(11, 12)?, gone: seconds(13, 14)? })
    }
}

/// MiB that a process has in memory, or `VmHWM` for the most it ever had.
pub(super) fn resident(id: u32, field: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    line.trim().split(' ').next()?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_a_process_stand_behind_its_name() {
        let text = "42 (a) b (c) S 7 42 42 0 -1 4194560 1 2 3 4 150 50 25 75 20 0 1 0";
        let stat = Stat::read(text).unwrap();
        assert_eq!((stat.parent, stat.own, stat.gone), (7, 2.0, 1.0));
        assert!(resident(std::process::id(), "VmRSS").unwrap() > 0.5);
    }
}
