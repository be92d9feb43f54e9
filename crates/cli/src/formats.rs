//! The formats that lists can be in: those of `sources`, for the use cases.

use domain::listings::{BadList, Formats, Input, Listing, SeenAccount, SeenPerson};

/// Every format that `sources` reads.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known;

impl Formats for Known {
    fn accounts(&self, format: &str, input: Input) -> Result<Box<dyn Listing<SeenAccount>>, BadList> {
        let format = sources::accounts::Format::parse(format).ok_or_else(unknown)?;
        sources::accounts::open(format, input)
    }

    fn people(&self, format: &str, input: Input) -> Result<Box<dyn Listing<SeenPerson>>, BadList> {
        let format = sources::people::Format::parse(format).ok_or_else(unknown)?;
        sources::people::open(format, input)
    }
}

fn unknown() -> BadList {
    BadList { line: None, column: None, problem: "no such format is known; see the help of import".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name_and_no_other() {
        let report = "user,arn\n";
        let opened = Known.accounts("no-such-format", Box::new(report.as_bytes()));
        assert!(opened.err().unwrap().problem.starts_with("no such format"));
        let roster = "email\nada@example.com\n";
        assert!(Known.people("csv", Box::new(roster.as_bytes())).unwrap().next().unwrap().is_some());
    }
}
