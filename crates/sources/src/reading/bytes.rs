//! The bytes of a list, as they come in.

use std::io::{BufRead, Chain, Cursor, ErrorKind, Read};

use domain::listings::BadList;

use super::refusals;

/// What lists are read from.
pub(crate) type Input = Chain<Cursor<Vec<u8>>, Box<dyn BufRead + Send>>;

/// The mark that some programs, Excel among them, put before UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The input past its byte order mark, and whether there was one.
pub(crate) fn after_bom(mut input: Box<dyn BufRead + Send>) -> Result<(Input, bool), BadList> {
    let mut start = Vec::with_capacity(BOM.len());
    input.by_ref().take(3).read_to_end(&mut start).map_err(|error| unreadable(&error))?;
    let marked = start == BOM;
    if marked {
        start.clear();
    }
    Ok((Cursor::new(start).chain(input), marked))
}

/// The bytes at hand; empty at the end only.
pub(crate) fn at_hand(input: &mut Input) -> Result<&[u8], BadList> {
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(&error)),
        }
    }
    // Asked again because a slice that is returned from inside a loop stays borrowed; what is buffered comes at once.
    input.fill_buf().map_err(|error| unreadable(&error))
}

/// The input could not be read.
pub(crate) fn unreadable(error: &std::io::Error) -> BadList {
    refusals::list(format!("could not be read to its end ({})", error.kind()))
}
