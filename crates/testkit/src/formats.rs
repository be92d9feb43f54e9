//! The formats of `sources`, as the use cases want them.

use domain::listings::{BadList, Formats, Input, Listing, SeenAccount, SeenPerson};

/// Every format.
pub struct Files;

fn unknown() -> BadList {
    BadList { line: None, column: None, problem: "no such format is known".to_owned() }
}

impl Formats for Files {
    fn accounts(&self, format: &str, input: Input) -> Result<Box<dyn Listing<SeenAccount>>, BadList> {
        sources::accounts::open(sources::accounts::Format::parse(format).ok_or_else(unknown)?, input)
    }

    fn people(&self, format: &str, input: Input) -> Result<Box<dyn Listing<SeenPerson>>, BadList> {
        sources::people::open(sources::people::Format::parse(format).ok_or_else(unknown)?, input)
    }
}
