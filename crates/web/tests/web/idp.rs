//! An identity provider on this machine, which lies as the test tells it to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    routing::{get, post},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as URL_SAFE},
};
use domain::members::Role;
use oidc::{Provider, Roles, Settings};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signing {
    /// As the provider does.
    Good,
    /// Not at all.
    Nothing,
    /// By a secret that everybody knows: the public key.
    PublicKey,
    /// By another key, which calls itself the provider's.
    Forged,
    /// By a key that the provider does not publish.
    Unpublished,
}

/// What a code stands for.
#[derive(Clone)]
struct Granted {
    claims: Value,
    challenge: String,
    signing: Signing,
}

struct Inside {
    url: String,
    key: Ed25519KeyPair,
    kid: String,
    codes: HashMap<String, Granted>,
    given: usize,
    /// How often somebody asked for the keys.
    asked: usize,
}

/// The provider.
#[derive(Clone)]
pub(crate) struct Idp(Arc<Mutex<Inside>>);

impl Idp {
    /// One that listens.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (key, kid, codes) = (key(), "first".to_owned(), HashMap::new());
        let idp = Self(Arc::new(Mutex::new(Inside { url, key, kid, codes, given: 0, asked: 0 })));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(described))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(idp.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        idp
    }

    /// It as a register knows it.
    pub(crate) fn provider(&self) -> Provider {
        let roles = [(Role::Viewer, "staff"), (Role::Reviewer, "it"), (Role::Administrator, "sec")];
        let settings = Settings {
            issuer: self.url(),
            client: "whose".to_owned(),
            secret: Some("a word".to_owned()),
            scopes: vec!["email".to_owned()],
            callback: format!("http://whose.example.com{}", web::CALLBACK),
            claim: "groups".to_owned(),
            roles: Roles(roles.into_iter().map(|(role, value)| (role, vec![value.to_owned()])).collect()),
        };
        Provider::new(settings, None).unwrap()
    }

    pub(crate) fn url(&self) -> String {
        self.0.lock().unwrap().url.clone()
    }

    /// How often somebody asked for the keys.
    pub(crate) fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }

    /// Signs by another key from now on, and publishes that alone.
    pub(crate) fn rotate(&self) {
        let mut inside = self.0.lock().unwrap();
        (inside.key, inside.kid) = (key(), "second".to_owned());
    }

    /// Signs somebody in who came by that address: the query with which they go back. The claims are laid over good ones.
    pub(crate) fn grant(&self, address: &str, over: &Value, signing: Signing) -> String {
        let asked = |name: &str| {
            let pairs = address.split(['?', '&']).filter_map(|pair| pair.split_once('='));
            pairs.filter(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).next().unwrap()
        };
        assert_eq!((asked("code_challenge_method").as_str(), asked("response_type").as_str()), ("S256", "code"));
        let mut inside = self.0.lock().unwrap();
        // The clock of the tests begins in that hour.
        let mut claims = json!({
            "iss": inside.url, "aud": "whose", "sub": "ada", "nonce": asked("nonce"), "groups": ["staff"], "name": "Ada",
            "iat": 1_793_610_000, "exp": 1_793_700_000,
        });
        for (name, value) in over.as_object().unwrap() {
            claims[name] = value.clone();
        }
        inside.given += 1;
        let code = format!("code-{}", inside.given);
        inside.codes.insert(code.clone(), Granted { claims, challenge: asked("code_challenge"), signing });
        format!("code={code}&state={}", asked("state"))
    }
}

async fn described(State(idp): State<Idp>) -> Json<Value> {
    let url = idp.url();
    Json(json!({
        "issuer": url, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn keys(State(idp): State<Idp>) -> Json<Value> {
    let mut inside = idp.0.lock().unwrap();
    inside.asked += 1;
    let x = URL_SAFE.encode(inside.key.public_key().as_ref());
    Json(json!({ "keys": [
        { "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": inside.kid, "x": x },
    ] }))
}

/// A code works once, for the client, and for whoever has the verifier.
async fn token(State(idp): State<Idp>, headers: HeaderMap, body: String) -> (StatusCode, Json<Value>) {
    let form: HashMap<_, _> = body.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let mut inside = idp.0.lock().unwrap();
    let client = format!("Basic {}", STANDARD.encode("whose:a+word"));
    let granted = inside.codes.remove(form["code"]).filter(|granted| {
        let challenge = URL_SAFE.encode(Sha256::digest(form["code_verifier"].as_bytes()));
        headers[header::AUTHORIZATION] == client && granted.challenge == challenge
    });
    let Some(granted) = granted else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    };
    let token = inside.signed(&granted);
    (StatusCode::OK, Json(json!({ "access_token": "a", "token_type": "Bearer", "id_token": token })))
}

impl Inside {
    fn signed(&self, granted: &Granted) -> String {
        let (alg, kid) = match granted.signing {
            Signing::Good | Signing::Forged => ("EdDSA", self.kid.as_str()),
            Signing::Nothing => ("none", ""),
            Signing::PublicKey => ("HS256", self.kid.as_str()),
            Signing::Unpublished => ("EdDSA", "unpublished"),
        };
        let part = |value: &Value| URL_SAFE.encode(value.to_string());
        let text = format!("{}.{}", part(&json!({ "alg": alg, "kid": kid })), part(&granted.claims));
        let signature = match granted.signing {
            Signing::Good => self.key.sign(text.as_bytes()).as_ref().to_vec(),
            Signing::Nothing => Vec::new(),
            Signing::PublicKey => {
                let secret = hmac::Key::new(hmac::HMAC_SHA256, self.key.public_key().as_ref());
                hmac::sign(&secret, text.as_bytes()).as_ref().to_vec()
            }
            Signing::Forged | Signing::Unpublished => key().sign(text.as_bytes()).as_ref().to_vec(),
        };
        format!("{text}.{}", URL_SAFE.encode(signature))
    }
}

fn key() -> Ed25519KeyPair {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap()
}
