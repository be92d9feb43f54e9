//! The index: a page that says what the files hold, what they do not, and how to check them.

use askama::Template;
use serde_json::Value;

use super::{
    Question,
    collection::Collection,
    decisions::Decisions,
    exceptions::Exceptions,
    folder::{Folder, Summed},
    population::Population,
};
use crate::{Result, words};

/// Everything that the page tells.
pub(super) struct Told<'a> {
    pub(super) question: &'a Question,
    pub(super) population: &'a Population,
    pub(super) collection: &'a Collection,
    pub(super) decisions: Decisions,
    pub(super) exceptions: Exceptions,
}

#[derive(Template)]
#[template(path = "evidence.html")]
struct Page<'a> {
    told: &'a Told<'a>,
    files: Vec<Summed>,
}

pub(super) fn write<E>(told: &Told<'_>, folder: &mut Folder) -> Result<(), E> {
    let page = Page { told, files: folder.summed()? };
    let text = page.render().map_err(std::io::Error::other)?;
    Ok(std::fs::write(folder.file("index.html"), text)?)
}

impl Told<'_> {
    fn connection(&self) -> &str {
        words::text(&self.question.connection, "/name")
    }

    fn kind(&self) -> &str {
        words::text(&self.question.connection, "/kind")
    }

    fn upstream(&self) -> &str {
        words::text(&self.question.connection, "/upstream")
    }

    fn first(&self) -> String {
        self.question.period.first()
    }

    fn last(&self) -> String {
        self.question.period.last()
    }

    fn known(&self) -> Option<String> {
        self.question.period.known()
    }

    /// The command that writes the same again.
    fn command(&self) -> String {
        let name = self.connection().replace('\'', r"'\''");
        let known = self.known().map(|known| format!(" --as-known {known}")).unwrap_or_default();
        let (first, last) = (self.first(), self.last());
        format!("whose export evidence --connection '{name}' --from {first} --to {last}{known} --output FOLDER")
    }

    fn accounts(&self) -> usize {
        self.population.names.len()
    }

    fn longest_gap(&self) -> i64 {
        self.question.period.longest_gap(self.collection.whole.clone())
    }

    /// Accounts of which nobody can say whether they have a second factor.
    fn second_factor_unknown(&self) -> usize {
        let known = ["yes", "no"].into_iter().filter_map(|answer| self.population.second_factor.get(answer));
        self.accounts() - known.sum::<usize>()
    }
}

impl Page<'_> {
    /// What is in the file of that name.
    fn holds(name: &str) -> &'static str {
        match name {
            "population.csv" => "Every account that the connection had in the period, as it was at the end of it",
            "population.xlsx" => "The same for spreadsheets",
            "collection.csv" => "Every list that was read: file, SHA-256, rows, columns, by whom, and what came of it",
            "decisions.csv" => "Every decision about these accounts in the period: before, after, by whom and why",
            "exceptions.csv" => "What was wrong at the end of the period, and what nobody can tell",
            _ => "",
        }
    }

    fn text(row: &Value, place: &str) -> String {
        words::text(row, place).to_owned()
    }

    fn number(row: &Value, place: &str) -> i64 {
        words::number(row, place).unwrap_or_default()
    }

    fn yes(row: &Value, place: &str) -> &'static str {
        if words::is(row, place) { "yes" } else { "no" }
    }
}
