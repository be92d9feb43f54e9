//! Reading a list: accounts and people alike become rows with an external id, a digest and a body.

use std::{fs::File, io::BufReader, sync::Arc};

use domain::{
    Instant,
    listings::{BadList, Formats, Listing, SeenAccount, SeenPerson, Summary},
    runs::Scope,
};
use serde::Deserialize;
use store::staged::Row;

use super::{Import, Spooled};
use crate::{App, Error, Result, digests};

/// Bytes of rows that are put in order together. Rows in the order of their ids land near each other in the database,
/// where rows in the order of a list may each touch a place of their own.
const SORTED: usize = 2 * 1024 * 1024;

/// Bytes of rows that are worked on together, where there are not enough rows before. There are several copies of them then.
const TOGETHER: usize = 512 * 1024;

/// What is known of a list that was read to its end.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) summary: Summary,
    pub(super) rows: u64,
}

/// A list of either sort.
pub(super) enum List {
    Accounts(Box<dyn Listing<SeenAccount>>),
    People(Box<dyn Listing<SeenPerson>>),
}

impl List {
    pub(super) fn open(formats: &dyn Formats, import: &Import, list: &Spooled) -> Result<Self> {
        let file = File::open(&list.path).map_err(Error::bug)?;
        let input = Box::new(BufReader::with_capacity(256 * 1024, file));
        Ok(match import.scope {
            Scope::Accounts => Self::Accounts(formats.accounts(&import.reading, input)?),
            Scope::People => Self::People(formats.people(&import.reading, input)?),
        })
    }

    /// The next row, as it is staged.
    pub(super) fn next(&mut self) -> Result<Option<Row>> {
        Ok(match self {
            Self::Accounts(list) => list.next()?.map(|seen| row(&seen.external_id, &seen)),
            Self::People(list) => list.next()?.map(|seen| row(&seen.external_id, &seen)),
        })
    }

    /// The next rows, up to so many bytes, in the order of their ids.
    fn some(&mut self, most: usize) -> Result<Vec<Row>> {
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while bytes < most
            && let Some(row) = self.next()?
        {
            bytes += row.body.len();
            rows.push(row);
        }
        rows.sort_unstable_by(|one, other| one.external_id.cmp(&other.external_id));
        Ok(rows)
    }

    fn skip(&mut self) -> std::result::Result<bool, BadList> {
        Ok(match self {
            Self::Accounts(list) => list.next()?.is_some(),
            Self::People(list) => list.next()?.is_some(),
        })
    }

    fn summary(&self) -> Summary {
        match self {
            Self::Accounts(list) => list.summary(),
            Self::People(list) => list.summary(),
        }
    }
}

fn row(external_id: &str, seen: &impl serde::Serialize) -> Row {
    let body = digests::canonical(seen);
    Row { external_id: external_id.to_owned(), digest: digests::sha256(&body), body }
}

/// Whether the row, of an account or a person, says that it is gone.
pub(super) fn is_gone(row: &Row) -> Result<bool> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Gone {
        gone_at: Option<Instant>,
    }
    Ok(serde_json::from_str::<Gone>(&row.body).map_err(Error::bug)?.gone_at.is_some())
}

impl App {
    /// Reads the list to its end: a list that is not what it should be is refused here, before anything is stored.
    pub(super) async fn check(&self, import: &Import, list: &Spooled) -> Result<Read> {
        let (formats, import, list) = (Arc::clone(&self.0.formats), import.clone(), list.clone());
        let read = self.0.readers.read(move || {
            let mut list = List::open(formats.as_ref(), &import, &list)?;
            let mut rows = 0;
            while list.skip()? {
                rows += 1;
            }
            Ok(Read { summary: list.summary(), rows })
        });
        read.await.map_err(Error::bug)?
    }

    /// Reads the list again, chunk by chunk, while earlier chunks are being worked on.
    pub(super) fn chunks(&self, import: &Import, list: &Spooled) -> Chunks {
        let size = self.0.portions.staged;
        let (send, receive) = tokio::sync::mpsc::channel(1);
        let (formats, import, list) = (Arc::clone(&self.0.formats), import.clone(), list.clone());
        self.0.readers.read(move || {
            let read = || -> Result<()> {
                let mut list = List::open(formats.as_ref(), &import, &list)?;
                loop {
                    let mut rows = list.some(SORTED)?.into_iter();
                    if rows.len() == 0 {
                        return Ok(());
                    }
                    while rows.len() > 0 {
                        let many = portion(rows.as_slice(), size);
                        if send.blocking_send(Ok(rows.by_ref().take(many).collect())).is_err() {
                            return Ok(());
                        }
                    }
                }
            };
            if let Err(failed) = read() {
                drop(send.blocking_send(Err(failed)));
            }
        });
        Chunks(receive)
    }
}

/// How many of the rows go together: at least one, at most so many.
fn portion(rows: &[Row], most: usize) -> usize {
    let mut bytes = 0;
    let fits = |row: &&Row| {
        bytes += row.body.len();
        bytes <= TOGETHER
    };
    rows.iter().take(most).take_while(fits).count().max(1)
}

/// The chunks of a list.
pub(super) struct Chunks(tokio::sync::mpsc::Receiver<Result<Vec<Row>>>);

impl Chunks {
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Row>>> {
        self.0.recv().await.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_together_up_to_a_number_and_a_size_and_never_none() {
        let rows = |bytes: usize, many: usize| {
            let row = Row { external_id: String::new(), digest: String::new(), body: "x".repeat(bytes) };
            vec![row; many]
        };
        assert_eq!(portion(&rows(1, 10), 7), 7);
        assert_eq!(portion(&rows(TOGETHER / 4, 10), 7), 4);
        assert_eq!(portion(&rows(TOGETHER * 2, 10), 7), 1);
    }
}
