//! A proxy that stands between a client and a server, and does to answers what networks and servers do.

use std::{
    collections::HashMap,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It passes.
    Pass,
    /// The connection is dropped without a word.
    Drop,
    /// 429 in its place, with `Retry-After`.
    TooMany,
    /// 503 in its place, without.
    Unavailable,
    /// It is cut off in the middle.
    Truncated,
    /// It comes in small pieces.
    Slow,
    /// The answer to the last page that passed comes in its place.
    PageAgain,
    /// The request passes, and its answer never comes.
    Lost,
}

/// The proxy.
pub(crate) struct Proxy {
    /// Its address.
    pub(crate) url: String,
    /// A word for each answer that was lost.
    pub(crate) lost: Receiver<()>,
    /// Every request line, in order.
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
}

/// What a proxy needs for each connection.
struct Inner<C> {
    server: String,
    choose: C,
    asked: Arc<Mutex<Vec<String>>>,
    pages: Mutex<HashMap<String, Vec<u8>>>,
    lost: Mutex<Sender<()>>,
}

impl Proxy {
    /// A proxy before the server at that URL; what becomes of each answer is chosen by its number, from 0, and its request line.
    pub(crate) fn before(url: &str, choose: impl Fn(usize, &str) -> Manner + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, lost) = channel();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let inner = Arc::new(Inner {
            server: url.strip_prefix("http://").unwrap().to_owned(),
            choose,
            asked: Arc::clone(&asked),
            pages: Mutex::default(),
            lost: Mutex::new(sender),
        });
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, inner) = (stream.unwrap(), Arc::clone(&inner));
                // A client that goes away in the middle ends its own connection only.
                thread::spawn(move || drop(inner.serve(stream)));
            }
        });
        Self { url: address, lost, asked }
    }
}

impl<C: Fn(usize, &str) -> Manner> Inner<C> {
    /// One request, and what becomes of its answer. Every connection has one.
    fn serve(&self, mut client: TcpStream) -> std::io::Result<()> {
        let request = request(&mut client)?;
        let line = String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_owned();
        let number = {
            let mut asked = self.asked.lock().unwrap();
            asked.push(line.clone());
            asked.len() - 1
        };
        match (self.choose)(number, &line) {
            Manner::Drop => Ok(()),
            Manner::TooMany => {
                client.write_all(b"HTTP/1.1 429 x\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            }
            Manner::Unavailable => {
                client.write_all(b"HTTP/1.1 503 x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            }
            Manner::PageAgain => {
                let page = self.pages.lock().unwrap().get(place(&line)).cloned().unwrap_or_default();
                client.write_all(&page)
            }
            manner => self.answer(client, (&request, &line), manner),
        }
    }

    fn answer(&self, mut client: TcpStream, (request, line): (&[u8], &str), manner: Manner) -> std::io::Result<()> {
        let mut server = TcpStream::connect(&self.server)?;
        server.write_all(request)?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer)?;
        match manner {
            Manner::Truncated => client.write_all(&answer[..answer.len() * 2 / 3]),
            Manner::Slow => {
                answer.chunks(97).try_for_each(|piece| client.write_all(piece).and_then(|()| client.flush()))
            }
            Manner::Lost => {
                self.lost.lock().unwrap().send(()).unwrap();
                // Until the client goes away.
                client.read(&mut [0]).map(drop)
            }
            _ => {
                self.pages.lock().unwrap().insert(place(line).to_owned(), answer.clone());
                client.write_all(&answer)
            }
        }
    }
}

/// What a request line asks for, without its parameters.
fn place(line: &str) -> &str {
    line.split(['?', ' ']).nth(1).unwrap_or_default()
}

/// Reads a request to its end, and asks the server to close behind its answer.
fn request(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        let mut piece = [0; 16 * 1024];
        match client.read(&mut piece)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => bytes.extend_from_slice(&piece[..read]),
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.trim().parse().unwrap());
    let mut rest = vec![0; (head + 4 + length).saturating_sub(bytes.len())];
    client.read_exact(&mut rest)?;
    bytes.extend(rest);
    let line_end = bytes.windows(2).position(|two| two == b"\r\n").unwrap();
    bytes.splice(line_end..line_end, b"\r\nConnection: close".iter().copied());
    Ok(bytes)
}
