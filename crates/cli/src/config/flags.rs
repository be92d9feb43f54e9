//! Settings given as flags of the command.

use super::{
    Origin, Setting,
    layers::{Given, Layers},
};

/// What the command's flags set; none leaves a setting as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags {
    /// `--database URL`
    pub(crate) database: Option<String>,
    /// `--listen ADDRESS`
    pub(crate) listen: Option<String>,
    /// `--contract GENERATION`
    pub(crate) contract: Option<String>,
    /// `--metrics ADDRESS`
    pub(crate) metrics: Option<String>,
    /// `--public-url URL`
    pub(crate) public_url: Option<String>,
    /// `--tls-certificate FILE`
    pub(crate) tls_certificate: Option<String>,
    /// `--tls-key FILE`
    pub(crate) tls_key: Option<String>,
    /// `--trusted-proxy NETWORK`, once for each
    pub(crate) trusted_proxies: Vec<String>,
    /// `--no-migrate`
    pub(crate) no_migrate: bool,
    /// `--log-format FORMAT`
    pub(crate) log_format: Option<String>,
    /// `--log-level LEVEL`
    pub(crate) log_level: Option<String>,
}

impl Flags {
    pub(super) fn read(self, layers: &mut Layers) {
        let mut set = |key, flag, value: Option<Given>| {
            if let (Some(setting), Some(value)) = (Setting::of(key), value) {
                layers.set(setting, value, Origin::Flag(flag));
            }
        };
        set("database.url", "--database", self.database.map(Given::Text));
        set("serve.listen", "--listen", self.listen.map(Given::Text));
        set("serve.contract", "--contract", self.contract.map(Given::Text));
        set("serve.metrics", "--metrics", self.metrics.map(Given::Text));
        set("serve.public_url", "--public-url", self.public_url.map(Given::Text));
        set("serve.tls_certificate", "--tls-certificate", self.tls_certificate.map(Given::Text));
        set("serve.tls_key", "--tls-key", self.tls_key.map(Given::Text));
        let proxies = Some(self.trusted_proxies).filter(|proxies| !proxies.is_empty());
        set("serve.trusted_proxies", "--trusted-proxy", proxies.map(Given::List));
        set("serve.migrate", "--no-migrate", self.no_migrate.then(|| Given::Text("false".to_owned())));
        set("log.format", "--log-format", self.log_format.map(Given::Text));
        set("log.level", "--log-level", self.log_level.map(Given::Text));
    }
}
