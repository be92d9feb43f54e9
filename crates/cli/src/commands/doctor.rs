//! `whose doctor`: what is wrong with this installation, or will be soon.

use std::path::Path;

use app::App;
use domain::Instant;
use serde_json::json;
use store::{
    checks::{self, Concern},
    db::{Engine, Work},
    migrations,
};

use super::{Start, db};
use crate::{
    exit::{Code, Failure, Result},
    opening, print,
};

/// Before this day this program did not exist: a clock that shows less is wrong.
const BEGINNING: &str = "2025-01-01";
/// How soon a key's end is told, and for how long it is worth a warning that the register was restored, in seconds.
const SOON: i64 = 30 * 24 * 3600;
/// How far events may lie ahead, in seconds: other servers' clocks differ a little.
const SLACK: i64 = 60;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Ok,
    Warn,
    Bad,
}

/// One thing that was looked at.
#[derive(Debug)]
struct Line {
    level: Level,
    about: &'static str,
    words: String,
}

const fn line(level: Level, about: &'static str, words: String) -> Line {
    Line { level, about, words }
}

pub(super) async fn run(start: &Start) -> Result<Code> {
    start.at_database()?;
    let lines = looked_at(start).await;
    if start.global.json {
        let lines =
            lines.iter().map(|line| json!({ "level": line.level.word(), "about": line.about, "words": line.words }));
        print::json(&lines.collect())?;
    } else {
        let lines = lines.iter().map(|line| format!("{:4}  {:9} {}", line.level.word(), line.about, line.words));
        print::line(&lines.collect::<Vec<_>>().join("\n"))?;
    }
    Ok(if lines.iter().any(|line| line.level == Level::Bad) { Code::Failed } else { Code::Done })
}

async fn looked_at(start: &Start) -> Vec<Line> {
    let mut lines = vec![clock(opening::now())];
    if let Some(file) = opening::sqlite_file(&start.config.database.url) {
        lines.extend(of_file(&file));
    }
    match of_database(start).await {
        Ok(found) => lines.extend(found),
        Err(failure) => lines.push(line(Level::Bad, "database", failure.to_string())),
    }
    lines
}

fn clock(now: Instant) -> Line {
    if Instant::parse(BEGINNING) > Some(now) {
        return line(Level::Bad, "clock", format!("it shows {now}, which cannot be; set the system's clock"));
    }
    line(Level::Ok, "clock", format!("it shows {now}"))
}

/// An SQLite file that exists: who may read it. Whether it is on a local disk is seen when it is opened.
fn of_file(file: &Path) -> Option<Line> {
    let mode = mode(&std::fs::metadata(file).ok()?)?;
    let shown = file.display();
    Some(if mode & 0o077 == 0 {
        line(Level::Ok, "file", format!("{shown} is its owner's alone"))
    } else {
        let words = format!("others may read {shown} (mode {mode:o}); run: chmod 600 '{shown}'");
        line(Level::Warn, "file", words)
    })
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no modes")]
fn mode(about: &std::fs::Metadata) -> Option<u32> {
    Some(std::os::unix::fs::MetadataExt::mode(about) & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &std::fs::Metadata) -> Option<u32> {
    None
}

async fn of_database(start: &Start) -> Result<Vec<Line>> {
    let pool = opening::open(&start.config.database).await?;
    let engine = pool.engine();
    let version = pool
        .read(move |tx| -> Work<'_, String, Failure> {
            Box::pin(async move { Ok(checks::engine_version(tx, engine).await?) })
        })
        .await?;
    let mut lines = vec![of_engine(engine, &version)];
    let standing = migrations::standing(&pool).await?;
    if standing.applied > 0
        && let Err(failure) = opening::check(&standing)
    {
        lines.push(line(Level::Bad, "schema", failure.to_string()));
        return Ok(lines);
    }
    let app = opening::register(&start.config.database).await?;
    lines.push(line(Level::Ok, "schema", format!("at {}, as this program needs it", standing.known)));
    lines.push(match app.company(domain::companies::DEFAULT).await? {
        Some(_) => line(Level::Ok, "company", "the default company exists".to_owned()),
        None => line(Level::Bad, "company", "the default company is missing; run `whose db check`".to_owned()),
    });
    lines.extend(of_register(&app).await?);
    Ok(lines)
}

fn of_engine(engine: Engine, version: &str) -> Line {
    match engine {
        Engine::Sqlite => line(Level::Ok, "database", format!("SQLite {version}, on a local disk")),
        Engine::Postgres => {
            let major = version.split('.').next().and_then(|major| major.trim().parse::<u32>().ok());
            // Since 14, PostgreSQL keeps what the register's statements rely on.
            let (level, note) = match major {
                Some(major) if major < 14 => (Level::Warn, "; versions before 14 are no longer looked after"),
                _ => (Level::Ok, ""),
            };
            line(level, "database", format!("PostgreSQL {version}{note}"))
        }
    }
}

async fn of_register(app: &App) -> Result<Vec<Line>> {
    let now = app.now();
    let read = app.pool().read(move |tx| -> Work<'_, _, Failure> {
        Box::pin(async move {
            let keys = checks::expiring_keys(tx, now, now.plus_seconds(SOON)).await?;
            Ok((checks::newest_event(tx).await?, checks::held_runs(tx).await?, keys, checks::restored(tx).await?))
        })
    });
    let (newest, held, keys, restored) = read.await?;
    let mut lines = Vec::new();
    if let Some(newest) = newest.filter(|newest| *newest > now.plus_seconds(SLACK)) {
        let words =
            format!("an event was recorded at {newest}, which is still to come; check this clock and other servers'");
        lines.push(line(Level::Warn, "clock", words));
    }
    lines.extend(restored.iter().map(|restored| {
        let lately = restored.at > now.plus_seconds(-SOON);
        line(if lately { Level::Warn } else { Level::Ok }, "restored", db::restored(restored))
    }));
    if held.is_empty() {
        lines.push(line(Level::Ok, "runs", "no list waits to be confirmed".to_owned()));
    }
    lines.extend(held.iter().map(|run| {
        let Concern { company, id, name, at } = run;
        let (company, name, day) = (print::clean(company), print::clean(name), at.date());
        line(Level::Warn, "runs", format!("run #{id} of {name} ({company}) is held since {day}: confirm or repeat it"))
    }));
    if keys.is_empty() {
        lines.push(line(Level::Ok, "keys", "no key expires within 30 days".to_owned()));
    }
    lines.extend(keys.iter().map(|key| {
        let Concern { company, id, name, at } = key;
        let (company, name, day) = (print::clean(company), print::clean(name), at.date());
        line(
            Level::Warn,
            "keys",
            format!("key #{id} ({name}, {company}) expires on {day}: make another with `whose keys create`"),
        )
    }));
    Ok(lines)
}

impl Level {
    const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_the_beginning_is_wrong() {
        assert_eq!(clock(Instant::from_micros(0)).level, Level::Bad);
        assert_eq!(clock(Instant::parse("2026-05-01").unwrap()).level, Level::Ok);
    }

    #[test]
    fn an_old_engine_is_told() {
        assert_eq!(of_engine(Engine::Postgres, "13.2 (Debian)").level, Level::Warn);
        assert_eq!(of_engine(Engine::Postgres, "17.1").level, Level::Ok);
    }
}
