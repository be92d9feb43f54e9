use std::{fs, io, path::PathBuf, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::bench::{Bench, LONG, impatient};
use crate::serve::{Limits, Tls};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/serve/tests/tls").join(name)
}

fn tls() -> Tls {
    Tls::load(&file("test-only.crt.pem"), &file("test-only.key.pem")).unwrap()
}

async fn connect(server: &Bench, protocol: &[u8]) -> TlsStream<TcpStream> {
    trusting(server, protocol, "test-only.crt.pem").await.unwrap()
}

async fn trusting(server: &Bench, protocol: &[u8], certificate: &str) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file(certificate)).unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(server.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

#[tokio::test]
async fn http_1_is_answered_over_tls_and_told_to_stay_there() {
    let server = Bench::with(Limits::default(), Some(tls()), |_| {}).await;
    let mut client = connect(&server, b"http/1.1").await;
    client.write_all(b"GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("hello"), "{answer}");
    assert!(answer.contains("strict-transport-security: "), "{answer}");
}

#[tokio::test]
async fn http_2_is_chosen_when_the_client_asks_for_it() {
    let server = Bench::with(Limits::default(), Some(tls()), |_| {}).await;
    let mut client = connect(&server, b"h2").await;
    assert_eq!(client.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    client.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    let mut head = [0; 9];
    client.read_exact(&mut head).await.unwrap();
    assert_eq!(head[3], 4, "a server's first frame is its settings");
}

#[tokio::test]
async fn a_refusal_reaches_a_client_that_is_still_sending_over_tls() {
    let server = Bench::with(Limits::default(), Some(tls()), |_| {}).await;
    let mut client = connect(&server, b"http/1.1").await;
    client.write_all(b"POST /refuse HTTP/1.1\r\nHost: t\r\nContent-Length: 4194304\r\n\r\n").await.unwrap();
    for _ in 0..64 {
        client.write_all(&[b'x'; 65_536]).await.unwrap();
    }
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_given_up() {
    let server = Bench::with(impatient(), Some(tls()), |_| {}).await;
    let mut client = server.client().await;
    client.send("\x16").await;
    let end = timeout(Duration::from_secs(3), client.0.read(&mut [0; 1])).await.unwrap();
    assert!(matches!(end, Ok(0) | Err(_)));
    let other = timeout(LONG, connect(&server, b"http/1.1")).await;
    assert!(other.is_ok(), "others are served");
}

#[test]
fn what_is_wrong_with_a_certificate_is_said_with_its_file() {
    let said = |certificate: &str, key: &str| Tls::load(&file(certificate), &file(key)).unwrap_err().to_string();
    let (certificate, key) = ("test-only.crt.pem", "test-only.key.pem");
    assert!(said("none.pem", key).contains("none.pem cannot be read: "));
    assert!(said(certificate, "none.pem").contains("none.pem cannot be read: "));
    assert!(said(key, key).contains("test-only.key.pem holds nothing of the kind; it must be PEM: the certificate"));
    assert!(
        said(certificate, certificate).contains("test-only.crt.pem holds nothing of the kind; it must be the cert")
    );
    let other = said(certificate, "test-only-other.key.pem");
    assert!(other.contains("test-only-other.key.pem is not the key of "), "{other}");
}

#[tokio::test]
async fn a_renewed_certificate_is_used_once_it_is_whole_and_a_broken_one_never() {
    const NEW: &str = "test-only-other.crt.pem";
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("crt"), folder.path().join("key"));
    fs::copy(file("test-only.crt.pem"), &certificate).unwrap();
    fs::copy(file("test-only.key.pem"), &key).unwrap();
    let tls = Tls::load(&certificate, &key).unwrap();
    let server = Bench::with(Limits::default(), Some(tls.clone()), |_| {}).await;
    let mut earlier = connect(&server, b"http/1.1").await;
    assert!(!tls.has_changed());

    fs::copy(file(NEW), &certificate).unwrap();
    assert!(tls.has_changed());
    assert!(tls.reload().unwrap_err().to_string().contains("is not the key of"));
    assert!(!tls.has_changed(), "what was found wrong is not read again until it changes");
    connect(&server, b"http/1.1").await;

    fs::copy(file("test-only-other.key.pem"), &key).unwrap();
    assert!(tls.has_changed());
    tls.reload().unwrap();
    trusting(&server, b"http/1.1", NEW).await.unwrap();
    assert!(trusting(&server, b"http/1.1", "test-only.crt.pem").await.is_err());

    fs::remove_file(&key).unwrap();
    assert!(tls.has_changed() && tls.reload().is_err());
    trusting(&server, b"http/1.1", NEW).await.unwrap();
    earlier.write_all(b"GET /hello HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    earlier.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("hello"), "a connection outlives its certificate");
}

#[test]
fn a_certificate_with_its_key_prints_neither() {
    assert_eq!(format!("{:?}", tls()), "Tls");
}
