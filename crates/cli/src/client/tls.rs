//! TLS to a server: whose certificates are trusted.

use std::{path::Path, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio_rustls::TlsConnector;

use crate::exit::{Failure, Result};

/// Connects to servers that present a certificate of the file's, else of the system's roots.
///
/// # Errors
/// When the file holds no certificates, or the system has none.
pub(crate) fn connector(ca: Option<&Path>) -> Result<TlsConnector> {
    let roots = match ca {
        Some(file) => of_file(file)?,
        None => of_system()?,
    };
    // The provider is named, because the process may have no default, or another one.
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(Failure::failed)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn of_file(file: &Path) -> Result<RootCertStore> {
    let unfit = |why: &str| {
        let file = file.display();
        Failure::failed(format_args!("--ca {file} {why}; it must hold the certificates to trust, as PEM"))
    };
    let certificates = CertificateDer::pem_file_iter(file).map_err(|_| unfit("cannot be read"))?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        let certificate = certificate.map_err(|_| unfit("is not well-formed PEM"))?;
        roots.add(certificate).map_err(|_| unfit("holds a certificate that cannot be used"))?;
    }
    if roots.is_empty() { Err(unfit("holds no certificate")) } else { Ok(roots) }
}

fn of_system() -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        let words =
            "this system has no trusted certificates; install them (ca-certificates), or give some with --ca FILE";
        return Err(Failure::failed(words));
    }
    Ok(roots)
}
