//! Both engines have the same schema: the same tables, columns, keys and indexes, in the same order. Exports hold all of it.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{collections::BTreeMap, fs, path::Path};

use domain::Instant;
use store::{
    Error,
    copies::TABLES,
    db::{Row, Statement, Work, work},
    migrations,
};
use testkit::Database;

/// The statements of an engine's migrations, by the name of their file; comments and line breaks gone.
fn statements(engine: &str) -> BTreeMap<String, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    files
        .map(|file| {
            let text = fs::read_to_string(file.path()).unwrap();
            let bare: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
            let words = |statement: &str| statement.split_whitespace().collect::<Vec<_>>().join(" ");
            let statements = bare.join("\n").split(';').map(words).filter(|statement| !statement.is_empty()).collect();
            (file.file_name().into_string().unwrap(), statements)
        })
        .collect()
}

/// A statement of SQLite as PostgreSQL spells it.
fn as_postgres(statement: &str) -> String {
    let table = statement.trim_end_matches(", WITHOUT ROWID").trim_end_matches(" STRICT");
    let words = table.split(' ').map(|word| {
        let (bare, comma) = word.strip_suffix(',').map_or((word, ""), |bare| (bare, ","));
        match bare {
            "INTEGER" => format!("BIGINT{comma}"),
            "TEXT" => format!("TEXT COLLATE \"C\"{comma}"),
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn both_engines_have_the_same_migrations_statement_by_statement() {
    let (small, large) = (statements("sqlite"), statements("postgres"));
    let names = |all: &BTreeMap<String, Vec<String>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&small), names(&large));
    for (file, statements) in &small {
        let spelled: Vec<String> = statements.iter().map(|statement| as_postgres(statement)).collect();
        assert_eq!(spelled, large[file], "{file}");
    }
}

#[test]
fn every_table_is_strict_and_has_only_whole_numbers_and_texts() {
    for statement in statements("sqlite").into_values().flatten().filter(|text| text.starts_with("CREATE TABLE")) {
        assert!(statement.contains(") STRICT"), "{statement}");
    }
    for statement in statements("postgres").into_values().flatten().filter(|text| text.starts_with("CREATE TABLE")) {
        let (_, columns) = statement.split_once(" ( ").unwrap();
        for column in columns.split(", ").filter(|column| column.starts_with(|c: char| c.is_ascii_lowercase())) {
            let Some((name, kind)) = column.split_once(' ') else { continue };
            let right = kind.starts_with("BIGINT") || kind.starts_with("TEXT COLLATE \"C\"");
            assert!(right || name.ends_with(')'), "{column}");
        }
    }
}

#[test]
fn every_table_but_the_registers_own_is_keyed_by_company_first() {
    for statement in statements("sqlite").into_values().flatten().filter(|text| text.starts_with("CREATE TABLE")) {
        let name = statement.split(' ').nth(2).unwrap();
        if !["blocks", "terms", "companies"].contains(&name) {
            assert!(statement.contains("PRIMARY KEY (company_id, "), "{name}");
        }
    }
}

/// The tables of a fresh database, with their columns and the columns of their keys.
async fn tables() -> BTreeMap<String, (String, String)> {
    let database = Database::sqlite();
    let pool = database.open().await;
    migrations::migrate(&pool, Instant::from_micros(0)).await.unwrap();
    let sql = "SELECT t.name, c.name, REPLACE(c.type, 'INTEGER', 'BIGINT'), c.pk \
               FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid";
    let read = work(move |tx| -> Work<'_, Vec<Row>, Error> { Box::pin(tx.query(Statement::new(sql, []))) });
    let mut tables = BTreeMap::<String, (String, String)>::new();
    for mut row in pool.read(read).await.unwrap() {
        let (table, name, kind, key): (String, String, String, i64) =
            (row.get().unwrap(), row.get().unwrap(), row.get().unwrap(), row.get().unwrap());
        let (columns, keys) = tables.entry(table).or_default();
        let separator = if columns.is_empty() { "" } else { ", " };
        columns.push_str(&format!("{separator}{name} {kind}"));
        if key > 0 {
            keys.push_str(&format!("{separator}{name} {kind}"));
        }
    }
    tables
}

#[tokio::test]
async fn an_export_holds_every_table_with_every_column_but_the_databases_own() {
    let mut tables = tables().await;
    for own in ["migrations", "leases"] {
        tables.remove(own).unwrap();
    }
    let exported: BTreeMap<String, (String, String)> = TABLES
        .iter()
        .map(|table| {
            let key: Vec<&str> = table.columns.split(", ").take(table.key).collect();
            (table.name.to_owned(), (table.columns.to_owned(), key.join(", ")))
        })
        .collect();
    assert_eq!(exported, tables, "whoever changes the schema changes copies::TABLES and docs/export.md");
}

#[test]
fn the_format_of_exports_is_documented_column_by_column() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/export.md");
    let page = fs::read_to_string(page).unwrap();
    for table in TABLES {
        let (_, section) =
            page.split_once(&format!("\n### {}\n", table.name)).unwrap_or_else(|| panic!("{}", table.name));
        let section = section.split("\n### ").next().unwrap();
        for name in table.names() {
            assert!(section.contains(&format!("`{name}`")), "{} {name}", table.name);
        }
    }
}
