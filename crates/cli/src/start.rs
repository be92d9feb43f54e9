//! What every command starts from: its flags, the environment, the settings, and the client they lead to.

use std::path::Path;

use crate::{
    args::{Global, Serve},
    client::{Client, Local, Remote, local::Asserted},
    config::{Config, Flags, Loaded, Places, Shown, load},
    exit::{Code, Failure, Result},
    opening,
    print::words,
    process::Process,
    telemetry,
};

/// Flags, environment and settings.
pub(crate) struct Start {
    /// The flags of every command.
    pub(crate) global: Global,
    /// The environment.
    pub(crate) process: Process,
    /// The settings.
    pub(crate) config: Config,
    /// The settings as they can be printed.
    pub(crate) shown: Vec<Shown>,
}

impl Start {
    /// Reads settings from all places.
    pub(crate) fn read(global: Global, serve: Serve) -> Result<Self> {
        let process = Process::read()?;
        let places = Places {
            file: global.config.clone(),
            directory: &process.directory,
            environment: process.settings(),
            flags: flags(&global, serve),
        };
        let Loaded { config, shown } = load(places).map_err(Failure::usage)?;
        Ok(Self { global, process, config, shown })
    }

    /// Starts logging: as the settings say for a server, else only what is wrong, unless a flag asks for more.
    pub(crate) fn log(&self, server: bool) {
        let mut log = self.config.log.clone();
        if !server
            && self.global.log_level.is_none()
            && let Ok(level) = "warn,whose::access=off".parse()
        {
            log.level = level;
        }
        // There is one start in a process; a second would change nothing.
        let _ = telemetry::start(&log);
    }

    /// The client of the register that the flags name.
    pub(crate) async fn client(&self) -> Result<Client> {
        match &self.global.server {
            Some(server) => self.remote(server).await,
            None => Ok(Client::Local(Box::new(self.local().await?))),
        }
    }

    async fn local(&self) -> Result<Local> {
        let app = opening::register(&self.config.database).await?;
        let company = self.global.company.as_deref().unwrap_or(domain::companies::DEFAULT);
        let asserted = Asserted { company, who: self.global.who.as_deref(), os: self.process.user_and_host() };
        Local::new(app, asserted).await
    }

    async fn remote(&self, server: &str) -> Result<Client> {
        let file = self.global.key_file.clone().or_else(|| self.process.key_file()).ok_or_else(|| {
            let words = "a server wants a key: name the file that holds it with --key-file, or in WHOSE__KEY_FILE";
            Failure::new(Code::NotAllowed, words)
        })?;
        let remote = Remote::new(server, &key(&file)?, self.global.ca.as_deref())?;
        let client = Client::Remote(Box::new(remote));
        if let Some(company) = &self.global.company {
            let whoami = client.get("/api/v1/whoami", &Vec::new()).await?;
            let of_key = words::text(&whoami, "/company/name");
            if domain::texts::key(of_key) != domain::texts::key(company) {
                let words = "the key belongs to another company than the one that --company names; use one of its keys";
                return Err(Failure::new(Code::NotAllowed, words));
            }
        }
        Ok(client)
    }

    /// Passes if the command may work on the database itself.
    pub(crate) fn at_database(&self) -> Result<()> {
        if self.global.server.is_none() {
            return Ok(());
        }
        Err(Failure::usage("this command looks after a database; name it with --database, not with --server"))
    }
}

/// The key that the file holds.
pub(crate) fn key(file: &Path) -> Result<String> {
    let unreadable = |error| Failure::failed(format_args!("the key file {} cannot be read: {error}", file.display()));
    Ok(std::fs::read_to_string(file).map_err(unreadable)?.trim().to_owned())
}

fn flags(global: &Global, serve: Serve) -> Flags {
    Flags {
        database: global.database.clone(),
        listen: serve.listen,
        contract: serve.contract,
        metrics: serve.metrics,
        public_url: serve.public_url,
        tls_certificate: serve.tls_certificate,
        tls_key: serve.tls_key,
        trusted_proxies: serve.trusted_proxy,
        no_migrate: serve.no_migrate,
        log_format: global.log_format.clone(),
        log_level: global.log_level.clone(),
    }
}
