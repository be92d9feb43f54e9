//! The folder: its files in order, and their sums.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read as _},
    path::{Path, PathBuf},
};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::Column;

/// The file with the sums, as `sha256sum --check` reads it.
const SUMS: &str = "SHA256SUMS";

/// A folder that is being filled.
pub(super) struct Folder {
    path: PathBuf,
    names: Vec<&'static str>,
}

/// A file as it was written.
#[derive(Clone, Debug)]
pub(super) struct Summed {
    pub(super) name: &'static str,
    /// Hexadecimal.
    pub(super) sha256: String,
    pub(super) bytes: u64,
}

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), names: Vec::new() }
    }

    /// The path of a new file of that name.
    pub(super) fn file(&mut self, name: &'static str) -> PathBuf {
        self.names.push(name);
        self.path.join(name)
    }

    /// The path of a file that is no part of the evidence; whoever makes it removes it.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Begins a CSV file with these columns.
    pub(super) fn csv(&mut self, name: &'static str, columns: &'static [Column]) -> io::Result<Csv> {
        let mut out = csv::Writer::from_writer(BufWriter::new(File::create_new(self.file(name))?));
        out.write_record(columns.iter().map(|column| column.title))?;
        Ok(Csv { out, columns })
    }

    /// The files so far, summed.
    pub(super) fn summed(&self) -> io::Result<Vec<Summed>> {
        self.names.iter().map(|name| summed(&self.path, name)).collect()
    }

    /// Writes the sums; gives the names of all files.
    pub(super) fn finish(mut self) -> io::Result<Vec<String>> {
        let lines: String = self.summed()?.iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect();
        fs::write(self.file(SUMS), lines)?;
        Ok(self.names.iter().map(|name| (*name).to_owned()).collect())
    }
}

/// A CSV file (RFC 4180) that is being written.
pub(super) struct Csv {
    out: csv::Writer<BufWriter<File>>,
    columns: &'static [Column],
}

impl Csv {
    pub(super) fn row(&mut self, row: &Value) -> io::Result<()> {
        Ok(self.out.write_record(self.columns.iter().map(|column| column.guarded(row)))?)
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn summed(folder: &Path, name: &'static str) -> io::Result<Summed> {
    let (mut file, mut sum, mut bytes) = (File::open(folder.join(name))?, Sha256::new(), 0);
    let mut some = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut some)?;
        let (here, _) = some.split_at_checked(read).unwrap_or_default();
        if here.is_empty() {
            break;
        }
        sum.update(here);
        bytes += read as u64;
    }
    let sha256 = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Summed { name, sha256, bytes })
}
