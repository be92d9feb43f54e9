use domain::members::Role;

use super::{loaded, refused};
use crate::config::check;

const WHOLE: &str = r#"
    [oidc]
    issuer = "https://id.example.com/realm/"
    client_id = "whose"
    client_secret_file = "no-such-secret"
    ca = "no-such-ca.pem"
    role_claim = "realm_access.roles"
    viewers = ["staff", "guests"]
    administrators = ["admins"]
"#;

#[test]
fn a_provider_is_read_whole_and_without_one_there_is_none() {
    assert!(loaded("", &[]).config.oidc.is_none());
    let oidc = loaded(WHOLE, &[("WHOSE__OIDC__SCOPES", "groups, email")]).config.oidc.unwrap();
    // Its name is kept as it is: another slash is another provider.
    assert_eq!(oidc.issuer, "https://id.example.com/realm/");
    assert_eq!(oidc.scopes, ["groups", "email"]);
    assert_eq!(oidc.roles.highest(&["guests", "admins"]), Some(Role::Administrator));
    assert_eq!(oidc.roles.highest(&["it"]), None);
}

#[test]
fn a_provider_that_lacks_something_is_refused_with_all_that_it_lacks() {
    let said = refused("[serve]\nlisten = \"0.0.0.0:80\"\n[oidc]\nissuer = \"https://id.example.com\"", &[]);
    for lacking in ["needs oidc.client_id", "needs oidc.viewers", "needs serve.public_url"] {
        assert!(said.contains(lacking), "{lacking}: {said}");
    }
    let said = refused("[oidc]\nreviewers = [\"it\"]", &[]);
    assert!(said.contains("oidc.reviewers needs oidc.issuer as well"), "{said}");
    for issuer in ["id.example.com", "http://id.example.com", "https://id.example.com/?a=b", ""] {
        let said = refused(&WHOLE.replace("https://id.example.com/realm/", issuer), &[]);
        assert!(said.contains("oidc.issuer must be an https URL"), "{issuer}: {said}");
    }
}

#[test]
fn files_that_a_provider_names_must_be_there() {
    let said = check(&loaded(WHOLE, &[]).config).unwrap_err().to_string();
    assert!(said.contains("oidc.client_secret_file cannot be read: "), "{said}");
    assert!(said.contains("oidc.ca must be a file with the certificates to trust"), "{said}");
}
