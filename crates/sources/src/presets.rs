//! Presets: for each export of a tool, which columns it has and what they mean. They are data, in `presets/*.toml`.

use std::{collections::BTreeMap, sync::LazyLock};

use domain::{connections::Kind, facts::Unknown, listings::Export, runs::Scope};
use serde::Deserialize;

use crate::words::{Word, Words};

/// An export of a tool that is recognised by its header or keys.
#[derive(Clone, Debug)]
pub struct Preset {
    written: Written,
    kind: Kind,
    words: BTreeMap<String, Words>,
    unknown: BTreeMap<String, Unknown>,
}

/// A preset as it is written down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    name: String,
    tool: String,
    what: String,
    scope: Scope,
    kind: String,
    /// The command that makes the file, or the way there by hand.
    make: String,
    /// The provider's own page about it.
    page: String,
    /// What the file is called in the documentation.
    file: String,
    /// Sets of columns or keys: a list that has all of one set is this.
    recognised: Vec<Vec<String>>,
    /// Keys of a JSON object under which the rows may be; a bare array always may.
    #[serde(default)]
    rows: Vec<String>,
    /// The code that makes the rows, where they are not in the file as such.
    reader: Option<String>,
    /// Columns that are not kept.
    #[serde(default)]
    dropped: Vec<String>,
    /// Whether rows without an address are passed over; else they are refused.
    #[serde(default)]
    without_address: bool,
    fields: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    words: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    unknown: BTreeMap<String, Reason>,
}

/// Why a field stays unknown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    why: String,
    because: String,
}

macro_rules! texts {
    ($($name:literal)*) => { [$(include_str!(concat!("../presets/", $name, ".toml"))),*] };
}

/// The presets as they are written down, in the order in which they are shown.
pub(crate) const TEXTS: [&str; 18] = texts!(
    "okta-users" "entra-users" "google-workspace-users" "bamboohr" "rippling" "workday"
    "aws-credential-report" "aws-authorization-details" "aws-identity-center-users"
    "gcloud-iam-policy" "gcloud-service-accounts" "az-ad-users"
    "github-members" "github-export" "gitlab-members" "kubernetes" "postgresql-roles" "ldif"
);

static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| TEXTS.iter().filter_map(|text| Preset::parse(text)).collect());

/// Every preset.
#[must_use]
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

/// The same, as somebody chooses them.
#[must_use]
pub fn exports() -> Vec<Export> {
    let export = |preset: &'static Preset| Export {
        name: preset.name(),
        tool: preset.tool(),
        what: preset.what(),
        scope: preset.scope(),
        kind: preset.kind(),
        make: preset.make(),
    };
    presets().iter().map(export).collect()
}

impl Preset {
    /// The preset of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        presets().iter().find(|preset| preset.name() == name)
    }

    fn parse(text: &str) -> Option<Self> {
        let written: Written = toml::from_str(text).ok()?;
        let words = written.words.iter().map(|(field, words)| Some((field.clone(), Words::parse(words)?)));
        let unknown = written.unknown.iter().map(|(field, reason)| Some((field.clone(), reason.read()?)));
        Some(Self {
            kind: Kind::parse(&written.kind)?,
            words: words.collect::<Option<_>>()?,
            unknown: unknown.collect::<Option<_>>()?,
            written,
        })
    }

    /// The word it is chosen by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.written.name
    }

    /// The tool that makes such lists.
    #[must_use]
    pub fn tool(&self) -> &str {
        &self.written.tool
    }

    /// What is listed.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.written.what
    }

    /// Whether it lists accounts or people.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.written.scope
    }

    /// What a connection of such lists is of.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The command that makes the file, or the way there by hand.
    #[must_use]
    pub fn make(&self) -> &str {
        self.written.make.trim()
    }

    /// The provider's own page about it.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.written.page
    }

    /// What the file is called in the documentation.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.written.file
    }

    /// The fields, each with what it is read from, the place that counts most first.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.written.fields.iter().map(|(field, places)| (field.as_str(), places.as_slice()))
    }

    /// The fields that stay unknown for all or for some, each with why.
    pub fn stays_unknown(&self) -> impl Iterator<Item = (&str, &str)> {
        self.written.unknown.iter().map(|(field, reason)| (field.as_str(), reason.because.as_str()))
    }

    /// The columns that are not kept.
    #[must_use]
    pub fn dropped(&self) -> &[String] {
        &self.written.dropped
    }

    pub(crate) fn places(&self, field: &str) -> &[String] {
        self.written.fields.get(field).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn words(&self, field: &str) -> Option<&Words> {
        self.words.get(field)
    }

    pub(crate) fn unknown(&self, field: &str) -> Option<&Unknown> {
        self.unknown.get(field)
    }

    pub(crate) fn recognised(&self) -> &[Vec<String>] {
        &self.written.recognised
    }

    pub(crate) fn rows(&self) -> &[String] {
        &self.written.rows
    }

    pub(crate) fn reader(&self) -> Option<&str> {
        self.written.reader.as_deref()
    }

    pub(crate) const fn passes_over(&self) -> bool {
        self.written.without_address
    }
}

impl Reason {
    fn read(&self) -> Option<Unknown> {
        match Word::parse(&self.why)? {
            Word::Why(why) => Some(why),
            _ => None,
        }
    }
}
