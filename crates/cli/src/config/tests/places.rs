use super::{Bench, loaded, refused, shown};
use crate::config::{Flags, Format, SETTINGS};

#[test]
fn without_any_settings_the_defaults_hold() {
    let loaded = loaded("", &[]);
    assert_eq!(loaded.config.database.url.reveal(), "sqlite:whose.db");
    assert_eq!(loaded.config.serve.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(loaded.config.serve.connections.get(), 10_000);
    assert!(loaded.config.serve.migrate);
    assert_eq!(loaded.config.serve.tls, None);
    assert_eq!(loaded.config.log.format, Format::Text);
    assert_eq!(shown(&loaded, "serve.metrics"), "serve.metrics = (not set)  # default");
    assert_eq!(loaded.shown.len(), SETTINGS.len());
}

#[test]
fn flags_win_over_the_environment_which_wins_over_the_file() {
    let file = "[serve]\nlisten = \"127.0.0.1:1\"\nmetrics = \"127.0.0.1:2\"\n\npublic_url = \"http://file\"\n";
    let bench = Bench::new(file, &[("WHOSE__SERVE__LISTEN", "127.0.0.1:3"), ("WHOSE__SERVE__METRICS", "127.0.0.1:4")]);
    let loaded = bench.load(Flags { listen: Some("127.0.0.1:5".to_owned()), ..Flags::default() }).unwrap();
    assert_eq!(shown(&loaded, "serve.listen"), "serve.listen = \"127.0.0.1:5\"  # flag --listen");
    let metrics = "serve.metrics = \"127.0.0.1:4\"  # environment WHOSE__SERVE__METRICS";
    assert_eq!(shown(&loaded, "serve.metrics"), metrics);
    let place = bench.path().join("whose.toml");
    let url = format!("serve.public_url = \"http://file\"  # {} line 5", place.display());
    assert_eq!(shown(&loaded, "serve.public_url"), url);
    assert_eq!(loaded.config.serve.listen.port(), 5);
}

#[test]
fn a_named_file_replaces_the_usual_one() {
    let bench = Bench::new("[serve]\nconnections = 1\n", &[("WHOSE__CONFIG", "environment.toml")]);
    std::fs::write(bench.path().join("environment.toml"), "[serve]\nconnections = 2\n").unwrap();
    std::fs::write(bench.path().join("flag.toml"), "[serve]\nconnections = 3\n").unwrap();
    let connections = |file| bench.load_file(file, Flags::default()).unwrap().config.serve.connections.get();
    assert_eq!(connections(None), 2);
    assert_eq!(connections(Some("flag.toml")), 3);
}

#[test]
fn a_named_file_that_is_missing_is_refused() {
    let said = Bench::new("", &[]).load_file(Some("none.toml"), Flags::default()).unwrap_err();
    assert!(said.contains("none.toml cannot be read: "), "{said}");
}

#[test]
fn an_empty_variable_is_not_set_and_other_programs_variables_are_not_ours() {
    let loaded = loaded("", &[("WHOSE__SERVE__METRICS", ""), ("WHOSEVER", "1"), ("WHOSE_X", "1"), ("PATH", "/")]);
    assert_eq!(loaded.config.serve.metrics, None);
}

#[test]
fn unknown_settings_are_refused_with_their_place_and_the_nearest_name() {
    let said = refused("[serve]\n# why\nlisten_on = \"x\"\n", &[]);
    assert!(said.starts_with("serve.listen_on is no setting (") && said.contains("whose.toml line 3)"), "{said}");
    assert!(said.ends_with("did you mean serve.listen?"), "{said}");
    let said = refused("", &[("WHOSE__DATABASE__ULR", "postgres://u:SECRET@h/d")]);
    assert_eq!(said, "WHOSE__DATABASE__ULR is no setting (environment); did you mean WHOSE__DATABASE__URL?");
    let said = refused("", &[("WHOSE__DATABASE_URL", "x")]);
    assert!(said.ends_with("did you mean WHOSE__DATABASE__URL?"), "{said}");
    let said = refused("", &[("WHOSE__FLUX__CAPACITOR", "x")]);
    assert!(said.ends_with("see `whose config show` for all settings"), "{said}");
}

#[test]
fn a_setting_outside_its_section_is_refused() {
    let said = refused("listen = \"127.0.0.1:1\"\n", &[]);
    assert!(said.starts_with("listen is no setting") && said.ends_with("did you mean serve.listen?"), "{said}");
    let said = refused("[sevre]\nlisten = \"127.0.0.1:1\"\n", &[]);
    assert!(said.starts_with("sevre is no setting"), "{said}");
    let said = refused("serve = 1\n", &[]);
    assert!(said.starts_with("serve is no setting"), "{said}");
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let said = refused("[serve]\nlisten = 1\nx = 1\n", &[("WHOSE__LOG__LEVEL", "loud"), ("WHOSE__Y__Z", "1")]);
    assert_eq!(said.lines().count(), 4, "{said}");
}

#[test]
fn a_file_that_is_no_toml_is_refused_with_the_line() {
    let said = refused("[serve]\nlisten = \n", &[]);
    assert!(said.contains("whose.toml is not TOML in line 2: "), "{said}");
}
