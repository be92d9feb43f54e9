use std::num::NonZeroU32;

use super::{Bench, loaded, refused};
use crate::config::{Contract, Flags};

#[test]
fn every_setting_can_be_in_a_file() {
    let file = r#"
        [database]
        url = "postgres://whose@db1,db2/whose"
        password_file = "/run/password"
        connections = 1_6
        [serve]
        listen = "[::1]:80"
        contract = "2026-04"
        metrics = "127.0.0.1:9"
        public_url = "https://whose.example.com/"
        trusted_proxies = ["10.0.0.0/8", "::1"]
        tls_certificate = "c.pem"
        tls_key = "k.pem"
        connections = 5
        migrate = false
        per_key_rate = 50
        [log]
        format = "json"
        level = "warn,whose::access=off"
    "#;
    let config = loaded(file, &[]).config;
    assert_eq!(config.database.connections.get(), 16);
    assert_eq!(config.serve.contract, Contract::April2026);
    assert_eq!(config.serve.public_url.as_deref(), Some("https://whose.example.com"));
    assert!(config.serve.trusted_proxies.contains("10.9.9.9".parse().unwrap()));
    assert_eq!(config.serve.tls, Some(("c.pem".into(), "k.pem".into())));
    assert!(!config.serve.migrate);
    assert_eq!(config.serve.per_key_rate, NonZeroU32::new(50));
}

#[test]
fn lists_are_separated_by_commas_in_the_environment() {
    let config = loaded("", &[("WHOSE__SERVE__TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1")]).config;
    assert!(config.serve.trusted_proxies.contains("192.0.2.1".parse().unwrap()));
    let said = refused("", &[("WHOSE__SERVE__TRUSTED_PROXIES", "10.0.0.0/8,proxy.example.com")]);
    assert!(said.starts_with("serve.trusted_proxies must be an address or a network"), "{said}");
}

#[test]
fn values_that_break_a_rule_are_refused_by_name_without_being_repeated() {
    for (key, value, rule) in [
        ("SERVE__LISTEN", "localhost", "serve.listen must be an address and a port"),
        ("SERVE__CONTRACT", "2024-odd", "serve.contract must be 2025-01 or 2026-04"),
        ("SERVE__CONNECTIONS", "00", "serve.connections must be a whole number of at least 1"),
        ("SERVE__CONNECTIONS", "-7", "serve.connections must be a whole number of at least 1"),
        ("SERVE__MIGRATE", "maybe", "serve.migrate must be true or false"),
        ("SERVE__PUBLIC_URL", "ftp://x", "serve.public_url must be an http or https URL"),
        ("SERVE__PUBLIC_URL", "https://u:p@x", "serve.public_url must be an http or https URL"),
        ("SERVE__PUBLIC_URL", "https:///x", "serve.public_url must be an http or https URL"),
        ("LOG__FORMAT", "xml", "log.format must be text or json"),
        ("LOG__LEVEL", "loud", "log.level must be off, error"),
        ("LOG__LEVEL", "whose=loud", "log.level must be off, error"),
        ("DATABASE__URL", "mysql://u:SECRET@h", "database.url must be sqlite:PATH or postgres://"),
        ("DATABASE__URL", "postgres:SECRET", "database.url must be sqlite:PATH or postgres://"),
    ] {
        let variable = format!("WHOSE__{key}");
        let said = refused("", &[(&variable, value)]);
        assert!(said.starts_with(rule), "{value}: {said}");
        assert!(said.ends_with(&format!("(environment {variable})")), "{said}");
        assert!(!said.contains(value), "{said}");
    }
}

#[test]
fn values_of_the_wrong_kind_are_refused() {
    for (line, rule) in [
        ("listen = 80", "serve.listen must be a string"),
        ("connections = \"5\"", "serve.connections must be a whole number"),
        ("connections = 5.0", "serve.connections must be a whole number"),
        ("migrate = \"true\"", "serve.migrate must be true or false"),
        ("trusted_proxies = \"10.0.0.0/8\"", "serve.trusted_proxies must be a list of strings"),
        ("trusted_proxies = [1]", "serve.trusted_proxies must be a list of strings"),
    ] {
        let said = refused(&format!("[serve]\n{line}\n"), &[]);
        assert!(said.starts_with(rule) && said.ends_with("line 2)"), "{said}");
    }
}

#[test]
fn a_certificate_needs_its_key() {
    let said = refused("[serve]\ntls_certificate = \"c.pem\"\n", &[]);
    assert!(said.starts_with("serve.tls_certificate needs serve.tls_key as well"), "{said}");
    let flags = Flags { tls_key: Some("k.pem".to_owned()), ..Flags::default() };
    let said = Bench::new("", &[]).load(flags).unwrap_err();
    assert_eq!(said, "serve.tls_key needs serve.tls_certificate as well (flag --tls-key)");
}
