//! How the register stands, for whoever looks after it: counts over all companies that name none.

use store::{
    db::{Usage, Work},
    runs::Alike,
};

use crate::{App, Error, Result};

/// What is stored and not done with yet.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Committed events that have no number yet.
    pub unnumbered: i64,
    /// Runs, by how they stand.
    pub runs: Vec<Alike>,
}

impl App {
    /// What is stored and not done with yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn standing(&self) -> Result<Standing> {
        let read = self.0.pool.read(|tx| -> Work<'_, Standing, Error> {
            Box::pin(async move {
                let runs = store::runs::by_state(tx).await?;
                Ok(Standing { unnumbered: store::leaves::unnumbered(tx).await?, runs })
            })
        });
        read.await
    }

    /// How much of the database's connections is in use.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.0.pool.usage()
    }
}
