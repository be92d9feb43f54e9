//! Packing: the folder as one zip file, with the same bytes for the same files.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Write},
    path::Path,
};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// Packs these files of the folder, in this order, into a new file. Dates are the first that the format has: when the files
/// were written says nothing about what is in them.
///
/// # Errors
/// When a file cannot be read, or the pack cannot be written.
pub fn pack(folder: &Path, names: &[String], pack: &Path) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(true);
    let mut zip = ZipWriter::new(BufWriter::new(File::create_new(pack)?));
    for name in names {
        zip.start_file(name.as_str(), options)?;
        io::copy(&mut BufReader::new(File::open(folder.join(name))?), &mut zip)?;
    }
    let mut out = zip.finish()?;
    out.flush()?;
    out.get_ref().sync_all()
}
