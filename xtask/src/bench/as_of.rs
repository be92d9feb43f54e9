//! Questions about the past: how much longer they take than the same about now, and than in a smaller register.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use super::figures::Figures;
use super::http::Client;
use super::registers::{Place, Programs, Register};
use super::servers::Server;
use super::{Wanted, machine, report};
use crate::workspace::Workspace;

const ROUNDS: u32 = 5;
/// How long the questions of one kind may take in a round, and how many there are at most.
const ROUND: Duration = Duration::from_secs(1);
const MOST: u32 = 20;
/// A question that takes longer is asked once, in one round.
const LONG: Duration = Duration::from_secs(15);

/// Moments, by the weeks before the end of the made-up years.
const MOMENTS: [(&str, Option<&str>); 4] = [
    ("now", None),
    ("a week before", Some("2025-12-29T00:00:00Z")),
    ("a year before", Some("2025-01-05T00:00:00Z")),
    ("two years before", Some("2024-01-10T00:00:00Z")),
];

/// A question: what it is called, and its path, to which a moment is added. `PERSON`, `NAME` and `ADDRESS` are of a person who
/// has accounts, and of one of these.
struct Question {
    name: &'static str,
    path: &'static str,
    /// What is added, with a moment behind it.
    moment: &'static str,
}

const fn as_of(name: &'static str, path: &'static str) -> Question {
    Question { name, path, moment: "&asOf=" }
}

/// All are asked about now, too, but for differences, which are of a stretch up to now.
const QUESTIONS: [Question; 9] = [
    as_of("a page of 50 accounts", "/api/v1/accounts?sort=id&limit=50"),
    as_of("a page of 50 unlinked", "/api/v1/accounts?sort=id&limit=50&unlinked=true"),
    as_of("a person's accounts", "/api/v1/accounts?sort=id&limit=50&person=PERSON"),
    as_of("whose is it, by name", "/api/v1/is?account=NAME"),
    as_of("whose is it, by address", "/api/v1/is?account=ADDRESS"),
    as_of("a page of 50 findings", "/api/v1/findings?limit=50&verdict=open"),
    as_of("50 live accounts of leavers", "/api/v1/findings?limit=50&verdict=open&rule=leaver"),
    as_of("counts of unlinked", "/api/v1/findings/counts?rule=unlinked"),
    Question { name: "a page of 50 differences since", path: "/api/v1/differences?limit=50", moment: "&from=" },
];

/// What was measured of a question at a moment.
struct Measured {
    accounts: u32,
    question: &'static str,
    moment: &'static str,
    figures: Figures,
}

/// Measures on each engine at each size, and writes its section.
pub(super) fn run(ws: &Workspace, wanted: &Wanted) -> Result<()> {
    let programs = Programs::build(ws)?;
    for engine in wanted.engines() {
        let told = machine::told(ws, &programs, &wanted.command("as-of"))?;
        let place = Place::start(engine)?;
        let mut measured = Vec::new();
        for accounts in wanted.sizes() {
            let register = place.made_up(&programs, accounts)?;
            measured.extend(questions(&register, accounts)?);
        }
        report::write(ws, ("as-of", engine), &format!("{told}\n\n**{}**\n\n{}", place.version()?, table(&measured)))?;
    }
    Ok(())
}

fn questions(register: &Register<'_>, accounts: u32) -> Result<Vec<Measured>> {
    let server = Server::start(register)?;
    let mut client = server.client(register)?;
    let known = Known::of(&mut client)?;
    let mut all = Vec::new();
    for question in &QUESTIONS {
        let paths: Vec<(&str, String)> =
            MOMENTS.iter().filter_map(|(name, moment)| Some((*name, known.path(question, *moment)?))).collect();
        let figures = alternating(&mut client, &paths).with_context(|| question.name)?;
        for ((moment, _), figures) in paths.iter().zip(figures) {
            println!("{accounts} accounts, {}, {moment}: {}", question.name, figures.told());
            all.push(Measured { accounts, question: question.name, moment, figures });
        }
    }
    Ok(all)
}

/// Each path in turn, round by round.
fn alternating(client: &mut Client, paths: &[(&str, String)]) -> Result<Vec<Figures>> {
    let first = paths.iter().map(|(_, path)| client.time(path)).collect::<Result<Vec<_>>>()?;
    let mut figures = vec![Figures::default(); paths.len()];
    for round in 0..ROUNDS {
        for (((_, path), first), figures) in paths.iter().zip(&first).zip(&mut figures) {
            if *first > LONG {
                if round == 0 {
                    figures.add(vec![*first]);
                }
                continue;
            }
            let many = (ROUND.as_nanos() / first.as_nanos().max(1)).clamp(1, MOST.into());
            figures.add((0..many).map(|_| client.time(path)).collect::<Result<_>>()?);
        }
    }
    Ok(figures)
}

/// Somebody and something to ask about, from the middle of the register.
struct Known {
    person: String,
    name: String,
    address: String,
}

impl Known {
    fn of(client: &mut Client) -> Result<Self> {
        let path = "/api/v1/findings?limit=1&verdict=open&rule=leaver";
        let page: Value = serde_json::from_slice(&client.get(path)?)?;
        let text = |pointer: &str| page.pointer(pointer).context("no leaver has an account");
        Ok(Self {
            person: text("/data/0/person/id")?.to_string(),
            name: text("/data/0/account/username")?.as_str().unwrap_or_default().to_owned(),
            address: text("/data/0/person/email")?.as_str().unwrap_or_default().to_owned(),
        })
    }

    /// The path of a question about a moment; `None` for differences since now.
    fn path(&self, question: &Question, moment: Option<&str>) -> Option<String> {
        let path = question.path.replace("PERSON", &self.person);
        let path = path.replace("NAME", &self.name).replace("ADDRESS", &self.address);
        match moment {
            Some(moment) => Some(format!("{path}{}{moment}", question.moment)),
            None if question.moment == "&from=" => None,
            None => Some(path),
        }
    }
}

fn table(measured: &[Measured]) -> String {
    let mut lines = vec![
        "| question | moment | accounts | milliseconds: median (rounds), p95 | to now | to the smallest |".to_owned(),
        "| --- | --- | ---: | --- | ---: | ---: |".to_owned(),
    ];
    let of = |one: &Measured, accounts, moment| {
        let same =
            |other: &&Measured| (other.question, other.accounts, other.moment) == (one.question, accounts, moment);
        measured.iter().find(same).map_or("–".to_owned(), |other| one.figures.over(&other.figures))
    };
    let smallest = measured.iter().map(|one| one.accounts).min().unwrap_or_default();
    for question in &QUESTIONS {
        for (moment, _) in &MOMENTS {
            for one in measured.iter().filter(|one| (one.question, one.moment) == (question.name, *moment)) {
                let (now, small) = (of(one, one.accounts, "now"), of(one, smallest, one.moment));
                let Measured { accounts, figures, .. } = one;
                lines.push(format!(
                    "| {} | {moment} | {accounts} | {} | {now} | {small} |",
                    question.name,
                    figures.told()
                ));
            }
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_about_somebody_and_a_moment() {
        let known = Known { person: "7".to_owned(), name: "ada".to_owned(), address: "ada@example.com".to_owned() };
        let question = as_of("a person's accounts", "/api/v1/accounts?person=PERSON");
        let then = known.path(&question, Some("2025-01-05T00:00:00Z"));
        assert_eq!(then.as_deref(), Some("/api/v1/accounts?person=7&asOf=2025-01-05T00:00:00Z"));
        assert_eq!(known.path(&question, None).as_deref(), Some("/api/v1/accounts?person=7"));
        let since = Question { moment: "&from=", ..question };
        assert_eq!(known.path(&since, None), None);
    }

    #[test]
    fn a_row_is_compared_with_now_and_with_the_smallest_register() {
        let (question, mut measured) = (QUESTIONS[0].name, Vec::new());
        for (accounts, moment, ms) in
            [(10, "now", 1), (10, "a week before", 2), (100, "now", 3), (100, "a week before", 12)]
        {
            let mut figures = Figures::default();
            figures.add(vec![Duration::from_millis(ms)]);
            measured.push(Measured { accounts, question, moment, figures });
        }
        assert!(table(&measured).contains("| a week before | 100 | 12.0 (12.0–12.0), p95 12.0 | 4.00 | 6.00 |"));
    }
}
