use super::{Bench, Flags};
use crate::config::check;

#[test]
fn defaults_pass() {
    let loaded = Bench::new("", &[]).load(Flags::default()).unwrap();
    assert!(check(&loaded.config).is_ok());
}

#[test]
fn what_the_settings_name_must_be_there() {
    let file = r#"
        [database]
        url = "sqlite:no-such-folder/whose.db"
        password_file = "no-such-password"
        [serve]
        listen = "127.0.0.1:80"
        metrics = "127.0.0.1:80"
        tls_certificate = "no-such-certificate.pem"
        tls_key = "no-such-key.pem"
    "#;
    let loaded = Bench::new(file, &[]).load(Flags::default()).unwrap();
    let said = check(&loaded.config).unwrap_err().to_string();
    for line in [
        "database.password_file cannot be read: ",
        "database.url is in a folder that does not exist",
        "serve.tls_certificate does not work: no-such-certificate.pem cannot be read: ",
        "serve.metrics must not be the address of serve.listen",
    ] {
        assert!(said.lines().any(|found| found.starts_with(line)), "{line}: {said}");
    }
    assert_eq!(said.lines().count(), 4);
}
