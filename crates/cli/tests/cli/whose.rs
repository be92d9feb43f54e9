//! Running the binary in a folder of its own.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;
use testkit::Database;

/// The binary, in an empty folder and with an environment that names a database at most.
pub(crate) struct Whose {
    folder: TempDir,
    database: Option<Database>,
}

/// What came of a command.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Whose {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database: None }
    }

    /// One on an empty database of the engine under test.
    pub(crate) fn on_engine() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { database: Some(runtime.block_on(Database::new())), ..Self::new() }
    }

    /// One with two people and four accounts, of which one is linked by its address.
    pub(crate) fn with_accounts() -> Self {
        let whose = Self::new();
        whose.file("staff.csv", "id,email,name\nE1,ada@example.com,Ada Lovelace\nE2,grace@example.com,Grace Hopper\n");
        let accounts = "id,username,email\n1001,ada,ada@example.com\n1002,build,\n1003,deploy,\n1004,deploy,\n";
        whose.file("accounts.csv", accounts);
        whose.done("import people staff.csv --connection staff");
        whose.done("import accounts accounts.csv --connection gh --format csv --kind GITHUB");
        whose
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The command, to be changed before it runs.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whose"));
        command.args(arguments).current_dir(self.folder()).env_clear();
        command.envs(self.environment());
        command
    }

    /// The variables by which commands find the database.
    fn environment(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.database.iter().map(|database| ("WHOSE__DATABASE__URL", database.url.as_str()))
    }

    /// Copies what is in a folder into its own.
    pub(crate) fn copy_of(&self, folder: &Path) {
        assert!(Command::new("cp").arg("-r").arg(folder.join(".")).arg(self.folder()).status().unwrap().success());
    }

    /// Runs a script that finds the binary by its name, up to the first command that fails.
    pub(crate) fn shell(&self, script: &str) -> Ended {
        let binaries = Path::new(env!("CARGO_BIN_EXE_whose")).parent().unwrap();
        let script = format!("PATH={}:$PATH\n{script}", binaries.display());
        let mut command = Command::new("bash");
        command.args(["-euo", "pipefail", "-c", &script]).current_dir(self.folder()).env_clear();
        command.envs(self.environment()).output().unwrap().into()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs words that are separated by blanks.
    pub(crate) fn words(&self, words: &str) -> Ended {
        self.run(&words.split(' ').collect::<Vec<_>>())
    }

    /// Runs words, which must succeed, and gives what they print.
    pub(crate) fn done(&self, words: &str) -> String {
        let ended = self.words(words);
        assert_eq!(ended.code, 0, "{words}: {}{}", ended.out, ended.err);
        ended.out
    }

    /// Runs words with that on standard input.
    pub(crate) fn fed(&self, words: &str, input: &str) -> Ended {
        let mut command = self.command(&words.split(' ').collect::<Vec<_>>());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap().into()
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
