//! `load ADDRESS KEY CONNECTIONS SECONDS FIRST LAST PEOPLE PATH [connect]`: asks as fast as it is answered, and prints what came of it.
//!
//! `#` in the path is a random number from FIRST to LAST. With `connect` it is `PUT`, with a random one of PEOPLE in the body;
//! else it is `GET`. Prints `requests errors bytes p50 p95 p99`, the last three in microseconds.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

#[derive(Clone)]
struct Load {
    address: String,
    key: String,
    ids: (u64, u64),
    people: u64,
    path: String,
    put: bool,
    until: Instant,
}

#[derive(Default)]
struct Came {
    took: Vec<Duration>,
    errors: usize,
    bytes: usize,
}

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [address, key, connections, seconds, first, last, people, path, rest @ ..] = words.as_slice() else {
        return Err("load ADDRESS KEY CONNECTIONS SECONDS FIRST LAST PEOPLE PATH [connect]".into());
    };
    let load = Load {
        address: address.clone(),
        key: key.clone(),
        ids: (first.parse()?, last.parse()?),
        people: people.parse()?,
        path: path.clone(),
        put: !rest.is_empty(),
        until: Instant::now() + Duration::from_secs_f64(seconds.parse()?),
    };
    // Every run asks for something else: a decision that changes nothing costs nothing.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_nanos() as u64;
    let clients: Vec<_> =
        (0..connections.parse()?).map(|number: u64| tokio::spawn(client(load.clone(), now ^ (number << 56)))).collect();
    let mut all = Came::default();
    for client in clients {
        let came = client.await??;
        all.took.extend(came.took);
        all.errors += came.errors;
        all.bytes = all.bytes.max(came.bytes);
    }
    all.took.sort_unstable();
    let at = |percent: usize| all.took.get(all.took.len() * percent / 100).map_or(0, Duration::as_micros);
    println!("{} {} {} {} {} {}", all.took.len(), all.errors, all.bytes, at(50), at(95), at(99));
    Ok(())
}

async fn client(load: Load, seed: u64) -> Result<Came> {
    let mut stream = BufReader::new(TcpStream::connect(&load.address).await?);
    stream.get_ref().set_nodelay(true)?;
    let (mut came, mut dice, mut line, mut body) = (Came::default(), seed, String::new(), Vec::new());
    while Instant::now() < load.until {
        let request = load.request(&mut dice);
        let began = Instant::now();
        stream.get_mut().write_all(request.as_bytes()).await?;
        line.clear();
        stream.read_line(&mut line).await?;
        let good = line.split(' ').nth(1) == Some("200");
        let mut length = 0;
        loop {
            line.clear();
            stream.read_line(&mut line).await?;
            let Some((name, value)) = line.split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
        }
        body.resize(length, 0);
        stream.read_exact(&mut body).await?;
        came.took.push(began.elapsed());
        came.bytes = length;
        came.errors += usize::from(!good);
    }
    Ok(came)
}

impl Load {
    fn request(&self, dice: &mut u64) -> String {
        let id = self.ids.0 + next(dice) % (self.ids.1 - self.ids.0 + 1);
        let path = self.path.replace('#', &id.to_string());
        let head = format!("{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n", self.key);
        if !self.put {
            return format!("GET {head}\r\n");
        }
        let body = format!("{{\"userId\":{}}}", 1 + next(dice) % self.people);
        format!("PUT {head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    }
}

/// The next number of SplitMix64.
fn next(dice: &mut u64) -> u64 {
    *dice = dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (*dice ^ (*dice >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
