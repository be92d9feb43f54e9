use http::{HeaderMap, HeaderValue};

use crate::serve::{Network, TrustedProxies, client_address};

fn network(text: &str) -> Network {
    text.parse().unwrap()
}

fn client(peer: &str, forwarded: &[&str]) -> String {
    let trusted = ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"].map(network).into_iter().collect::<TrustedProxies>();
    let mut headers = HeaderMap::new();
    for value in forwarded {
        headers.append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
    }
    client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
}

#[test]
fn only_a_trusted_proxy_is_believed() {
    assert_eq!(client("198.51.100.7", &["1.1.1.1"]), "198.51.100.7");
    assert_eq!(client("10.1.2.3", &["1.1.1.1"]), "1.1.1.1");
    assert_eq!(client("192.0.2.1", &["1.1.1.1"]), "1.1.1.1");
    assert_eq!(client("192.0.2.2", &["1.1.1.1"]), "192.0.2.2");
}

#[test]
fn the_last_address_that_is_no_proxy_counts() {
    assert_eq!(client("10.0.0.1", &["6.6.6.6, 1.1.1.1, 10.0.0.2"]), "1.1.1.1");
    assert_eq!(client("10.0.0.1", &["6.6.6.6", "1.1.1.1", "10.0.0.2,10.0.0.3"]), "1.1.1.1");
    assert_eq!(client("10.0.0.1", &["10.0.0.9, 10.0.0.2"]), "10.0.0.9");
    assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
}

#[test]
fn what_is_no_address_ends_the_search() {
    assert_eq!(client("10.0.0.1", &["1.1.1.1, unknown, 10.0.0.2"]), "10.0.0.2");
    assert_eq!(client("10.0.0.1", &["1.1.1.1, "]), "10.0.0.1");
    assert_eq!(client("10.0.0.1", &["1.1.1.1,,10.0.0.3"]), "10.0.0.3");
}

#[test]
fn addresses_are_read_in_every_spelling() {
    assert_eq!(client("10.0.0.1", &["1.1.1.1:5000"]), "1.1.1.1");
    assert_eq!(client("2001:db8::1", &["[2606:4700::1]:443"]), "2606:4700::1");
    assert_eq!(client("2001:db8::1", &["[2606:4700::1]"]), "2606:4700::1");
    assert_eq!(client("::ffff:10.0.0.1", &["::ffff:1.1.1.1"]), "1.1.1.1");
}

#[test]
fn networks_are_read_strictly() {
    for bad in ["", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/+8", "10.0.0.0/8/8", "example.com"] {
        assert!(bad.parse::<Network>().is_err(), "{bad}");
    }
    assert!(network("0.0.0.0/0").contains("255.1.1.1".parse().unwrap()));
    assert!(!network("0.0.0.0/0").contains("::1".parse().unwrap()));
    assert!(network("::/0").contains("2001::1".parse().unwrap()));
    assert!(network("10.1.2.3/8").contains("10.9.9.9".parse().unwrap()));
    assert!(!network("192.0.2.128/25").contains("192.0.2.127".parse().unwrap()));
}
