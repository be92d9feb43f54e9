//! The identity provider's settings: all that it takes, or none.

use domain::members::Role;
use oidc::Roles;

use super::{Texts, path, public_url};
use crate::config::{Oidc, Problem, Serve};

/// What else is set for a provider.
const TEXTS: [&str; 3] = ["oidc.client_id", "oidc.client_secret_file", "oidc.ca"];

/// The settings that give roles.
const ROLES: [(Role, &str); 4] = [
    (Role::Viewer, "oidc.viewers"),
    (Role::Auditor, "oidc.auditors"),
    (Role::Reviewer, "oidc.reviewers"),
    (Role::Administrator, "oidc.administrators"),
];

impl Texts<'_> {
    /// The provider; none where none is set, or something about it is wrong, which is a problem.
    pub(super) fn oidc(&mut self, serve: &Serve) -> Option<Oidc> {
        if self.layers.text("oidc.issuer").is_none() {
            let lists = ROLES.iter().map(|(_, key)| *key).chain(["oidc.scopes"]);
            let texts = TEXTS.into_iter().filter_map(|key| Some((key, self.layers.text(key)?.1)));
            let lists = lists.filter_map(|key| Some((key, self.layers.list(key)?.1)));
            let (key, origin) = texts.chain(lists).next()?;
            return self.half(key, "needs oidc.issuer as well", origin);
        }
        let issuer = self.one("oidc.issuer", issuer);
        let client_id = self.one("oidc.client_id", word);
        let client_secret_file = self.one("oidc.client_secret_file", path);
        let ca = self.one("oidc.ca", path);
        let role_claim = self.one("oidc.role_claim", word);
        let scopes = self.layers.list("oidc.scopes").map(|(scopes, _)| scopes.to_vec());
        let scopes = scopes.unwrap_or_else(|| vec!["profile".to_owned(), "email".to_owned()]);
        let roles = self.roles();
        self.complete(serve, &roles)?;
        Some(Oidc {
            issuer: issuer?,
            client_id: client_id?,
            client_secret_file,
            ca,
            scopes,
            role_claim: role_claim?,
            roles,
        })
    }

    fn roles(&self) -> Roles {
        let meant = ROLES.into_iter().filter_map(|(role, key)| Some((role, self.layers.list(key)?.0.to_vec())));
        Roles(meant.filter(|(_, values)| !values.is_empty()).collect())
    }

    /// Tells of everything else that it takes.
    fn complete(&mut self, serve: &Serve, roles: &Roles) -> Option<()> {
        let (_, origin) = self.layers.text("oidc.issuer")?;
        let lacks = [
            (self.layers.text("oidc.client_id").is_none(), "needs oidc.client_id as well"),
            (
                roles.0.is_empty(),
                "needs oidc.viewers, oidc.auditors, oidc.reviewers or oidc.administrators as well: nobody would have a role",
            ),
            (
                serve.public_url.is_none() && !serve.listen.ip().is_loopback(),
                "needs serve.public_url as well: the provider sends browsers back to it",
            ),
        ];
        let lacking: Vec<&str> = lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, rule)| rule).collect();
        for rule in &lacking {
            self.problems.push(Problem::bad("oidc.issuer", origin, rule));
        }
        lacking.is_empty().then_some(())
    }
}

fn word(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() { Err("must not be empty") } else { Ok(text.to_owned()) }
}

/// The provider's name, as it is: another slash at its end is another name.
fn issuer(text: &str) -> Result<String, &'static str> {
    let rule = "must be an https URL without query and fragment, as the provider's discovery document has it";
    let plain = text.strip_prefix("http://").map(|rest| rest.split(['/', ':']).next().unwrap_or_default());
    let here = plain.is_none_or(|host| ["127.0.0.1", "localhost"].contains(&host));
    if here && public_url(text).is_ok() { Ok(text.to_owned()) } else { Err(rule) }
}
