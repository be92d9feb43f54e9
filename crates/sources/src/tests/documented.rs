//! `docs/import` says of every preset what is true of it.

use std::{fs, path::PathBuf};

use domain::runs::Scope;

use super::samples::SAMPLES;
use crate::{Preset, presets};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/import")
}

fn page(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("docs/import/{name}: {error}"))
}

/// What the page of a preset must say, word for word.
fn facts(preset: &Preset) -> Vec<String> {
    let scope = match preset.scope() {
        Scope::Accounts => "accounts",
        Scope::People => "people",
    };
    let quoted = |places: &[String]| places.iter().map(|place| format!("`{place}`")).collect::<Vec<_>>().join(", ");
    let mut facts = vec![
        format!("# {}: {}\n", preset.tool(), preset.what()),
        format!("{}", preset.make()),
        format!("\nwhose import {scope} {} --connection ", preset.file()),
        format!("[{0}](samples/{0})", preset.file()),
        format!("]({})", preset.page()),
        format!("`{}`", preset.kind().name()),
    ];
    facts.extend(preset.fields().map(|(field, places)| format!("\n| `{field}` | {} |\n", quoted(places))));
    facts.extend(preset.stays_unknown().map(|(field, because)| format!("\n- `{field}`: {because}\n")));
    facts.extend(preset.dropped().iter().map(|column| format!("`{column}`")));
    facts
}

#[test]
fn the_page_of_every_preset_says_what_is_true_of_it() {
    for preset in presets() {
        let page = page(&format!("{}.md", preset.name()));
        for fact in facts(preset) {
            assert!(page.contains(&fact), "docs/import/{}.md must say:\n{fact}", preset.name());
        }
        let rows = page.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows, preset.fields().count(), "docs/import/{}.md has other fields besides", preset.name());
        let unknown = page.lines().filter(|line| line.starts_with("- `")).count();
        assert_eq!(
            unknown,
            preset.stays_unknown().count(),
            "docs/import/{}.md has other unknowns besides",
            preset.name()
        );
    }
}

#[test]
fn the_index_names_every_preset_and_field() {
    let index = page("README.md");
    for preset in presets() {
        let row = format!("| {}: {} | [{name}]({name}.md) | ", preset.tool(), preset.what(), name = preset.name());
        let row = index.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("{row} is missing"));
        let command = row.split('`').rfind(|part| part.starts_with("whose import")).unwrap();
        assert!(page(&format!("{}.md", preset.name())).contains(&format!("\n{command}\n")), "{command}");
    }
    let fields = crate::accounts::VOCABULARY.iter().chain(crate::people::VOCABULARY).map(|(field, _)| field);
    for field in fields.chain(&domain::accounts::observed_facts::ALL) {
        assert!(index.contains(&format!("`{field}`")), "the index must name the field {field}");
    }
}

#[test]
fn every_page_and_sample_is_of_a_preset() {
    let names = |folder: PathBuf| {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        entries.collect::<Vec<_>>()
    };
    for name in names(folder()) {
        let whole = ["samples", "README.md", "drata.md"].contains(&name.as_str());
        let known = whole || Preset::named(name.trim_end_matches(".md")).is_some();
        assert!(known, "docs/import/{name} is of no preset");
    }
    for name in names(folder().join("samples")) {
        assert!(SAMPLES.iter().any(|sample| sample.name == name), "docs/import/samples/{name} is read by no test");
    }
}

#[test]
fn every_field_of_a_preset_is_one() {
    for preset in presets().iter().filter(|preset| preset.reader().is_none()) {
        let known = match preset.scope() {
            Scope::Accounts => crate::accounts::VOCABULARY,
            Scope::People => crate::people::VOCABULARY,
        };
        let named = preset.fields().map(|(field, _)| field).chain(preset.stays_unknown().map(|(field, _)| field));
        for field in named {
            assert!(known.iter().any(|(name, _)| *name == field), "{} has the field {field}", preset.name());
        }
    }
}
