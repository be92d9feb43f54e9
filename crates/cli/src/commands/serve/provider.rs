//! The identity provider, as it is set up.

use std::path::Path;

use oidc::{Provider, Settings};

use crate::{
    client,
    config::{Config, Oidc},
    exit::{Failure, Result},
};

/// The provider that members sign in by, who are sent back to `url` where no public address is set.
pub(super) fn provider(config: &Config, url: &str) -> Result<Option<Provider>> {
    let Some(oidc) = &config.oidc else { return Ok(None) };
    let public = config.serve.public_url.as_deref().unwrap_or(url);
    let tls = if oidc.issuer.starts_with("https://") { Some(client::connector(oidc.ca.as_deref())?) } else { None };
    let settings = Settings {
        callback: format!("{public}{}", web::CALLBACK),
        secret: oidc.client_secret_file.as_deref().map(secret).transpose()?,
        ..described(oidc)
    };
    Provider::new(settings, tls).map(Some).map_err(|_| Failure::failed("oidc.issuer and serve.public_url must be URLs"))
}

fn described(oidc: &Oidc) -> Settings {
    Settings {
        issuer: oidc.issuer.clone(),
        client: oidc.client_id.clone(),
        secret: None,
        scopes: oidc.scopes.clone(),
        callback: String::new(),
        claim: oidc.role_claim.clone(),
        roles: oidc.roles.clone(),
    }
}

fn secret(file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|error| {
        Failure::failed(format_args!("oidc.client_secret_file {} cannot be read: {error}", file.display()))
    })?;
    Ok(text.trim().to_owned())
}
