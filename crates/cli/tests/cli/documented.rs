//! The commands of the documentation, run as they are written there.

use std::{fs, path::PathBuf};

use crate::whose::Whose;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/import")
}

/// The commands in the blocks of a page that are for us.
fn commands(page: &str) -> Vec<&str> {
    let blocks = page.split("```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.flat_map(str::lines).filter(|line| line.starts_with("whose ")).collect()
}

/// The words of a command, as a shell parts them.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for c in command.chars() {
        match (c, words.last_mut()) {
            ('\'', _) => quoted = !quoted,
            (' ', _) if !quoted => words.push(String::new()),
            (c, Some(word)) => word.push(c),
            _ => {}
        }
    }
    words
}

fn run(whose: &Whose, command: &str) -> String {
    let words = words(command);
    let ended = whose.run(&words.iter().skip(1).map(String::as_str).collect::<Vec<_>>());
    assert_eq!(ended.code, 0, "{command}: {}{}", ended.out, ended.err);
    ended.out
}

#[test]
fn every_command_imports_its_sample_and_changes_nothing_the_second_time() {
    let whose = Whose::new();
    for sample in fs::read_dir(folder().join("samples")).unwrap() {
        let path = sample.unwrap().path();
        fs::copy(&path, whose.folder().join(path.file_name().unwrap())).unwrap();
    }
    let pages = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut ran = 0;
    // Not of a preset: the index, and what comes by an API.
    let of_preset = |path: &PathBuf| !["README.md", "drata.md"].iter().any(|name| path.ends_with(name));
    for page in pages.filter(|path| path.extension().is_some_and(|ending| ending == "md") && of_preset(path)) {
        let text = fs::read_to_string(&page).unwrap();
        for command in commands(&text) {
            let first = run(&whose, command);
            assert!(!first.contains("added 0,") && first.contains("stays unknown: "), "{command}: {first}");
            let again = run(&whose, command);
            assert!(
                again.contains("added 0, changed 0,") && again.contains("returned 0, removed 0"),
                "{command}: {again}"
            );
            ran += 1;
        }
    }
    assert!(ran >= 18, "only {ran} commands were found");
}

#[test]
fn lists_of_anybodys_making_are_imported_as_the_index_says() {
    let whose = Whose::new();
    whose.file("staff.csv", "Number,Work Email,Joined\n7,ada@example.com,2024-03-04\n");
    whose.file("users.json", r#"[{"key": "k1", "profile": {"mail": "ada@example.com"}, "active": true}]"#);
    let index = fs::read_to_string(folder().join("README.md")).unwrap();
    let commands = commands(&index);
    assert_eq!(commands.len(), 2);
    for command in commands {
        assert!(run(&whose, command).contains("added 1, "), "{command}");
    }
    assert!(whose.done("is k1").contains("ada@example.com"));
}

#[test]
fn the_formats_are_listed_without_a_database() {
    let whose = Whose::new();
    let told = whose.done("import formats");
    assert!(told.contains("  okta-users: Okta, users\n") && told.contains("gcloud projects get-iam-policy"), "{told}");
    let listed: serde_json::Value = serde_json::from_str(&whose.done("import formats --json")).unwrap();
    assert!(listed.as_array().unwrap().iter().any(|format| format["name"] == "ldif" && format["kind"] == "LDAP"));
    assert!(!whose.folder().join("whose.db").exists());
    assert_eq!(whose.words("import accounts a.csv --connection x --format xml").code, 2);
    assert_eq!(whose.words("import accounts a.csv --connection x --map email").code, 2);
}

/// What a page of `docs` has for a shell.
fn script(page: &str) -> String {
    let text = fs::read_to_string(folder().join("..").join(page)).unwrap();
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.collect()
}

/// The register of the tutorial, with its accounts decided about; gives the batch that did it.
fn decided() -> (Whose, String) {
    let whose = Whose::new();
    whose.copy_of(&folder().join("../tutorial"));
    let ended = whose.shell(
        "{ whose import people staff.csv --connection roster --map id=Employee --map email='Work Email' --complete
           whose import accounts monday/credential-report.csv --connection aws-prod; } > imported.txt
         whose accounts list --unlinked --csv | sed -f answers.sed > a.csv
         whose accounts apply a.csv | sed -n 's/^undo it with: whose undo //p'",
    );
    assert_eq!(ended.code, 0, "{}", ended.err);
    (whose, ended.out.trim().to_owned())
}

#[test]
fn sheets_evidence_and_exports_are_made_as_their_pages_say() {
    let (whose, batch) = decided();
    let elsewhere = format!("sqlite:{}", whose.folder().join("elsewhere.db").display());
    for (page, stated, here, told) in [
        ("sheets.md", "whose undo 4711", format!("whose undo {batch}"), "restored 5 accounts"),
        ("evidence.md", "q3-aws", "third".to_owned(), "third holds population.csv"),
        ("export.md", "postgres://whose@db/whose", elsewhere, "people 8, accounts 15"),
    ] {
        let script = script(page);
        assert!(script.contains(stated), "{page}");
        let lines: String =
            script.lines().filter(|line| line.starts_with("whose ")).map(|line| format!("{line}\n")).collect();
        let ended = whose.shell(&lines.replace(stated, &here));
        assert!(ended.code == 0 && ended.out.contains(told), "{page}: {}{}", ended.out, ended.err);
    }
}
