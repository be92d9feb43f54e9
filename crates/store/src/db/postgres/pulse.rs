//! Whether PostgreSQL still answers at all, looked at whenever something takes long.
//!
//! What is asked for may take as long as it needs, a count over a million rows or a lock that somebody else holds, as long as
//! the server is there. A server that is not there ends no connection: its machine is off, or the way to it is cut.

use std::{
    pin::pin,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, timeout};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long something takes before the pulse is felt for the first time; then it is felt ever more seldom.
const PATIENCE: Duration = Duration::from_millis(250);
const MOST_PATIENCE: Duration = Duration::from_secs(2);

/// How long the server may take to answer somebody new. With the patience it is less than the two seconds that are promised.
const ANSWER: Duration = Duration::from_secs(1);

/// How long nothing is asked of a server that does not answer.
const REST: Duration = Duration::from_secs(1);

/// The server's pulse.
pub(super) struct Pulse {
    config: tokio_postgres::Config,
    tls: MakeRustlsConnect,
    felt: Mutex<Felt>,
    /// Held by the one who looks.
    looking: tokio::sync::Mutex<()>,
}

/// What was found, and when.
#[derive(Clone, Copy)]
struct Felt {
    at: Instant,
    beats: bool,
}

impl Pulse {
    /// The pulse of the server that is reached so. Each of its hosts gets a part of the time.
    pub(super) fn of(mut config: tokio_postgres::Config, tls: MakeRustlsConnect) -> Self {
        let hosts = u32::try_from(config.get_hosts().len()).unwrap_or(u32::MAX);
        config.connect_timeout(ANSWER / hosts.saturating_add(1));
        let felt = Mutex::new(Felt { at: Instant::now(), beats: true });
        Self { config, tls, felt, looking: tokio::sync::Mutex::default() }
    }

    /// Whether the server was found without a pulse just now.
    pub(super) fn rests(&self) -> bool {
        let felt = self.felt();
        !felt.beats && felt.at.elapsed() < REST
    }

    /// What the work comes to; nothing once the server does not answer any more.
    pub(super) async fn while_it_beats<W: Future>(&self, work: W) -> Option<W::Output> {
        let (mut work, mut patience) = (pin!(work), PATIENCE);
        loop {
            let since = Instant::now();
            if let Ok(done) = timeout(patience, work.as_mut()).await {
                return Some(done);
            }
            tokio::select! {
                biased;
                done = work.as_mut() => return Some(done),
                beats = self.beats_after(since) => if !beats { return None },
            }
            patience = MOST_PATIENCE.min(patience * 2);
        }
    }

    /// Whether it beats, as somebody has found after that moment: of many who wait, one looks for all.
    async fn beats_after(&self, since: Instant) -> bool {
        let _looking = self.looking.lock().await;
        let felt = self.felt();
        if felt.at > since {
            return felt.beats;
        }
        let beats = self.look().await;
        *self.felt.lock().unwrap_or_else(PoisonError::into_inner) = Felt { at: Instant::now(), beats };
        beats
    }

    fn felt(&self) -> Felt {
        *self.felt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Any answer is one, a refusal too.
    #[expect(clippy::disallowed_methods, reason = "the facade is where the driver is called")]
    async fn look(&self) -> bool {
        match timeout(ANSWER, self.config.connect(self.tls.clone())).await {
            Ok(Ok(_)) => true,
            Ok(Err(cause)) => cause.code().is_some(),
            Err(_) => false,
        }
    }
}
