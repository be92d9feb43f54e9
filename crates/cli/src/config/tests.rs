//! Settings from places that the tests make up.

mod checks;
mod places;
mod provider;
mod secrets;
mod values;

use std::path::Path;

use super::{Environment, Flags, Loaded, Places, load};

/// A folder with a `whose.toml` of this content, and these variables.
struct Bench {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl Bench {
    fn new(file: &str, variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if !file.is_empty() {
            std::fs::write(folder.path().join("whose.toml"), file).unwrap();
        }
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { folder, variables }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn load(&self, flags: Flags) -> Result<Loaded, String> {
        self.load_file(None, flags)
    }

    fn load_file(&self, file: Option<&str>, flags: Flags) -> Result<Loaded, String> {
        let environment = Environment::of(self.variables.clone());
        let places = Places { file: file.map(Into::into), directory: self.path(), environment, flags };
        load(places).map_err(|problems| problems.to_string())
    }
}

fn loaded(file: &str, variables: &[(&str, &str)]) -> Loaded {
    Bench::new(file, variables).load(Flags::default()).unwrap()
}

fn refused(file: &str, variables: &[(&str, &str)]) -> String {
    Bench::new(file, variables).load(Flags::default()).unwrap_err()
}

/// One line of `whose config show`.
fn shown(loaded: &Loaded, key: &str) -> String {
    loaded.shown.iter().find(|shown| shown.key == key).unwrap().to_string()
}
