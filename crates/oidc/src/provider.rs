//! The provider: where it sends browsers, and whom it vouches for when they come back.

use std::sync::Arc;

use domain::{
    Instant,
    members::{Identity, Role},
};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields,
    EndUserName, EndUserUsername, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenClaims, IdTokenFields,
    IssuerUrl, LocalizedClaim, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, StandardErrorResponse, StandardTokenResponse,
    TokenResponse as _, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
        CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
        CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse,
        CoreTokenType,
    },
};
use tokio::sync::Mutex;
use tokio_rustls::TlsConnector;

use crate::{Refused, Settings, asking::Asking, claims::Others};

/// For how long is believed what the provider said of itself, in microseconds.
const HOUR: i64 = 3_600_000_000;
/// How often an unknown key makes that be asked again at most, in microseconds: nobody can make us ask by sending keys.
const MINUTE: i64 = 60_000_000;

/// How tokens may be signed: by a key that the provider alone has.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Answer = StandardTokenResponse<
    IdTokenFields<
        Others,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;
type Client = openidconnect::Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Answer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
type Claims = IdTokenClaims<Others, CoreGenderClaim>;

/// A sign-in that is under way. Only the browser that began it can know these texts.
#[derive(Clone)]
pub struct Attempt {
    /// Comes back in the address.
    pub state: String,
    /// Comes back in the signed answer.
    pub nonce: String,
    /// Proves that whoever brings the code began it: 43 to 128 letters and digits.
    pub verifier: String,
}

/// Somebody whom the provider vouches for.
#[derive(Clone, Debug)]
pub struct Vouched {
    /// How it knows them.
    pub identity: Identity,
    /// What they are called.
    pub name: String,
    /// Their address, where the provider says that it is theirs.
    pub email: Option<String>,
    /// The highest role that its claims give.
    pub role: Option<Role>,
}

/// The identity provider.
pub struct Provider {
    settings: Settings,
    issuer: IssuerUrl,
    callback: RedirectUrl,
    asking: Asking,
    /// What it said of itself, and when it was asked.
    known: Mutex<Option<(Instant, Arc<CoreProviderMetadata>)>>,
}

impl Provider {
    /// A provider that is set up like that; it is asked when somebody signs in. Without `tls`, it must be on this machine.
    ///
    /// # Errors
    /// When its name or the address of this register is no URL.
    pub fn new(settings: Settings, tls: Option<TlsConnector>) -> Result<Self, Refused> {
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|error| Refused::untrusted(&error))?;
        let callback = RedirectUrl::new(settings.callback.clone()).map_err(|error| Refused::untrusted(&error))?;
        Ok(Self { settings, issuer, callback, asking: Asking { tls }, known: Mutex::new(None) })
    }

    /// The provider's name, as it says it itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Where a browser is to go for that attempt.
    ///
    /// # Errors
    /// When the provider cannot be asked where that is.
    pub async fn address(&self, attempt: &Attempt, now: Instant) -> Result<String, Refused> {
        let client = self.client(&*self.described(now, HOUR).await?);
        let (state, nonce) = (CsrfToken::new(attempt.state.clone()), Nonce::new(attempt.nonce.clone()));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(attempt.verifier.clone()));
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (address, ..) = client
            .authorize_url(flow, move || state, move || nonce)
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            .url();
        Ok(address.into())
    }

    /// Whom the provider vouches for by the code that a browser brought back from that attempt.
    ///
    /// # Errors
    /// When the provider does not answer, or not as it must.
    pub async fn vouched(&self, attempt: &Attempt, code: &str, now: Instant) -> Result<Vouched, Refused> {
        let described = self.described(now, HOUR).await?;
        let client = self.client(&described);
        let exchange = client.exchange_code(AuthorizationCode::new(code.to_owned()));
        let exchange = exchange.map_err(|error| Refused::untrusted(&error))?;
        let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()));
        let answer = exchange.request_async(&self.asking).await.map_err(|error| match error {
            RequestTokenError::Request(error) => Refused::unreachable(&error),
            other => Refused::untrusted(&other),
        })?;
        let claims = match verified(&client, &answer, attempt, now) {
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                let renewed = self.client(&*self.described(now, MINUTE).await?);
                verified(&renewed, &answer, attempt, now)
            }
            other => other,
        };
        self.of(&client, &answer, claims.map_err(|error| Refused::untrusted(&error))?).await
    }

    /// What the provider says of itself; asked again when that is older than so many microseconds.
    async fn described(&self, now: Instant, oldest: i64) -> Result<Arc<CoreProviderMetadata>, Refused> {
        let mut known = self.known.lock().await;
        if let Some((at, described)) = known.as_ref()
            && now.micros() - at.micros() < oldest
        {
            return Ok(Arc::clone(described));
        }
        let described = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.asking).await;
        let described = Arc::new(described.map_err(|error| Refused::unreachable(&error))?);
        *known = Some((now, Arc::clone(&described)));
        Ok(described)
    }

    fn client(&self, described: &CoreProviderMetadata) -> Client {
        let secret = self.settings.secret.clone().map(ClientSecret::new);
        let methods = described.token_endpoint_auth_methods_supported();
        let basic = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let client = ClientId::new(self.settings.client.clone());
        Client::from_provider_metadata(described.clone(), client, secret)
            .set_redirect_uri(self.callback.clone())
            .set_auth_type(if basic { AuthType::BasicAuth } else { AuthType::RequestBody })
    }

    /// Somebody as the token tells of them; what it lacks is asked for, for many providers put little into a token.
    async fn of(&self, client: &Client, answer: &Answer, claims: Claims) -> Result<Vouched, Refused> {
        let (issuer, subject) = (self.settings.issuer.clone(), claims.subject().as_str().to_owned());
        let mut told = Told {
            name: named(claims.name(), claims.preferred_username()),
            email: claims
                .email()
                .filter(|_| claims.email_verified() == Some(true))
                .map(|email| email.as_str().to_owned()),
            role: self.role(claims.additional_claims()),
        };
        if (told.role.is_none() || told.name.is_none())
            && let Ok(asked) = client.user_info(answer.access_token().clone(), Some(claims.subject().clone()))
        {
            let more: UserInfoClaims<Others, CoreGenderClaim> =
                asked.request_async(&self.asking).await.map_err(|error| Refused::untrusted(&error))?;
            let email =
                more.email().filter(|_| more.email_verified() == Some(true)).map(|email| email.as_str().to_owned());
            told = Told {
                name: told.name.or_else(|| named(more.name(), more.preferred_username())),
                email: told.email.or(email),
                role: told.role.or_else(|| self.role(more.additional_claims())),
            };
        }
        let name = told.name.or_else(|| told.email.clone()).unwrap_or_else(|| subject.clone());
        // A claim that is there and gives nothing is an answer; one that is nowhere gives nothing either.
        Ok(Vouched { identity: Identity { issuer, subject }, name, email: told.email, role: told.role.flatten() })
    }

    /// What the claim gives; none where it is not there.
    fn role(&self, others: &Others) -> Option<Option<Role>> {
        others.texts(&self.settings.claim).map(|values| self.settings.roles.highest(&values))
    }
}

/// What the provider tells of somebody.
struct Told {
    name: Option<String>,
    email: Option<String>,
    role: Option<Option<Role>>,
}

fn named(name: Option<&LocalizedClaim<EndUserName>>, user: Option<&EndUserUsername>) -> Option<String> {
    let name = name.and_then(|name| name.get(None)).map(|name| name.as_str());
    name.or(user.map(|user| user.as_str())).map(str::to_owned)
}

/// The claims, if the provider signed them, for us, for this attempt, and they hold now.
fn verified(
    client: &Client,
    answer: &Answer,
    attempt: &Attempt,
    now: Instant,
) -> Result<Claims, ClaimsVerificationError> {
    let token = answer.id_token();
    let token = token.ok_or_else(|| ClaimsVerificationError::Other("the answer has no ID token".to_owned()))?;
    let at = chrono::DateTime::from_timestamp_micros(now.micros()).unwrap_or_default();
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNED_BY).set_time_fn(move || at);
    token.clone().into_claims(&verifier, &Nonce::new(attempt.nonce.clone()))
}
