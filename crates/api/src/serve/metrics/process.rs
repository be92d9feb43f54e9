//! What the system tells of this process, under the names that every program uses. Linux only; elsewhere nothing.

use std::fs;

/// Clock ticks in a second: `USER_HZ`, which has been 100 on every architecture that Linux still runs on.
const TICKS: f64 = 100.0;

/// One figure: its name, what kind it is, what it says, and its value.
pub(super) type Figure = (&'static str, &'static str, &'static str, f64);

/// What is known of this process.
pub(super) fn figures() -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut tell = |name, kind, help, value: Option<f64>| {
        figures.extend(value.map(|value| (name, kind, help, value)));
    };
    tell("process_resident_memory_bytes", "gauge", "Bytes in memory now.", resident());
    tell("process_open_fds", "gauge", "File descriptors open now.", open_files());
    let times = times();
    let cpu = times.as_ref().map(|times| times.used);
    tell("process_cpu_seconds_total", "counter", "Processor time used.", cpu);
    tell(
        "process_start_time_seconds",
        "gauge",
        "When it began, in seconds since 1970.",
        times.and_then(|at| at.began()),
    );
    figures
}

fn resident() -> Option<f64> {
    let kibibytes: f64 = line_of("/proc/self/status", "VmRSS:")?.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0)
}

fn open_files() -> Option<f64> {
    // Reading the folder takes one itself.
    let open = fs::read_dir("/proc/self/fd").ok()?.count().saturating_sub(1);
    Some(f64::from(u32::try_from(open).ok()?))
}

/// Seconds of this process.
struct Times {
    used: f64,
    /// After the system's start.
    began: f64,
}

impl Times {
    fn began(&self) -> Option<f64> {
        let system: f64 = line_of("/proc/stat", "btime ")?.trim().parse().ok()?;
        Some(system + self.began)
    }
}

/// From `/proc/self/stat`, proc(5): fields 14 and 15 are the time used, 22 is when it began. The name, which may hold
/// anything, is field 2, in parentheses.
fn times() -> Option<Times> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = text.rsplit_once(") ")?;
    let mut ticks = rest.split(' ').map(|field| field.parse::<f64>().unwrap_or_default() / TICKS);
    // The first is field 3.
    let (user, system) = (ticks.nth(11)?, ticks.next()?);
    Some(Times { used: user + system, began: ticks.nth(6)? })
}

/// The rest of the line that begins so.
fn line_of(file: &str, beginning: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| line.strip_prefix(beginning)).map(str::to_owned)
}
