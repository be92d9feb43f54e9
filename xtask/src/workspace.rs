//! What cargo knows of this checkout: where it is, where it builds, and which of our crates need which.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::commands;
use crate::graph::{Arrow, Graph};

/// The checkout that `cargo xtask` was typed in.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target directory.
    pub(crate) target: PathBuf,
    /// The dependencies between our own crates.
    pub(crate) graph: Graph,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn load() -> Result<Self> {
        // Asked at run time: checkouts that share a target directory share this program too.
        let here = std::env::var_os("CARGO_MANIFEST_DIR").context("run it as `cargo xtask`")?;
        let root = PathBuf::from(here).join("..").canonicalize().context("the checkout is gone")?;
        let mut command = commands::cargo(&root);
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        let metadata: Value = serde_json::from_slice(&commands::output(&mut command)?)?;
        let target = metadata.get("target_directory").and_then(Value::as_str).context("no target_directory")?;
        Ok(Self { root, target: target.into(), graph: graph_of(&metadata) })
    }

    /// Builds the program exactly as the tests do, so that nothing is compiled twice, and returns its path.
    pub(crate) fn build_program(&self) -> Result<PathBuf> {
        commands::run(commands::cargo(&self.root).args([
            "build",
            "--workspace",
            "--all-features",
            "--bins",
            "--tests",
        ]))?;
        Ok(self.target.join("debug/whose"))
    }
}

/// Reads the arrows from `cargo metadata`: a dependency by path is one of ours.
fn graph_of(metadata: &Value) -> Graph {
    let mut graph = Graph::default();
    for package in items(metadata, "packages") {
        let Some(from) = text(package, "name") else { continue };
        for dependency in items(package, "dependencies").filter(|dependency| text(dependency, "path").is_some()) {
            let Some(to) = text(dependency, "name") else { continue };
            let arrow = Arrow::new(from, to);
            match text(dependency, "kind") {
                Some("dev") => graph.tests.insert(arrow),
                _ => graph.crates.insert(arrow),
            };
        }
    }
    graph
}

fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dependencies_by_path_are_ours_and_those_of_tests_are_kept_apart() {
        let metadata = serde_json::json!({"packages": [{"name": "app", "dependencies": [
            {"name": "store", "path": "/x/store", "kind": null},
            {"name": "testkit", "path": "/x/testkit", "kind": "dev"},
            {"name": "serde", "kind": null},
        ]}]});
        let graph = graph_of(&metadata);
        assert_eq!(graph.crates, [Arrow::new("app", "store")].into());
        assert_eq!(graph.tests, [Arrow::new("app", "testkit")].into());
    }
}
