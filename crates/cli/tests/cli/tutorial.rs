//! The README's way from nothing to a clean register, run by a shell as it is written there.

use std::{fs, path::Path};

use crate::whose::Whose;

const SECTION: &str = "## From nothing to a clean register\n";

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The blocks of the section that are for a shell.
fn blocks(readme: &str) -> Vec<&str> {
    let (_, section) = readme.split_once(SECTION).unwrap();
    let section = section.split("\n## ").next().unwrap();
    section.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_tutorial_ends_with_a_register_in_which_nothing_is_open() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut blocks = blocks(&readme);
    // The first block builds and goes to a copy of the files.
    assert!(blocks.remove(0).contains("cp -r docs/tutorial /tmp/tutorial"));
    let whose = Whose::on_engine();
    whose.copy_of(&root().join("docs/tutorial"));
    let ended = whose.shell(&blocks.concat());
    assert_eq!(ended.code, 0, "{}{}", ended.out, ended.err);
    let mut rest = ended.out.as_str();
    for words in [
        "8 rows of csv for roster",
        "added 7, changed 0, unchanged 0, returned 0, removed 0, linked 2",
        "stays unknown: access.admin",
        "6 rows of json for github",
        "added 6, changed 0, unchanged 0, returned 0, removed 0, linked 4",
        "nobody has said whose it is",
        "would change 13 accounts; refused 0 rows",
        "changed 13 accounts; refused 0 rows",
        "turing-ex ",
        "bliskov-ex: Barbara Liskov <barbara.liskov@example.com> → Edsger Dijkstra",
        "would restore 2 accounts",
        "restored 2 accounts",
        "removed 1, linked 0",
        "removed 1, linked 0",
        "removed 1, linked 0",
        "nightly-backup on aws-prod (AWS) is a service account: copies the databases at night",
        "\"reason\":\"deploys from the build server\"",
        "aturing on aws-prod (AWS) belongs to Alan Turing",
        "population.csv: OK",
    ] {
        let Some((_, after)) = rest.split_once(words) else {
            panic!("{words} is missing, or too early: {}", ended.out)
        };
        rest = after;
    }
    assert!(!ended.out.contains("gone at the provider") && whose.done("is aturing").contains("gone at the provider"));
    assert!(whose.folder().join("evidence/index.html").exists());
}
