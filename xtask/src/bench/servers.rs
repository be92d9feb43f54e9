//! The release program, serving.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::http::Client;
use super::registers::Register;

/// How long a server may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);

/// An address on this machine with a port that is free.
pub(super) fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

/// Waits until a server that was just started listens.
pub(super) fn wait_for(server: &mut Child, address: &str) -> Result<()> {
    let began = Instant::now();
    while TcpStream::connect(address).is_err() {
        if began.elapsed() > PATIENCE || server.try_wait()?.is_some() {
            bail!("the server does not listen");
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// A server on a free port; dropping it stops it.
pub(super) struct Server {
    child: Child,
    pub(super) address: String,
}

impl Server {
    /// Starts one on a register, and waits until it listens.
    pub(super) fn start(register: &Register) -> Result<Self> {
        let address = free_address()?;
        let mut command = register.whose(&["serve", "--log-level", "error", "--listen", &address]);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("the server does not start")?;
        let mut server = Self { child, address };
        wait_for(&mut server.child, &server.address)?;
        Ok(server)
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// A client of it.
    pub(super) fn client(&self, register: &Register) -> Result<Client> {
        Client::connect(&self.address, register.key())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that is told to stop by the system does so in order; `kill` of the standard library does not ask.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
