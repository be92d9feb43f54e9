//! Exports, backups, and what comes back of them.

use std::fs;

use serde_json::Value;

use crate::whose::Whose;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn an_export_is_moved_as_it_is() {
    let whose = Whose::with_accounts();
    let export = whose.done("export");
    whose.file("register.jsonl", &export);
    let told = whose.done("db import register.jsonl --database sqlite:moved.db");
    assert!(told.starts_with("imported companies 1, people 2, accounts 6, events 16, the newest of 20"), "{told}");
    assert!(whose.done("export --database sqlite:moved.db") == export);
    assert_eq!(whose.done("accounts list --database sqlite:moved.db"), whose.done("accounts list"));
    assert_eq!(whose.done("db check --database sqlite:moved.db"), "what is stored holds together\n");
}

#[test]
fn a_backup_names_what_else_to_keep() {
    let whose = Whose::with_accounts();
    whose.file("pw", "secret");
    whose.file(
        "whose.toml",
        "[database]\npassword_file = \"pw\"\n[serve]\ntls_certificate = \"crt\"\ntls_key = \"key\"\n",
    );
    let told = whose.done("db backup one.jsonl");
    assert!(
        told.starts_with("one.jsonl holds companies 1, people 2, accounts 6, events 16, the newest of 20"),
        "{told}"
    );
    let (_, beside) = told.split_once("not in it, so keep as well:\n").unwrap();
    for line in ["  settings: ", "  database.password_file: pw", "  serve.tls_certificate: crt", "  serve.tls_key: key"]
    {
        assert_eq!(beside.lines().filter(|told| told.starts_with(line)).count(), 1, "{line} in {beside}");
    }
    let again = whose.words("db backup one.jsonl");
    assert!(again.code == 1 && again.err.contains("overwrites nothing"), "{}", again.err);
    let told = json(&whose.done("db backup two.jsonl --json"));
    assert_eq!((&told["accounts"], told["keepToo"].as_array().unwrap().len()), (&Value::from(6), 4));
    let read = |name: &str| fs::read(whose.folder().join(name)).unwrap();
    assert!(read("one.jsonl") == read("two.jsonl") && read("one.jsonl") == whose.done("export").into_bytes());
    let left: Vec<_> = fs::read_dir(whose.folder())
        .unwrap()
        .filter(|file| file.as_ref().unwrap().path().ends_with(".partial"))
        .collect();
    assert!(left.is_empty());
}

#[cfg(unix)]
#[test]
fn a_backup_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let whose = Whose::with_accounts();
    whose.done("db backup a.jsonl");
    let mode = fs::metadata(whose.folder().join("a.jsonl")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_restored_backup_is_seen_wherever_people_look() {
    let whose = Whose::with_accounts();
    whose.done("db backup a.jsonl");
    whose.done("accounts mark build --reason lost");
    let restored = whose.done("db restore a.jsonl --database sqlite:back.db");
    assert!(
        restored.contains("whose events --kind company.restored") && restored.contains("whose keys list"),
        "{restored}"
    );
    let at = "--database sqlite:back.db";
    assert_eq!(whose.words(&format!("is build {at}")).code, 3, "what came after the backup is lost");
    assert!(whose.done(&format!("events {at}")).contains("company.restored"));
    let (check, doctor) = (whose.done(&format!("db check {at}")), whose.done(&format!("doctor {at}")));
    for told in [&check, &doctor] {
        let line = told.lines().find(|line| line.contains("restored")).unwrap();
        assert!(line.contains("from a backup with events up to 20"), "{line}");
    }
    assert_eq!(json(&whose.done(&format!("db check {at} --json")))["restored"].as_array().unwrap().len(), 1);
    let again = whose.words(&format!("db restore a.jsonl {at}"));
    assert!(again.code == 1 && again.err.contains("a register in this database already"), "{}", again.err);

    // A backup of a restored register tells of both.
    whose.done(&format!("db backup b.jsonl {at}"));
    whose.done("db restore b.jsonl --database sqlite:twice.db");
    assert_eq!(whose.done("db check --database sqlite:twice.db").matches("restored at").count(), 2);
}

#[test]
fn damage_is_named_by_its_line_and_makes_no_database() {
    let whose = Whose::with_accounts();
    let export = whose.done("export");
    whose.file("cut.jsonl", &export[..export.len() - 1]);
    whose.file("other.jsonl", &export.replace("ada@example.com", "eve@example.com"));
    let lines = export.lines().count();
    for command in ["restore", "import"] {
        let cut = whose.words(&format!("db {command} cut.jsonl --database sqlite:new.db"));
        assert!(cut.code == 1 && cut.err.contains(&format!("line {lines}: ")), "{}", cut.err);
        assert_eq!(whose.words(&format!("db {command} other.jsonl --database sqlite:new.db")).code, 1);
        assert_eq!(whose.words(&format!("db {command} none.jsonl --database sqlite:new.db")).code, 1);
    }
    assert!(!whose.folder().join("new.db").exists());
}

#[test]
fn only_a_register_is_exported() {
    let whose = Whose::new();
    let none = whose.words("export --database sqlite:none.db");
    assert!(none.code == 1 && none.err.contains("no database file"), "{}", none.err);
    assert!(!whose.folder().join("none.db").exists());
    assert_eq!(whose.words("export --server http://127.0.0.1:9").code, 2);
    assert_eq!(whose.words("db backup a.jsonl --database sqlite:none.db").code, 1);
    assert!(!whose.folder().join("a.jsonl.partial").exists());
}
