//! Log lines: to standard error, for people or for programs.

use std::{fmt, io::IsTerminal as _};

use tracing_subscriber::{Layer as _, Registry, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::config::{Format, Log};

/// Logging was set up before, in the same process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AlreadyStarted;

/// Starts logging for the whole process. Call it once, first.
///
/// A panic becomes a log line as well, so that lines for programs stay lines for programs.
///
/// # Errors
/// When it was called before.
pub(crate) fn start(log: &Log) -> Result<(), AlreadyStarted> {
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let colour = std::io::stderr().is_terminal();
    let lines = match log.format {
        Format::Text => lines.with_ansi(colour).boxed(),
        Format::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
    };
    let started = Registry::default().with(lines.with_filter(log.level.clone())).try_init();
    started.map_err(|_| AlreadyStarted)?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, said = panic.payload_as_str().unwrap_or_default(), "a bug: the program panicked");
    }));
    Ok(())
}

impl fmt::Display for AlreadyStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("logging was started before")
    }
}

impl std::error::Error for AlreadyStarted {}
