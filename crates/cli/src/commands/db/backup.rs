//! `whose db backup FILE`

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use serde_json::json;
use store::copies::Held;

use super::{Start, counted_in, existing};
use crate::{
    config::{Origin, Value},
    exit::{Code, Failure, Result},
    print,
};

pub(super) async fn run(start: &Start, file: &Path) -> Result<Code> {
    if file.exists() {
        return Err(Failure::failed(format_args!("{} exists; a backup overwrites nothing", file.display())));
    }
    let pool = existing(start).await?;
    let partial = Partial::make(file)?;
    let out = partial.file.try_clone().map_err(|error| partial.unwritten(&error))?;
    app::copies::export(&pool, out).await?;
    let held = partial.kept(file)?;
    let beside = beside(start);
    if start.global.json {
        let beside: Vec<_> = beside.iter().map(|(what, place)| json!({ "what": what, "where": place })).collect();
        print::json(&json!({
            "file": file.to_string_lossy(),
            "rows": held.all(),
            "companies": held.of("companies"),
            "people": held.of("people"),
            "accounts": held.of("accounts"),
            "events": held.of("events"),
            "newest": held.newest.map(|at| at.to_string()),
            "sha256": held.sha256,
            "keepToo": beside,
        }))?;
    } else {
        print::line(&told(file, &held, &beside))?;
    }
    Ok(Code::Done)
}

fn told(file: &Path, held: &Held, beside: &[(String, String)]) -> String {
    let mut lines = vec![
        format!("{} holds {}", file.display(), counted_in(held)),
        format!("it was read back; SHA-256 {}", held.sha256),
    ];
    if !beside.is_empty() {
        lines.push("not in it, so keep as well:".to_owned());
        lines.extend(beside.iter().map(|(what, place)| format!("  {what}: {place}")));
    }
    lines.join("\n")
}

/// What a server needs to start again and a backup does not hold: the settings, and the files that they name.
fn beside(start: &Start) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for setting in &start.shown {
        let place = match &setting.origin {
            Origin::File(file, _) => Some(("settings".to_owned(), file.display().to_string())),
            Origin::Environment(name) => Some(("environment".to_owned(), name.clone())),
            Origin::Default | Origin::Flag(_) => None,
        };
        found.extend(place.filter(|place| !found.contains(place)));
        if let Value::Text(file) = &setting.value
            && ["_file", "_key", "_certificate"].iter().any(|of| setting.key.ends_with(of))
        {
            found.push((setting.key.to_owned(), file.clone()));
        }
    }
    found
}

/// A backup that is not yet whole: it is removed unless it is kept.
struct Partial {
    file: File,
    path: PathBuf,
}

impl Partial {
    /// Makes the file beside the one that it will be, for its owner alone.
    fn make(whole: &Path) -> Result<Self> {
        let mut name = whole.as_os_str().to_owned();
        name.push(".partial");
        let path = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => Ok(Self { file, path }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::failed(format_args!(
                "{} exists: another backup is under way, or one was broken off; remove it then",
                path.display()
            ))),
            Err(error) => Err(Failure::failed(format_args!("{} cannot be made: {error}", path.display()))),
        }
    }

    /// Gives it its name once it is on the disk and was read back.
    fn kept(self, whole: &Path) -> Result<Held> {
        self.file.sync_all().map_err(|error| self.unwritten(&error))?;
        let held = app::copies::read(&self.path)?;
        fs::rename(&self.path, whole).map_err(|error| self.unwritten(&error))?;
        let folder = whole.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| self.unwritten(&error))?;
        Ok(held)
    }

    fn unwritten(&self, error: &io::Error) -> Failure {
        Failure::failed(format_args!("{} cannot be written: {error}", self.path.display()))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // Once it has its name, there is nothing to remove.
        let _ = fs::remove_file(&self.path);
    }
}
