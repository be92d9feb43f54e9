//! `whose export evidence`

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use exports::{
    Asking,
    evidence::{self, Period, Question},
};
use serde_json::{Value, json};

use super::{Asked, find};
use crate::{
    args::ExportEvidence,
    client::{Client, Query},
    exit::{Code, Failure, Result},
    print::words,
};

impl Asking for Client {
    type Error = Failure;

    async fn get(&self, path: &str, query: &Query) -> Result<Value> {
        Self::get(self, path, query).await
    }
}

pub(super) async fn run(asked: &Asked, wanted: ExportEvidence) -> Result<Code> {
    let period = Period::parse(&wanted.from, &wanted.to, wanted.as_known.as_deref()).map_err(Failure::usage)?;
    let output = Output::new(&wanted.output)?;
    let question = Question {
        connection: find::connection(&asked.client, &wanted.connection).await?,
        company: words::text(&asked.client.get("/api/v1/whoami", &Vec::new()).await?, "/company/name").to_owned(),
        period,
    };
    let written = evidence::write(&asked.client, &question, output.folder.path()).await;
    let names = written.map_err(|error| output.failed(error))?;
    output.finish(&names).map_err(|error| unwritable(&wanted.output, &error))?;
    let told = json!({ "output": wanted.output.display().to_string(), "files": names });
    asked.answer(&told, || format!("{} holds {}; begin with index.html", wanted.output.display(), names.join(", ")))
}

/// Where it goes. Everything is written beside it first, and takes its place as a whole.
struct Output<'p> {
    path: &'p Path,
    folder: tempfile::TempDir,
}

impl<'p> Output<'p> {
    fn new(path: &'p Path) -> Result<Self> {
        let is_empty = |path| fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
        if path.symlink_metadata().is_ok() && (is_zip(path) || !is_empty(path)) {
            let words = format!("{} is there already; name a folder that is empty, or something new", path.display());
            return Err(Failure::usage(words));
        }
        let beside = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = tempfile::Builder::new().prefix(".whose-evidence-").tempdir_in(beside);
        Ok(Self { path, folder: folder.map_err(|error| unwritable(path, &error))? })
    }

    fn finish(self, names: &[String]) -> io::Result<()> {
        if is_zip(self.path) {
            let pack: PathBuf = self.folder.path().join("evidence.zip");
            evidence::pack(self.folder.path(), names, &pack)?;
            return fs::rename(pack, self.path);
        }
        fs::rename(self.folder.path(), self.path)?;
        let _ = self.folder.keep();
        Ok(())
    }

    fn failed(&self, error: exports::Error<Failure>) -> Failure {
        match error {
            exports::Error::Asked(failure) => failure,
            exports::Error::Unreadable(why) => Failure::failed(format_args!("{why}; is the server an older whose?")),
            exports::Error::Written(error) => unwritable(self.path, &error),
        }
    }
}

fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::failed(format_args!("{} cannot be written: {error}", path.display()))
}
