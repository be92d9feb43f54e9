//! The formats that lists can be in: those of `sources`, for the use cases.

use domain::listings::{BadList, Export, Formats, Input, Listing, Reading, SeenAccount, SeenPerson};

/// Every format that `sources` reads.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known;

impl Formats for Known {
    fn accounts(&self, reading: &Reading, input: Input) -> Result<Box<dyn Listing<SeenAccount>>, BadList> {
        sources::accounts(reading, input)
    }

    fn people(&self, reading: &Reading, input: Input) -> Result<Box<dyn Listing<SeenPerson>>, BadList> {
        sources::people(reading, input)
    }
    fn exports(&self) -> Vec<Export> {
        sources::exports()
    }
}
