//! `whose serve`: opens the register, serves it, and stops in peace.

mod demo;
pub(super) mod lock;
mod provider;
mod signals;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use api::serve::{Limits, Manners, Metrics, RequestId, Site, Tls};
use app::App;
use axum::{Router, extract::Request};
use serde_json::json;
use store::{Pool, migrations};
use tokio::{net::TcpListener, sync::watch};
use tower::ServiceExt as _;
use web::Pages;

use self::signals::{Asked, Signals};
use super::Start;
use crate::{
    config::{Config, Contract, Serve},
    exit::{Code, Failure, Result},
    opening, print,
};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How often the jobs beside the requests are done.
const JOBS: Duration = Duration::from_secs(1);

pub(super) async fn run(start: Start, demo: bool) -> Result<Code> {
    start.at_database()?;
    start.log(true);
    if demo {
        return demo::run(start).await;
    }
    let _lock = lock::take(&start.config.database.url)?;
    let pool = opening::open(&start.config.database).await?;
    migrate(&pool, start.config.serve.migrate).await?;
    let house = House::open(pool, &start.config).await?;
    let (url, metrics) = (&house.url, &house.metrics_url);
    if start.global.json {
        print::json(&json!({ "url": url, "metrics": metrics }))?;
    } else {
        let metrics = metrics.as_ref().map(|url| format!(", and serves its metrics on {url}"));
        print::line(&format!("whose listens on {url}{}", metrics.unwrap_or_default()))?;
        house.invite(start.config.serve.public_url.as_ref().unwrap_or(url)).await?;
    }
    house.serve().await
}

async fn migrate(pool: &Pool, migrate: bool) -> Result<()> {
    if !migrate {
        return opening::check(&migrations::standing(pool).await?);
    }
    let steps = migrations::migrate(pool, opening::now()).await?;
    if steps > 0 {
        tracing::info!(steps, "the database was brought up to date");
    }
    Ok(())
}

/// How often is looked whether the certificate was renewed.
const RENEWED: Duration = Duration::from_secs(60);

/// Everything that serves, listening already.
struct House {
    app: App,
    signals: Signals,
    /// Where clients find it.
    url: String,
    site: Site,
    listener: TcpListener,
    metrics: Option<TcpListener>,
    /// Where Prometheus finds it.
    metrics_url: Option<String>,
}

impl House {
    /// Gets ready to serve a register that is up to date.
    async fn open(pool: Pool, config: &Config) -> Result<Self> {
        let serve = &config.serve;
        let tls = match &serve.tls {
            Some((certificate, key)) => Some(Tls::load(certificate, key).map_err(Failure::failed)?),
            None => None,
        };
        let listener = listen(serve.listen, "--listen").await?;
        let metrics_listener = match serve.metrics {
            Some(address) => Some(listen(address, "--metrics").await?),
            None => None,
        };
        let metrics_address = metrics_listener.as_ref().and_then(|listener| listener.local_addr().ok());
        let metrics_url = metrics_address.map(|address| format!("http://{address}/metrics"));
        let address = listener.local_addr().map_err(Failure::failed)?;
        if tls.is_none() && !address.ip().is_loopback() {
            tracing::warn!(
                %address,
                "plain HTTP on an address that is not loopback: anybody on the way can read keys; give --tls-certificate \
                 and --tls-key, or put a proxy with TLS in front"
            );
        }
        let metrics = Metrics::new(VERSION);
        let app = opening::assembled(pool, Arc::new(metrics.clone())).await?;
        let url = format!("{}://{address}", if tls.is_some() { "https" } else { "http" });
        let pages = pages(&app, config, &url)?;
        let site = site((&app, pages), serve, tls, metrics);
        let signals = Signals::heeded().map_err(Failure::failed)?;
        Ok(Self { app, signals, url, site, listener, metrics: metrics_listener, metrics_url })
    }

    /// Prints the link that signs the first administrator in, while nobody has ever signed in.
    async fn invite(&self, url: &str) -> Result<()> {
        let Some(ticket) = self.app.set_up().await? else { return Ok(()) };
        let link = sign_in(url, ticket.reveal());
        print::line(&format!(
            "\nNobody has signed in yet. This link signs the first administrator in, once, within a day:\n  {link}"
        ))
    }

    /// Serves until the process is told to stop.
    async fn serve(self) -> Result<Code> {
        let (stopping, stop) = watch::channel(false);
        let (signals, tls) = (self.signals, self.site.tls.clone());
        tokio::spawn(async move {
            until_stopped(signals, tls).await;
            tracing::info!("stopping: requests under way may end");
            stopping.send_replace(true);
        });
        let app = self.app.clone();
        let jobs = app.clone();
        tokio::spawn(async move { jobs.run_jobs(JOBS).await });
        if let Some(listener) = self.metrics {
            let router = self.site.manners.metrics.router(app);
            let limits = Limits { connections: 64, ..Limits::default() };
            // Whoever reads the counters is not counted.
            let manners = Manners::new(Metrics::new(VERSION));
            let site = Site { router, tls: None, limits, manners };
            tokio::spawn(api::serve::serve(listener, site, stopped(stop.clone())));
        }
        tracing::info!(url = self.url, metrics = self.metrics_url, "listening");
        api::serve::serve(self.listener, self.site, stopped(stop)).await;
        opening::settle(self.app.pool()).await;
        Ok(Code::Done)
    }
}

/// The address at which a ticket signs somebody in.
pub(super) fn sign_in(url: &str, ticket: &str) -> String {
    format!("{}/sign-in?ticket={ticket}", url.trim_end_matches('/'))
}

async fn listen(address: SocketAddr, flag: &str) -> Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| {
        Failure::failed(format_args!("{address} cannot be listened on: {error}; choose another with {flag}"))
    })
}

/// The pages, and the provider that members sign in by where one is set up.
fn pages(app: &App, config: &Config, url: &str) -> Result<Pages> {
    let named = |extensions: &http::Extensions| extensions.get::<RequestId>().map(|id| id.0.clone());
    let pages = Pages::new(app.clone(), web::Settings { https: is_https(&config.serve), named });
    Ok(match provider::provider(config, url)? {
        Some(provider) => pages.with_provider(provider),
        None => pages,
    })
}

fn site((app, pages): (&App, Pages), serve: &Serve, tls: Option<Tls>, metrics: Metrics) -> Site {
    let connections = usize::try_from(serve.connections.get()).unwrap_or(usize::MAX);
    let manners = Manners {
        trusted: serve.trusted_proxies.clone(),
        https: serve.public_url.as_ref().is_some_and(|url| url.starts_with("https://")),
        ..Manners::new(metrics)
    };
    Site { router: router((app, pages), serve), tls, limits: Limits { connections, ..Limits::default() }, manners }
}

/// The API and the pages, side by side. A path that neither has is answered by the one that it looks like.
fn router((app, pages): (&App, Pages), serve: &Serve) -> Router {
    let contract = match serve.contract {
        Contract::January2025 => api::wire::Contract::V2025_01,
        Contract::April2026 => api::wire::Contract::V2026_04,
    };
    let per_key_rate = serve.per_key_rate.map(std::num::NonZeroU32::get);
    let api = api::router(app.clone(), api::Settings { contract, per_key_rate });
    let pages = pages.over(web::Api {
        router: api.clone(),
        admit: |extensions, caller| drop(extensions.insert(api::Local(caller))),
    });
    let unknown = {
        let (api, pages) = (api.clone(), pages.clone());
        move |request: Request| async move {
            if api::owns(request.uri().path()) {
                let Ok(response) = api.oneshot(request).await;
                return response;
            }
            pages.nothing_here(request).await
        }
    };
    api.merge(pages.router()).fallback(unknown)
}

/// Whether browsers come over HTTPS, to this server or to what stands before it.
fn is_https(serve: &Serve) -> bool {
    serve.tls.is_some() || serve.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
}

/// Looks after the certificate until the process is asked to stop. To hang up means to stop where there is none.
async fn until_stopped(mut signals: Signals, tls: Option<Tls>) {
    let Some(tls) = tls else {
        signals.next().await;
        return;
    };
    let mut looks = tokio::time::interval(RENEWED);
    loop {
        let asked = tokio::select! {
            asked = signals.next() => Some(asked),
            _ = looks.tick() => None,
        };
        match asked {
            Some(Asked::Stop) => return,
            Some(Asked::HangUp) => renew(&tls),
            None if tls.has_changed() => renew(&tls),
            None => {}
        }
    }
}

fn renew(tls: &Tls) {
    match tls.reload() {
        Ok(()) => tracing::info!("the certificate was read again"),
        Err(problem) => {
            tracing::error!(%problem, "the certificate could not be read again; the one before stays in use")
        }
    }
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // A sender that is gone will never say so; serving on is the safe reading.
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
