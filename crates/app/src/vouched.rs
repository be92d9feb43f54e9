//! Signing in somebody whom the identity provider vouches for.

use std::sync::Arc;

use domain::{
    Instant,
    companies::DEFAULT,
    events::Subject,
    ids::{CompanyId, EventId, MemberId, Noun, SessionId},
    members::{Identity, Member, Role, check_name},
    sessions::Session,
    texts,
};
use store::{
    Tx,
    db::{Work, work},
    migrations::hex,
};

use crate::{App, Error, Kind, Result, digests, events::Record, keys::Secret, sessions::record};

/// Somebody whom the identity provider vouches for.
#[derive(Clone, Debug)]
pub struct Vouched {
    /// How it knows them: that alone says who they are.
    pub identity: Identity,
    /// What they are called.
    pub name: String,
    /// Their address, where the provider says that it is theirs: it finds the person that they are, and nothing more.
    pub email: Option<String>,
    /// What they may do.
    pub role: Role,
}

/// A sign-in, with everything that is made before the transaction.
struct SignIn {
    company: CompanyId,
    who: Vouched,
    request: Option<String>,
    now: Instant,
    /// Ids for the member and the session.
    ids: (MemberId, SessionId),
    /// The digest of the session's text.
    hash: String,
    events: Vec<EventId>,
}

impl App {
    /// Signs in somebody whom the provider vouches for, and gives the text of the new session. Whoever comes for the first
    /// time becomes a member; of others the role is what it is with the provider now.
    ///
    /// # Errors
    /// Unauthorized where they were removed.
    pub async fn sign_in_vouched(&self, who: Vouched, request: Option<String>) -> Result<Secret> {
        let company = self.company(DEFAULT).await?.ok_or_else(|| Error::bug("the default company is missing"))?.id;
        let text = hex(&digests::random::<32>()?);
        let ids =
            (MemberId::new(self.0.ids.one(Noun::Member).await?), SessionId::new(self.0.ids.one(Noun::Session).await?));
        let (hash, now, events) = (digests::sha256(&text), self.now(), self.0.ids.events(2).await?);
        let shared = Arc::new(SignIn { company, who, request, now, ids, hash, events });
        let save = |shared: Arc<SignIn>| {
            work(move |tx| -> Work<'_, (), Error> {
                let shared = Arc::clone(&shared);
                Box::pin(async move { shared.save(tx).await })
            })
        };
        match self.0.pool.write(save(Arc::clone(&shared))).await {
            // Two came for the first time at once: whoever is the second finds the member that the first became.
            Err(failed) if matches!(failed.kind, Kind::Conflict(_)) => self.0.pool.write(save(shared)).await?,
            saved => saved?,
        }
        Ok(Secret::new(text))
    }
}

impl SignIn {
    async fn save(&self, tx: &mut Tx) -> Result<()> {
        let [first, second] = self.events.as_slice() else { return Err(Error::bug("two events were asked for")) };
        let member = match store::members::identified(tx, self.company, &self.who.identity).await? {
            None => self.add(tx, *first).await?,
            Some(removed) if removed.removed_at.is_some() => return Err(Kind::Unauthorized.into()),
            Some(known) if known.role != self.who.role => self.assign(tx, known, *first).await?,
            Some(known) => known,
        };
        let session = Session::beginning(self.company, self.ids.1, member.id, self.now);
        store::sessions::add(tx, &session, &self.hash).await?;
        let body = serde_json::json!({ "issuer": self.who.identity.issuer, "member": member.id });
        let of = (Subject::Session(session.id.get()), session.version);
        self.record(&member).one(tx, *second, of, self.now, ("session.began", digests::canonical(&body))).await
    }

    async fn add(&self, tx: &mut Tx, event: EventId) -> Result<Member> {
        let member = Member {
            company: self.company,
            id: self.ids.0,
            identity: Some(self.who.identity.clone()),
            name: called(&self.who),
            role: self.who.role,
            person: self.person(tx).await?,
            created_at: self.now,
            removed_at: None,
            version: 1,
        };
        store::members::add(tx, &member).await.map_err(|failed| match failed.kind {
            store::error::Kind::Conflict => Error::conflict("somebody of that identity is a member already"),
            _ => failed.into(),
        })?;
        let body = digests::canonical(&serde_json::json!({
            "issuer": self.who.identity.issuer, "person": member.person, "role": member.role.name(),
        }));
        let of = (Subject::Member(member.id.get()), member.version);
        self.record(&member).one(tx, event, of, self.now, ("member.added", body)).await?;
        Ok(member)
    }

    /// Gives them the role that the provider says: where it is taken away there, it is gone here.
    async fn assign(&self, tx: &mut Tx, known: Member, event: EventId) -> Result<Member> {
        store::members::assign(tx, &known, self.who.role).await?;
        let body = digests::canonical(&serde_json::json!({
            "after": { "role": self.who.role.name() }, "before": { "role": known.role.name() },
        }));
        let member = Member { role: self.who.role, version: known.version + 1, ..known };
        let of = (Subject::Member(member.id.get()), member.version);
        self.record(&member).one(tx, event, of, self.now, ("member.changed", body)).await?;
        Ok(member)
    }

    /// The person with their address who works at the company.
    async fn person(&self, tx: &mut Tx) -> Result<Option<domain::ids::PersonId>> {
        let Some(email) = self.who.email.as_deref() else { return Ok(None) };
        let people = store::people::by_address(tx, self.company, vec![texts::key(email)]).await?;
        Ok(people.into_iter().find(|person| person.left.is_none()).map(|person| person.id))
    }

    fn record(&self, member: &Member) -> Record {
        record((member, self.ids.1), self.request.clone())
    }
}

/// What they are called, as far as it can be stored.
fn called(who: &Vouched) -> String {
    let name: String = who.name.trim().chars().take(100).collect();
    if check_name(&name).is_ok() { name } else { "Somebody".to_owned() }
}
