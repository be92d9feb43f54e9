//! A proxy between `whose` and PostgreSQL that understands enough of the protocol to break it at a chosen place
//! (PostgreSQL's manual, "Message Formats": a byte for the type, then four for the length of what follows, themselves included).

use std::io::{self, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{sleep, spawn};
use std::time::Duration;

use anyhow::Result;

/// What is lost of a commit; the connection is cut then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// The commit itself, before PostgreSQL sees it.
    Request,
    /// The answer to the commit.
    Reply,
    /// The answers to the commit and to whatever was sent ahead with it.
    Replies,
}

impl Loss {
    /// Each kind.
    pub(crate) const ALL: [Self; 3] = [Self::Request, Self::Reply, Self::Replies];
}

/// A proxy that runs; its connections are cut when it is dropped.
pub(crate) struct Proxy {
    address: SocketAddr,
    wire: Arc<Wire>,
}

#[derive(Default)]
struct Wire {
    loss: Mutex<Option<Loss>>,
    fired: AtomicUsize,
    silent: AtomicBool,
    over: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    /// A proxy to the server at that port.
    pub(crate) fn start(port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let proxy = Self { address: listener.local_addr()?, wire: Arc::default() };
        let wire = Arc::clone(&proxy.wire);
        spawn(move || {
            for client in listener.incoming().flatten() {
                if wire.over.load(Ordering::SeqCst) {
                    return;
                }
                // Where PostgreSQL is away, the client's connection is closed again.
                if let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
                    let _ = join(&wire, client, server);
                }
            }
        });
        Ok(proxy)
    }

    /// Where it listens.
    pub(crate) const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Loses the next commit in that way.
    pub(crate) fn lose(&self, loss: Loss) {
        *self.wire.loss.lock().unwrap_or_else(PoisonError::into_inner) = Some(loss);
    }

    /// How many commits were lost.
    pub(crate) fn fired(&self) -> usize {
        self.wire.fired.load(Ordering::SeqCst)
    }

    /// Lets nothing through any more, and says nothing, or goes on.
    pub(crate) fn be_silent(&self, silent: bool) {
        self.wire.silent.store(silent, Ordering::SeqCst);
    }

    /// Cuts every connection.
    pub(crate) fn cut(&self) {
        for stream in self.wire.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.wire.over.store(true, Ordering::SeqCst);
        self.be_silent(false);
        self.cut();
        let _ = TcpStream::connect(self.address);
    }
}

/// What both directions of a connection know of each other.
struct Pair {
    wire: Arc<Wire>,
    client: TcpStream,
    server: TcpStream,
    /// The loss under way on this connection.
    losing: Mutex<Option<Loss>>,
}

impl Pair {
    fn losing(&self) -> Option<Loss> {
        *self.losing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cut(&self) {
        let _ = self.client.shutdown(Shutdown::Both);
        let _ = self.server.shutdown(Shutdown::Both);
    }

    fn fire(&self) -> io::Error {
        self.cut();
        self.wire.fired.fetch_add(1, Ordering::SeqCst);
        io::ErrorKind::ConnectionAborted.into()
    }

    /// What the client sends; the first message has no type.
    fn forth(&self) -> io::Result<()> {
        let mut from = BufReader::new(self.client.try_clone()?);
        let mut to = self.server.try_clone()?;
        to.write_all(&message(&mut from, 0)?)?;
        loop {
            let message = message(&mut from, 1)?;
            self.wire.wait();
            if message.starts_with(b"Q") && message.ends_with(b"COMMIT\0") {
                let loss = self.wire.loss.lock().unwrap_or_else(PoisonError::into_inner).take();
                *self.losing.lock().unwrap_or_else(PoisonError::into_inner) = loss;
                if loss == Some(Loss::Request) {
                    return Err(self.fire());
                }
            }
            to.write_all(&message)?;
        }
    }

    /// What the server answers.
    fn back(&self) -> io::Result<()> {
        let mut from = BufReader::new(self.server.try_clone()?);
        let mut to = self.client.try_clone()?;
        loop {
            let message = message(&mut from, 1)?;
            self.wire.wait();
            let loss = self.losing();
            if loss.is_some() && message.starts_with(b"C") && message.ends_with(b"COMMIT\0") {
                return Err(self.fire());
            }
            if loss != Some(Loss::Replies) {
                to.write_all(&message)?;
            }
        }
    }
}

impl Wire {
    /// Waits while nothing is let through.
    fn wait(&self) {
        while self.silent.load(Ordering::SeqCst) {
            sleep(Duration::from_millis(5));
        }
    }
}

fn join(wire: &Arc<Wire>, client: TcpStream, server: TcpStream) -> io::Result<()> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    wire.open.lock().unwrap_or_else(PoisonError::into_inner).extend([client.try_clone()?, server.try_clone()?]);
    let pair = Arc::new(Pair { wire: Arc::clone(wire), client, server, losing: Mutex::default() });
    let other = Arc::clone(&pair);
    spawn(move || {
        let _ = pair.forth();
        pair.cut();
    });
    spawn(move || {
        let _ = other.back();
        other.cut();
    });
    Ok(())
}

/// One message, with its head: a type of so many bytes, and the length.
fn message(from: &mut impl Read, kind: usize) -> io::Result<Vec<u8>> {
    let mut message = vec![0; kind + 4];
    from.read_exact(&mut message)?;
    let length = message.last_chunk().map_or(4, |bytes| u32::from_be_bytes(*bytes));
    let body = u64::from(length).saturating_sub(4);
    from.take(body).read_to_end(&mut message)?;
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_taken_apart_by_their_lengths() {
        let mut bytes = &b"\0\0\0\x08\0\x03\0\0Q\0\0\0\x0bCOMMIT\0Z\0\0\0\x05I"[..];
        assert_eq!(message(&mut bytes, 0).unwrap(), b"\0\0\0\x08\0\x03\0\0");
        assert_eq!(message(&mut bytes, 1).unwrap(), b"Q\0\0\0\x0bCOMMIT\0");
        assert_eq!(message(&mut bytes, 1).unwrap(), b"Z\0\0\0\x05I");
        assert!(message(&mut bytes, 1).is_err());
    }
}
