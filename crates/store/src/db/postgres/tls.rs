//! TLS to PostgreSQL: what `sslmode` and `sslrootcert` of the address ask for, as libpq understands them.

use std::{path::Path, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{Error, Result};

/// What is asked of the server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Nothing: the connection is encrypted, the server could be anybody (`prefer`, `require`).
    Anybody,
    /// That a root of ours signed it (`verify-ca`).
    Signed,
    /// That, and that it names the host (`verify-full`).
    Named,
}

/// The address without what only we understand, the trust it asks for, and the root certificate it names.
pub(super) fn split(url: &str) -> Result<(String, Trust, Option<String>)> {
    let Some((base, query)) = url.split_once('?') else { return Ok((url.to_owned(), Trust::Anybody, None)) };
    let (mut trust, mut root, mut kept) = (Trust::Anybody, None, Vec::new());
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslmode", "verify-ca")) => trust = Trust::Signed,
            Some(("sslmode", "verify-full")) => trust = Trust::Named,
            Some(("sslrootcert", path)) => root = Some(path.to_owned()),
            _ => kept.push(pair),
        }
    }
    if trust != Trust::Anybody {
        if root.is_none() {
            return Err(Error::setup(
                "sslmode verify-ca and verify-full need sslrootcert=FILE, the root certificate in PEM",
            ));
        }
        kept.push("sslmode=require");
    }
    Ok((format!("{base}?{}", kept.join("&")), trust, root))
}

/// The TLS side of connections with that trust.
pub(super) fn connector(trust: Trust, root: Option<&str>) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let inner = match (trust, root) {
        (Trust::Anybody, _) | (_, None) => None,
        (_, Some(root)) => {
            let verifier =
                WebPkiServerVerifier::builder_with_provider(Arc::new(roots(root.as_ref())?), Arc::clone(&provider));
            Some(verifier.build().map_err(Error::setup)?)
        }
    };
    let check = Arc::new(Check { provider: Arc::clone(&provider), inner, names: trust == Trust::Named });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::setup)?
        .dangerous()
        .with_custom_certificate_verifier(check)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn roots(path: &Path) -> Result<RootCertStore> {
    let unusable = |cause: &dyn std::fmt::Display| {
        Error::setup(format!("cannot use the root certificate {}: {cause}; it must be in PEM", path.display()))
    };
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|cause| unusable(&cause))? {
        store.add(certificate.map_err(|cause| unusable(&cause))?).map_err(|cause| unusable(&cause))?;
    }
    if store.is_empty() { Err(unusable(&"it holds no certificate")) } else { Ok(store) }
}

/// Checks as much of a certificate as was asked for.
#[derive(Debug)]
struct Check {
    provider: Arc<CryptoProvider>,
    inner: Option<Arc<WebPkiServerVerifier>>,
    names: bool,
}

impl ServerCertVerifier for Check {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, TlsError> {
        let Some(inner) = &self.inner else { return Ok(ServerCertVerified::assertion()) };
        match inner.verify_server_cert(end, between, name, ocsp, now) {
            Err(TlsError::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.names => Ok(ServerCertVerified::assertion()),
            checked => checked,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verification_is_asked_for_in_the_address_and_needs_a_root() {
        let (url, trust, root) =
            split("postgres://h/d?sslmode=verify-full&sslrootcert=/r.pem&target_session_attrs=any").unwrap();
        assert_eq!(url, "postgres://h/d?target_session_attrs=any&sslmode=require");
        assert_eq!((trust, root.as_deref()), (Trust::Named, Some("/r.pem")));
        assert!(split("postgres://h/d?sslmode=verify-ca").is_err());
        assert_eq!(split("postgres://h/d?sslmode=require").unwrap().1, Trust::Anybody);
    }
}
