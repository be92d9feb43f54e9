//! Settings in a TOML file.

use std::path::Path;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Origin, Problem, Problems, SETTINGS, Setting,
    layers::{Given, Layers},
    nearest::nearest,
    settings::Kind,
};

/// A file being read.
struct Page<'a> {
    file: &'a Path,
    text: &'a str,
}

/// Reads the file's settings over those that are there.
pub(super) fn read(file: &Path, layers: &mut Layers, problems: &mut Problems) {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return problems.push(Problem::of_file(file, format!("cannot be read: {error}"))),
    };
    let page = Page { file, text: &text };
    match DeTable::parse(&text) {
        Ok(table) => page.sections(table.get_ref(), layers, problems),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            problems
                .push(Problem::of_file(file, format!("is not TOML in line {}: {}", page.line(at), error.message())));
        }
    }
}

impl Page<'_> {
    fn sections(&self, table: &DeTable<'_>, layers: &mut Layers, problems: &mut Problems) {
        for (name, value) in table {
            let known = SETTINGS.iter().any(|setting| setting.key.split('.').next() == Some(name.get_ref()));
            match value.get_ref().as_table() {
                Some(section) if known => self.section(name.get_ref(), section, layers, problems),
                _ => problems.push(self.unknown(name.get_ref().to_string(), name.span().start)),
            }
        }
    }

    fn section(&self, section: &str, table: &DeTable<'_>, layers: &mut Layers, problems: &mut Problems) {
        for (name, value) in table {
            let key = format!("{section}.{}", name.get_ref());
            let at = name.span().start;
            let Some(setting) = Setting::of(&key) else {
                problems.push(self.unknown(key, at));
                continue;
            };
            match given(setting.kind, value) {
                Ok(given) => layers.set(setting, given, self.origin(at)),
                Err(rule) => problems.push(Problem::bad(setting.key, &self.origin(at), rule)),
            }
        }
    }

    fn unknown(&self, key: String, at: usize) -> Problem {
        let hint = nearest(&key).map(|setting| setting.key.to_owned());
        Problem::unknown(key, &self.origin(at), hint)
    }

    fn origin(&self, at: usize) -> Origin {
        Origin::File(self.file.to_owned(), self.line(at))
    }

    fn line(&self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|byte| *byte == b'\n').count()
    }
}

/// A value of the right kind, or what it must be.
fn given(kind: Kind, value: &Spanned<DeValue<'_>>) -> Result<Given, &'static str> {
    match (kind, value.get_ref()) {
        (Kind::Text, DeValue::String(text)) => Ok(Given::Text(text.to_string())),
        (Kind::Flag, DeValue::Boolean(flag)) => Ok(Given::Text(flag.to_string())),
        (Kind::Number, DeValue::Integer(number)) if number.radix() == 10 => Ok(Given::Text(number.as_str().to_owned())),
        (Kind::List, DeValue::Array(values)) => {
            let texts = values.iter().map(|value| value.get_ref().as_str().map(str::to_owned));
            texts.collect::<Option<_>>().map(Given::List).ok_or("must be a list of strings")
        }
        (Kind::Text, _) => Err("must be a string"),
        (Kind::Flag, _) => Err("must be true or false"),
        (Kind::Number, _) => Err("must be a whole number"),
        (Kind::List, _) => Err("must be a list of strings"),
    }
}
