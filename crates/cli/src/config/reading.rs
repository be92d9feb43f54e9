//! From texts to settings: what each text must be.

mod provider;

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf};

use api::serve::{Network, TrustedProxies};
use tracing_subscriber::filter::Targets;

use super::{Config, Contract, Database, DatabaseUrl, Format, Log, Problem, Problems, Serve, layers::Layers};

/// The settings of these layers; none when one cannot be read. All that cannot are among the problems then.
pub(super) fn config(layers: &Layers, problems: &mut Problems) -> Option<Config> {
    let mut texts = Texts { layers, problems };
    let (database, serve, log) = (texts.database(), texts.serve(), texts.log());
    let oidc = serve.as_ref().and_then(|serve| texts.oidc(serve));
    Some(Config { database: database?, serve: serve?, oidc, log: log? })
}

/// What a text means, or what it must be.
type Meaning<T> = fn(&str) -> Result<T, &'static str>;

struct Texts<'a> {
    layers: &'a Layers,
    problems: &'a mut Problems,
}

impl Texts<'_> {
    fn database(&mut self) -> Option<Database> {
        let url = self.one("database.url", DatabaseUrl::parse);
        let password_file = self.one("database.password_file", path);
        let connections = self.one("database.connections", number);
        Some(Database { url: url?, password_file, connections: connections? })
    }

    fn serve(&mut self) -> Option<Serve> {
        let listen = self.one("serve.listen", address);
        let contract = self.one("serve.contract", contract);
        let connections = self.one("serve.connections", number);
        let migrate = self.one("serve.migrate", flag);
        let metrics = self.one("serve.metrics", address);
        let public_url = self.one("serve.public_url", public_url);
        let per_key_rate = self.one("serve.per_key_rate", number);
        let trusted_proxies = self.proxies();
        let tls = self.tls();
        Some(Serve {
            listen: listen?,
            contract: contract?,
            metrics,
            public_url,
            trusted_proxies,
            tls,
            connections: connections?,
            migrate: migrate?,
            per_key_rate,
        })
    }

    fn log(&mut self) -> Option<Log> {
        let format = self.one("log.format", format);
        let level = self.one("log.level", level);
        Some(Log { format: format?, level: level? })
    }

    /// The meaning of a setting; none when it is not set, or means nothing, which is a problem.
    fn one<T>(&mut self, key: &str, meaning: Meaning<T>) -> Option<T> {
        let (text, origin) = self.layers.text(key)?;
        match meaning(text) {
            Ok(value) => Some(value),
            Err(rule) => {
                self.problems.push(Problem::bad(key, origin, rule));
                None
            }
        }
    }

    fn proxies(&mut self) -> TrustedProxies {
        let Some((texts, origin)) = self.layers.list("serve.trusted_proxies") else { return TrustedProxies::default() };
        let networks: Result<_, _> = texts.iter().map(|text| text.parse::<Network>()).collect();
        networks.unwrap_or_else(|rule| {
            self.problems.push(Problem::bad("serve.trusted_proxies", origin, rule));
            TrustedProxies::default()
        })
    }

    fn tls(&mut self) -> Option<(PathBuf, PathBuf)> {
        let (certificate, key) = ("serve.tls_certificate", "serve.tls_key");
        match (self.layers.text(certificate), self.layers.text(key)) {
            (Some((certificate, _)), Some((key, _))) => Some((certificate.into(), key.into())),
            (Some((_, origin)), None) => self.half(certificate, "needs serve.tls_key as well", origin),
            (None, Some((_, origin))) => self.half(key, "needs serve.tls_certificate as well", origin),
            (None, None) => None,
        }
    }

    fn half<T>(&mut self, key: &str, rule: &str, origin: &super::Origin) -> Option<T> {
        self.problems.push(Problem::bad(key, origin, rule));
        None
    }
}

fn path(text: &str) -> Result<PathBuf, &'static str> {
    if text.is_empty() { Err("must name a file") } else { Ok(text.into()) }
}

fn number(text: &str) -> Result<NonZeroU32, &'static str> {
    text.parse().map_err(|_| "must be a whole number of at least 1")
}

fn flag(text: &str) -> Result<bool, &'static str> {
    text.parse().map_err(|_| "must be true or false")
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "must be an address and a port, as in 127.0.0.1:8080 or [::1]:8080")
}

fn contract(text: &str) -> Result<Contract, &'static str> {
    match text {
        "2025-01" => Ok(Contract::January2025),
        "2026-04" => Ok(Contract::April2026),
        _ => Err("must be 2025-01 or 2026-04"),
    }
}

fn format(text: &str) -> Result<Format, &'static str> {
    match text {
        "text" => Ok(Format::Text),
        "json" => Ok(Format::Json),
        _ => Err("must be text or json"),
    }
}

fn level(text: &str) -> Result<Targets, &'static str> {
    // A word that is no level would be read as the name of a target.
    let known = |word: &str| ["off", "error", "warn", "info", "debug", "trace"].contains(&word.trim());
    let rule = "must be off, error, warn, info, debug or trace, with targets if need be, as in info,whose::access=off";
    if text.split(',').any(|word| !word.contains('=') && !known(word)) {
        return Err(rule);
    }
    text.parse().map_err(|_| rule)
}

/// A URL without its final slash.
fn public_url(text: &str) -> Result<String, &'static str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    let odd = |letter: char| matches!(letter, '?' | '#' | '@') || letter.is_whitespace() || letter.is_control();
    if host.is_empty() || rest.contains(odd) {
        return Err("must be an http or https URL without user, query and fragment, as in https://whose.example.com");
    }
    Ok(text.trim_end_matches('/').to_owned())
}
