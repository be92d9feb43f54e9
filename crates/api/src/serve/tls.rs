//! Certificate and key: read, checked and ready for handshakes, and read again when they were renewed.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::SystemTime,
};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject as _},
    },
};
use tokio_rustls::TlsAcceptor;

/// A certificate with its key. Prints neither. Clones change together.
#[derive(Clone)]
pub struct Tls(Arc<Held>);

struct Held {
    certificate: PathBuf,
    key: PathBuf,
    acceptor: RwLock<TlsAcceptor>,
    seen: Mutex<[Stamp; 2]>,
}

/// By what a changed file is recognised: when it was written, and its length. None while there is no such file.
type Stamp = Option<(SystemTime, u64)>;

/// Why a certificate or its key cannot be used: the file, what is wrong with it, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsProblem {
    file: PathBuf,
    wrong: String,
    advice: &'static str,
}

const CERTIFICATE: &str = "it must be PEM: the certificate first, then those between it and the root";
const KEY: &str = "it must be the certificate's private key in PEM, without a passphrase";

impl Tls {
    /// Reads a certificate chain and its private key, both PEM, and checks that they belong together.
    ///
    /// TLS 1.2 and 1.3; HTTP/2 and HTTP/1.1 are offered by ALPN.
    ///
    /// # Errors
    /// When a file cannot be read, holds something else, or the two do not match.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, TlsProblem> {
        let seen = Mutex::new([certificate, key].map(stamp));
        let acceptor = RwLock::new(acceptor(certificate, key)?);
        Ok(Self(Arc::new(Held { certificate: certificate.to_owned(), key: key.to_owned(), acceptor, seen })))
    }

    /// Whether a file looks different from when it was last read.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        let now = [&self.0.certificate, &self.0.key].map(|file| stamp(file));
        now != *self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads both files again. Handshakes that begin from now on get what they hold; connections stay as they are.
    ///
    /// # Errors
    /// As in [`Tls::load`]; what was loaded before stays in use.
    pub fn reload(&self) -> Result<(), TlsProblem> {
        let Held { certificate, key, .. } = &*self.0;
        *self.0.seen.lock().unwrap_or_else(PoisonError::into_inner) = [certificate, key].map(|file| stamp(file));
        let acceptor = acceptor(certificate, key)?;
        *self.0.acceptor.write().unwrap_or_else(PoisonError::into_inner) = acceptor;
        Ok(())
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.0.acceptor.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn stamp(file: &Path) -> Stamp {
    let about = file.metadata().ok()?;
    Some((about.modified().ok()?, about.len()))
}

fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, TlsProblem> {
    let chain = chain(certificate)?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| TlsProblem::unreadable(key, &error, KEY))?;
    // The provider is named, because the process may have no default, or another one.
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret))
        .map_err(|error| TlsProblem::unusable(certificate, key, &error))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsProblem> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = read.map_err(|error| TlsProblem::unreadable(file, &error, CERTIFICATE))?;
    if chain.is_empty() {
        return Err(TlsProblem::unreadable(file, &pem::Error::NoItemsFound, CERTIFICATE));
    }
    Ok(chain)
}

impl TlsProblem {
    fn unreadable(file: &Path, error: &pem::Error, content: &'static str) -> Self {
        let (wrong, advice) = match error {
            pem::Error::Io(error) => (format!("cannot be read: {error}"), "check the path, and who may read the file"),
            // The parser's own words may quote the file.
            pem::Error::NoItemsFound => ("holds nothing of the kind".to_owned(), content),
            _ => ("is not well-formed PEM".to_owned(), content),
        };
        Self { file: file.to_owned(), wrong, advice }
    }

    fn unusable(certificate: &Path, key: &Path, error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InconsistentKeys(_) => Self {
                file: key.to_owned(),
                wrong: format!("is not the key of {}", certificate.display()),
                advice: "give the key that the certificate was made for",
            },
            rustls::Error::InvalidCertificate(_) => Self {
                file: certificate.to_owned(),
                wrong: "holds a certificate that cannot be used".to_owned(),
                advice: CERTIFICATE,
            },
            _ => Self { file: key.to_owned(), wrong: "holds a key that cannot be used".to_owned(), advice: KEY },
        }
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

impl fmt::Display for TlsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}; {}", self.file.display(), self.wrong, self.advice)
    }
}

impl std::error::Error for TlsProblem {}
