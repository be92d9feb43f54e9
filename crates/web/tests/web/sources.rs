//! Rules that every template keeps: nothing in it runs or styles itself, and nothing is written unescaped.

use std::{fs, path::Path};

fn texts(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.to_str().unwrap().ends_with(ending) {
                let text = fs::read_to_string(&entry).unwrap();
                found.push((entry.to_str().unwrap().split_once(folder_of(&entry)).unwrap().1.to_owned(), text));
            }
        }
    }
    found
}

fn folder_of(path: &Path) -> &'static str {
    if path.to_str().unwrap().contains("/templates/") { "/templates/" } else { "/src/" }
}

#[test]
fn no_template_runs_styles_or_escapes_by_itself() {
    let mut seen = 0;
    let inline = texts("src", ".rs").into_iter().filter(|(_, text)| text.contains("#[template("));
    for (name, text) in texts("templates", ".html").into_iter().chain(inline) {
        for wrong in [
            "|safe",
            "| safe",
            "|escape(\"none\"",
            " style=\"",
            "<style",
            "javascript:",
            "hx-on",
            "hx-vals",
            "ext = \"txt\"",
        ] {
            assert!(!text.contains(wrong), "{name} has {wrong}");
        }
        for (at, _) in text.match_indices(" on") {
            let rest = &text[at + 3..];
            let name_of = rest.split(|c: char| !c.is_ascii_lowercase()).next().unwrap();
            assert!(!rest[name_of.len()..].starts_with("=\""), "{name} has on{name_of}=");
        }
        for script in text.split("<script").skip(1) {
            assert!(script.contains("></script>") && script.starts_with(" src="), "{name} has a script in it");
        }
        seen += 1;
    }
    assert!(seen >= 12, "{seen}");
}

#[test]
fn every_template_belongs_to_a_page() {
    let sources: String = texts("src", ".rs").into_iter().map(|(_, text)| text).collect();
    for (name, _) in texts("templates", ".html") {
        assert!(name == "layout.html" || sources.contains(&format!("path = \"{name}\"")), "{name} is nobody's");
    }
}

#[test]
fn a_form_that_is_sent_carries_the_token() {
    for (name, text) in texts("templates", ".html") {
        for form in text.split("<form method=\"post\"").skip(1) {
            let form = form.split("</form>").next().unwrap();
            let signs_in = form.contains("action=\"/sign-in\"");
            assert!(signs_in || form.contains("name=\"token\"") || form.contains("call fields("), "{name}: {form}");
        }
    }
}
