//! `specimen ACCOUNTS UNTIL [SEED]`: writes a made-up register of that size to standard output, as an export.

use std::{
    error::Error,
    io::{BufWriter, stdout},
};

use domain::Instant;
use specimens::Plan;

const USAGE: &str = "specimen ACCOUNTS UNTIL [SEED], as: specimen 10000 2026-11-02T00:00:00Z";

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let accounts = words.next().and_then(|word| word.parse().ok()).ok_or(USAGE)?;
    let until = words.next().and_then(|word| Instant::parse(&word)).ok_or(USAGE)?;
    let seed = words.next().map_or(Ok(1), |word| word.parse())?;
    let mut out = BufWriter::with_capacity(1 << 20, stdout());
    specimens::write(&Plan { accounts, seed, until }, &mut out).map_err(|error| error.to_string().into())
}
