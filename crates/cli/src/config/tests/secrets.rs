use super::{loaded, shown};
use crate::config::DatabaseUrl;

fn printed(url: &str) -> String {
    let url = DatabaseUrl::parse(url).unwrap();
    assert!(format!("{url:?}").contains(&url.to_string()));
    url.to_string()
}

#[test]
fn a_password_is_never_printed_wherever_it_stands() {
    assert_eq!(printed("postgres://u:SECRET@h:5432/d"), "postgres://u:***@h:5432/d");
    assert_eq!(printed("postgresql://u:SEC@RET/SEC?RET@h1:1,h2:2/d"), "postgresql://u:***@h1:1,h2:2/d");
    assert_eq!(printed("postgres://:SECRET@h/d?sslmode=require"), "postgres://:***@h/d?sslmode=require");
    assert_eq!(
        printed("postgres://u@h/d?password=SECRET&sslmode=require"),
        "postgres://u@h/d?password=***&sslmode=require"
    );
    assert_eq!(printed("postgres://u@h/d?pass%77ord=SECRET"), "postgres://u@h/d?pass%77ord=***");
    assert_eq!(printed("postgres://u@h/d?sslpassword=SECRET"), "postgres://u@h/d?sslpassword=***");
}

#[test]
fn what_holds_no_password_is_printed_whole() {
    for url in
        ["sqlite:whose.db", "sqlite:/var/lib/a:b@c.db", "postgres://h:5432/d", "postgres://u@h/d?sslmode=require"]
    {
        assert_eq!(printed(url), url);
    }
}

#[test]
fn nothing_of_the_settings_prints_the_password() {
    let loaded = loaded("", &[("WHOSE__DATABASE__URL", "postgres://u:SECRET@h/d")]);
    assert_eq!(loaded.config.database.url.reveal(), "postgres://u:SECRET@h/d");
    let line = "database.url = \"postgres://u:***@h/d\"  # environment WHOSE__DATABASE__URL";
    assert_eq!(shown(&loaded, "database.url"), line);
    assert!(!format!("{loaded:?}").contains("SECRET"));
    assert!(!serde_json::to_string(&loaded.shown).unwrap().contains("SECRET"));
}

#[test]
fn programs_get_values_with_their_types() {
    let loaded = loaded("[serve]\ntrusted_proxies = [\"::1\"]\n", &[]);
    let value = |key: &str| {
        let shown = loaded.shown.iter().find(|shown| shown.key == key).unwrap();
        serde_json::to_value(shown).unwrap()["value"].clone()
    };
    assert_eq!(value("serve.connections"), 10_000);
    assert_eq!(value("serve.migrate"), true);
    assert_eq!(value("serve.metrics"), serde_json::Value::Null);
    assert_eq!(value("serve.trusted_proxies"), serde_json::json!(["::1"]));
}
