//! The formats of `sources`, as the use cases want them.

use domain::listings::{BadList, Export, Formats, Input, Listing, Reading, SeenAccount, SeenPerson};

/// Every format.
pub struct Files;

impl Formats for Files {
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
