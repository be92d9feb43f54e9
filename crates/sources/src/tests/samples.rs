//! The samples of `docs/import`: what is read of each, as it shows itself.

use std::fmt::Write as _;

use domain::{
    accounts::observed_facts,
    facts::{Fact, Facts, Unknown},
    listings::{BadList, Summary},
    runs::Scope,
};

use super::{read_accounts, read_people};
use crate::{Preset, presets};

/// A sample, and the preset that reads it.
pub(crate) struct Sample {
    pub(crate) preset: &'static str,
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

macro_rules! samples {
    ($($preset:literal $name:literal;)*) => {
        /// Every sample.
        pub(crate) const SAMPLES: &[Sample] = &[
            $(Sample { preset: $preset, name: $name, text: include_str!(concat!("../../../../docs/import/samples/", $name)) }),*
        ];
    };
}

samples! {
    "okta-users" "okta-users.json";
    "okta-users" "okta-password-health.csv";
    "entra-users" "entra-users.csv";
    "google-workspace-users" "google-workspace-users.csv";
    "bamboohr" "bamboohr.json";
    "bamboohr" "bamboohr.csv";
    "rippling" "rippling.csv";
    "rippling" "rippling.json";
    "workday" "workday.json";
    "workday" "workday.csv";
    "aws-credential-report" "credential-report.csv";
    "aws-authorization-details" "authorization-details.json";
    "aws-identity-center-users" "identity-center-users.json";
    "gcloud-iam-policy" "iam-policy.json";
    "gcloud-service-accounts" "service-accounts.json";
    "az-ad-users" "az-ad-users.json";
    "github-members" "github-members.json";
    "github-export" "github-export.csv";
    "gitlab-members" "gitlab-members.json";
    "kubernetes" "kubernetes.json";
    "postgresql-roles" "postgresql-roles.json";
    "ldif" "directory.ldif";
    "ldif" "active-directory.ldif";
}

impl Sample {
    /// The preset that reads it.
    pub(crate) fn preset(&self) -> &'static Preset {
        Preset::named(self.preset).unwrap_or_else(|| panic!("{} is no preset", self.preset))
    }

    /// What is read of these bytes, a row each, in the format that they show; and what is known of the whole.
    pub(crate) fn read(&self, format: &str, bytes: &[u8]) -> Result<(Vec<String>, Summary), BadList> {
        match self.preset().scope() {
            Scope::Accounts => {
                let (rows, summary) = read_accounts(format, bytes)?;
                let told = rows.iter().map(|row| {
                    let email = row.email.as_deref().unwrap_or("-");
                    format!("{} | {} | {email}\n{}", row.external_id, row.username, facts(&row.facts))
                });
                Ok((told.collect(), summary))
            }
            Scope::People => {
                let (rows, summary) = read_people(format, bytes)?;
                let told = rows.iter().map(|row| {
                    let (first, last, title) =
                        (&row.first_name, &row.last_name, row.job_title.as_deref().unwrap_or("-"));
                    let left = match row.left {
                        None => "here".to_owned(),
                        Some(left) => format!("left {}", left.at.map_or("some day".to_owned(), |at| at.date())),
                    };
                    let who = format!("{} | {} | {first} | {last} | {title} | {left}", row.external_id, row.email);
                    format!("{who}\n{}", facts(&row.facts))
                });
                Ok((told.collect(), summary))
            }
        }
    }
}

/// The facts under our names, then those under the provider's own.
fn facts(facts: &Facts) -> String {
    let told = |name: &str, fact: &Fact<serde_json::Value>| match fact {
        Fact::Known(value) => format!("{name} = {value}"),
        Fact::Unknown(Unknown::NotApplicable(why)) => format!("{name} ? not applicable: {why}"),
        Fact::Unknown(why) => format!("{name} ? {why:?}"),
    };
    let ours = observed_facts::ALL.iter().map(|name| format!("    {}\n", told(name, &facts.observed(name))));
    let others = facts.by_name.iter().filter(|(name, _)| !observed_facts::ALL.contains(&name.as_str()));
    let others = others.map(|(name, fact)| format!("        {}\n", told(name, fact)));
    ours.chain(others).collect()
}

#[test]
fn every_preset_can_be_read_and_has_a_name_of_its_own() {
    assert_eq!(presets().len(), crate::presets::TEXTS.len());
    for preset in presets() {
        assert_eq!(Preset::named(preset.name()).map(Preset::tool), Some(preset.tool()));
        assert!(presets().iter().filter(|other| other.name() == preset.name()).count() == 1, "{}", preset.name());
        assert!(SAMPLES.iter().any(|sample| sample.preset == preset.name()), "{} has no sample", preset.name());
    }
}

#[test]
fn every_sample_is_known_by_its_header_and_read_whole() {
    for sample in SAMPLES {
        let (rows, summary) =
            sample.read("", sample.text.as_bytes()).unwrap_or_else(|bad| panic!("{}: {bad}", sample.name));
        assert_eq!(summary.format, sample.preset, "{}", sample.name);
        let mut told = rows.join("\n");
        let Summary { kind, upstream, columns, unread, dropped, passed_over, newest, .. } = &summary;
        write!(
            told,
            "\nkind {:?}, upstream {upstream:?}, newest {newest:?}\n{} columns\nunread {unread:?}\ndropped {dropped:?}\npassed \
             over {passed_over:?}",
            kind.map(|kind| kind.name()),
            columns.len()
        )
        .unwrap();
        insta::assert_snapshot!(sample.name, told);
    }
}

#[test]
fn every_sample_can_be_asked_for_by_the_name_of_its_preset() {
    for sample in SAMPLES {
        let itself = sample.read("", sample.text.as_bytes()).unwrap();
        assert_eq!(sample.read(sample.preset, sample.text.as_bytes()).unwrap(), itself, "{}", sample.name);
    }
}
