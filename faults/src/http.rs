//! As much of an HTTP client as faults need: one connection, kept alive, and no patience beyond a limit.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A connection to a server.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    /// The method.
    pub(crate) method: &'a str,
    /// The path, with its query.
    pub(crate) path: &'a str,
    /// Headers, less those of framing.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub(crate) body: &'a [u8],
}

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// The status.
    pub(crate) status: u16,
    /// The head as it came.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The body as JSON; null where it is none.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The code of a problem; 0 where there is none.
    pub(crate) fn code(&self) -> u64 {
        self.json().get("code").and_then(serde_json::Value::as_u64).unwrap_or_default()
    }
}

impl Connection {
    /// Connects; nothing on it will ever take longer than `patience`.
    pub(crate) fn open(address: SocketAddr, patience: Duration) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, patience)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(patience))?;
        stream.set_write_timeout(Some(patience))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Sends the request and waits for the answer.
    pub(crate) fn ask(&mut self, request: Request<'_>) -> io::Result<Response> {
        let Request { method, path, headers, body } = request;
        let mut sent = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
        for (name, value) in headers {
            sent.push_str(&format!("{name}: {value}\r\n"));
        }
        sent.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let mut bytes = sent.into_bytes();
        bytes.extend_from_slice(body);
        self.stream.get_mut().write_all(&bytes)?;
        self.answer()
    }

    /// Reads one answer.
    pub(crate) fn answer(&mut self) -> io::Result<Response> {
        let mut head = String::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line.trim_end().is_empty() {
                break;
            }
            head.push_str(&line);
        }
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
        let mut response = Response { status, head, body: Vec::new() };
        match response.header("content-length").and_then(|length| length.parse().ok()) {
            Some(length) => {
                response.body = vec![0; length];
                self.stream.read_exact(&mut response.body)?;
            }
            None if response.header("transfer-encoding").is_some() => response.body = self.chunks()?,
            None => {}
        }
        Ok(response)
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let length = u64::from_str_radix(line.trim(), 16).map_err(|_| io::ErrorKind::InvalidData)?;
            let mut taken = (&mut self.stream).take(length + 2);
            let start = body.len();
            taken.read_to_end(&mut body)?;
            body.truncate(start + usize::try_from(length).unwrap_or_default());
            if length == 0 {
                return Ok(body);
            }
        }
    }

    /// The stream itself, for those who send what is no request.
    pub(crate) fn stream(&mut self) -> &mut TcpStream {
        self.stream.get_mut()
    }
}

/// Asks once, on a connection of its own.
pub(crate) fn get(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    patience: Duration,
) -> io::Result<Response> {
    Connection::open(address, patience)?.ask(Request { method: "GET", path, headers, body: b"" })
}
