//! The samples of `docs/import`, damaged in every way that files are: each is refused, or read as it should be.

use domain::runs::Scope;

use super::samples::{SAMPLES, Sample};
use crate::presets;

/// The ids in these rows.
fn ids(rows: &[String]) -> Vec<&str> {
    rows.iter().map(|row| row.split(" | ").next().unwrap()).collect()
}

fn json() -> impl Iterator<Item = &'static Sample> {
    SAMPLES.iter().filter(|sample| sample.name.ends_with(".json"))
}

fn csv() -> impl Iterator<Item = &'static Sample> {
    SAMPLES.iter().filter(|sample| sample.name.ends_with(".csv"))
}

/// The fields of a line of these samples: none has a comma, a quote or a line feed inside one, but for those in quotes.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        quoted ^= c == '"';
        match (c, fields.last_mut()) {
            (',', _) if !quoted => fields.push(String::new()),
            (_, Some(field)) => field.push(c),
            _ => {}
        }
    }
    fields
}

/// The sample with each line's fields changed.
fn edited(sample: &Sample, edit: impl Fn(usize, Vec<String>) -> Vec<String>) -> String {
    let lines = sample.text.lines().enumerate().map(|(line, text)| edit(line, fields(text)).join(","));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_sample_that_is_cut_off_is_refused_or_read_as_far_as_it_goes() {
    for sample in SAMPLES {
        let (whole, _) = sample.read("", sample.text.as_bytes()).unwrap();
        let step = (sample.text.len() / 200).max(1);
        for cut in (0..sample.text.trim_end().len()).step_by(step) {
            let Ok((rows, summary)) = sample.read("", &sample.text.as_bytes()[..cut]) else { continue };
            if summary.format != sample.preset {
                // The header itself was cut, and what is left of it is a list of somebody's own making.
                continue;
            }
            assert!(ids(&whole).starts_with(&ids(&rows)), "{} cut at {cut}", sample.name);
            let ended = rows.len().saturating_sub(1);
            assert_eq!(rows[..ended], whole[..ended], "{} cut at {cut}", sample.name);
        }
    }
}

#[test]
fn json_that_is_cut_off_is_always_refused_but_between_its_pages() {
    for sample in json() {
        let end = sample.text.trim_end().len();
        for cut in (0..end).step_by((end / 200).max(1)) {
            let between = sample.text[..cut].trim_end().ends_with("\n]");
            let refused = sample.read(sample.preset, &sample.text.as_bytes()[..cut]).is_err();
            assert!(refused || between, "{} cut at {cut}", sample.name);
        }
    }
}

#[test]
fn a_byte_order_mark_and_the_line_ends_of_windows_change_nothing() {
    for sample in SAMPLES {
        let plain = sample.read("", sample.text.as_bytes()).unwrap();
        let marked = format!("\u{feff}{}", sample.text);
        assert_eq!(sample.read("", marked.as_bytes()).unwrap(), plain, "{}", sample.name);
        let windows = sample.text.replace('\n', "\r\n");
        assert_eq!(sample.read("", windows.as_bytes()).unwrap(), plain, "{}", sample.name);
    }
}

#[test]
fn text_that_is_not_utf8_is_refused_with_the_line() {
    for sample in SAMPLES {
        let at =
            ["lindqvist", "sally", "postgres", "warehouse"].iter().find_map(|name| sample.text.find(name)).unwrap();
        let mut bytes = sample.text.as_bytes().to_vec();
        bytes[at] = 0xFF;
        let bad = sample.read(sample.preset, &bytes).unwrap_err();
        assert!(bad.line.is_some() && bad.problem.contains("is not UTF-8"), "{}: {bad}", sample.name);
    }
}

#[test]
fn a_key_that_comes_twice_or_is_empty_is_refused() {
    let keys = [
        ("okta-users.json", "\"id\": \"00u1b7q2m8Kq4XrT25d7\"", "\"id\": \"00u1a2b3c4D5E6F7G8H9\""),
        ("entra-users.csv", "05f9eb61-470e-426c-b631-6db6bf429063", "7cc0c81b-f2a2-489a-8243-eda96da4214d"),
        ("google-workspace-users.csv", "omar.haddad@example.com", "maya.lindqvist@example.com"),
        ("bamboohr.json", "\"104\"", "\"101\""),
        ("rippling.csv", "5d3777868a9f4e2b5e467fca", "5d3777868a9f4e2b5e467fc9"),
        ("workday.json", "\"21004\"", "\"21001\""),
        ("credential-report.csv", "user/ci-deploy", "user/sally@example.com"),
        ("authorization-details.json", "111122223333:user/rashid", "111122223333:user/terraform"),
        ("identity-center-users.json", "bbbbbbbb", "aaaaaaaa"),
        ("service-accounts.json", "\"uniqueId\": \"117531864209753186420\"", "\"uniqueId\": \"108642097531864209753\""),
        ("az-ad-users.json", "c0ffee00-5d21-4b7e-8f3a-2b9d8e7f6a5c", "7cc0c81b-f2a2-489a-8243-eda96da4214d"),
        ("github-members.json", "\"id\": 1000002", "\"id\": 1000001"),
        ("github-export.csv", "praman-ex", "mlindqvist-ex"),
        ("gitlab-members.json", "\"id\": 502", "\"id\": 501"),
        ("postgresql-roles.json", "\"rolname\":\"ines.duarte\"", "\"rolname\":\"analysts\""),
        (
            "kubernetes.json",
            "\"name\": \"default\",\n                \"namespace\": \"default\"",
            "\"name\": \"argocd\", \"namespace\": \"argocd\"",
        ),
        ("directory.ldif", "6f1c2e3d4a5c", "6f1c2e3d4a5b"),
    ];
    for (name, key, other) in keys {
        let sample = SAMPLES.iter().find(|sample| sample.name == name).unwrap();
        assert!(sample.text.contains(key), "{name}");
        let bad = sample.read("", sample.text.replacen(key, other, 1).as_bytes()).unwrap_err();
        assert!(bad.line.is_some() && bad.column.is_some() && bad.problem.contains("same"), "{name}: {bad}");
        if name.ends_with(".json") && name != "kubernetes.json" && name != "authorization-details.json" {
            let empty = key.split_once(':').map_or("\"\"".to_owned(), |(name, _)| format!("{name}:\"\""));
            let key = if key.contains('"') { key.to_owned() } else { format!("\"{}\"", whole_text(sample.text, key)) };
            let bad = sample.read("", sample.text.replacen(&key, &empty, 1).as_bytes()).unwrap_err();
            assert!(bad.line.is_some() && bad.problem.contains("must not be empty"), "{name}: {bad}");
        }
    }
}

/// The JSON text that holds these characters.
fn whole_text<'a>(text: &'a str, part: &str) -> &'a str {
    let at = text.find(part).unwrap();
    let begin = text[..at].rfind('"').unwrap() + 1;
    let end = at + text[at..].find('"').unwrap();
    &text[begin..end]
}

#[test]
fn a_key_of_an_object_that_comes_twice_is_refused_everywhere() {
    for sample in json() {
        for (at, _) in sample.text.match_indices('{') {
            if sample.text[at + 1..].trim_start().starts_with('}') {
                continue;
            }
            let twice = format!("{}\"twice\": 1, \"twice\": 2, {}", &sample.text[..=at], &sample.text[at + 1..]);
            let bad = sample.read(sample.preset, twice.as_bytes()).unwrap_err();
            assert!(bad.problem.contains("twice") && bad.line.is_some(), "{} at {at}: {bad}", sample.name);
        }
    }
}

#[test]
fn a_column_without_a_name_or_with_that_of_another_is_refused() {
    for sample in csv() {
        for name in ["", "Login", "user", "login", "id", "userPrincipalName", "Employee ID", "Employee #"] {
            let more = edited(sample, |line, mut fields| {
                fields.push(if line == 0 { name.to_owned() } else { String::new() });
                fields
            });
            let header = fields(sample.text.lines().next().unwrap());
            if name.is_empty() || header.iter().any(|column| column == name) {
                let bad = sample.read(sample.preset, more.as_bytes()).unwrap_err();
                assert_eq!((bad.line, bad.column), (Some(1), Some((header.len() + 1).to_string())), "{}", sample.name);
            }
        }
    }
}

#[test]
fn other_columns_are_kept_as_facts_and_an_order_of_their_own_changes_nothing() {
    for sample in csv() {
        let (rows, summary) = sample.read("", sample.text.as_bytes()).unwrap();
        let more = edited(sample, |line, mut fields| {
            fields.insert(0, if line == 0 { "Favourite colour".to_owned() } else { "green".to_owned() });
            fields
        });
        let (coloured, told) = sample.read("", more.as_bytes()).unwrap();
        assert_eq!(ids(&coloured), ids(&rows), "{}", sample.name);
        assert!(coloured.iter().all(|row| row.contains("Favourite colour = \"green\"")), "{}", sample.name);
        assert!(told.unread.contains(&"Favourite colour".to_owned()), "{}", sample.name);
        let shuffled = edited(sample, |_, mut fields| {
            fields.reverse();
            let third = fields.len() / 3;
            fields.rotate_left(third);
            fields
        });
        let (again, told) = sample.read("", shuffled.as_bytes()).unwrap();
        assert_eq!(again, rows, "{}", sample.name);
        assert_eq!(told.format, summary.format);
    }
}

#[test]
fn a_list_of_another_tool_is_refused_or_at_least_never_read_as_what_it_is_not() {
    for sample in SAMPLES {
        for preset in presets().iter().filter(|preset| preset.name() != sample.preset) {
            if preset.scope() == sample.preset().scope() {
                // Some have the columns that the other needs; what matters is that nothing breaks.
                let _ = sample.read(preset.name(), sample.text.as_bytes());
            } else {
                let bad = sample.read(preset.name(), sample.text.as_bytes()).unwrap_err();
                assert!(bad.problem.contains("is a list of"), "{}: {bad}", sample.name);
            }
        }
    }
    let people = SAMPLES.iter().find(|sample| sample.preset().scope() == Scope::People).unwrap();
    let refused = super::refused_accounts("", people.text);
    assert_eq!(refused, "okta-users is a list of people, not of accounts; import it as people");
}

#[test]
fn a_byte_of_nonsense_anywhere_in_a_sample_never_panics() {
    for sample in SAMPLES {
        let step = (sample.text.len() / 25).max(1);
        for nonsense in [0x00, 0xFF, b'"', b',', b'\n', b':', b'{', b']', b' '] {
            for place in (0..sample.text.len()).step_by(step) {
                let mut bytes = sample.text.as_bytes().to_vec();
                bytes[place] = nonsense;
                let _ = sample.read(sample.preset, &bytes);
            }
        }
    }
}
