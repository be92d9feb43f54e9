//! Sessions: signing in by a ticket, telling who is signed in, and ending sessions.

use std::sync::Arc;

use domain::{
    Instant,
    actors::Actor,
    companies::Company,
    events::Subject,
    ids::{CompanyId, EventId, MemberId, Noun, SessionId},
    members::Member,
    permissions::Permission,
    sessions::{self, Session},
};
use store::{
    Tx,
    db::{Work, work},
    migrations::hex,
};

use crate::{App, Caller, Error, Kind, Result, digests, error, events::Record, keys::Secret, members::allowed};

/// How old the last use must be before it is written again, in microseconds.
const MINUTE: i64 = 60_000_000;

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// As whom they ask.
    pub caller: Caller,
    /// The member.
    pub member: Member,
    /// Their session.
    pub session: Session,
}

/// What is stored of a session.
struct Known {
    session: Session,
    member: Member,
    company: Company,
    terms: i64,
}

impl App {
    /// Signs in the member whom the ticket is for, and gives the text of the new session. A ticket works once.
    ///
    /// # Errors
    /// When the ticket is unknown, used or expired, or its member was removed: all are answered alike.
    pub async fn sign_in(&self, ticket: &str, request: Option<String>) -> Result<Secret> {
        let (text, hash, now) = (hex(&digests::random::<32>()?), digests::sha256(ticket), self.now());
        let id = SessionId::new(self.0.ids.one(Noun::Session).await?);
        let shared = Arc::new((hash, digests::sha256(&text), request, self.0.ids.events(1).await?));
        let save = work(move |tx| -> Work<'_, (), Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (ticket, own, request, event) = shared.as_ref();
                let ticket = store::sessions::ticket(tx, ticket).await?.filter(|ticket| ticket.works(now));
                let ticket = ticket.ok_or(Error::from(Kind::Unauthorized))?;
                let member = store::members::get(tx, ticket.company, ticket.member).await?;
                let member = member.filter(|member| member.removed_at.is_none());
                let member = member.ok_or(Error::from(Kind::Unauthorized))?;
                store::sessions::use_ticket(tx, &ticket, now).await?;
                let session = Session::beginning(ticket.company, id, member.id, now);
                store::sessions::add(tx, &session, own).await?;
                let record = record((&member, session.id), request.clone());
                let body = digests::canonical(&serde_json::json!({ "member": member.id, "ticket": ticket.id }));
                for event in event {
                    let of = (Subject::Session(id.get()), session.version);
                    record.one(tx, *event, of, now, ("session.began", body.clone())).await?;
                }
                Ok(())
            })
        });
        self.0.pool.write(save).await?;
        Ok(Secret::new(text))
    }

    /// Who is signed in by the session of this text. Whatever does not hold is answered alike.
    ///
    /// # Errors
    /// When there is no such session, it has ended, or its member was removed.
    pub async fn signed_in(&self, text: &str, request: Option<String>) -> Result<SignedIn> {
        let (hash, now) = (digests::sha256(text), self.now());
        let read = work(move |tx| -> Work<'_, Option<Known>, Error> {
            let hash = hash.clone();
            Box::pin(async move { known(tx, &hash).await })
        });
        let found = self.0.pool.read(read).await?;
        let found = found.filter(|known| known.session.holds(now) && known.member.removed_at.is_none());
        let Known { session, member, company, terms } = found.ok_or(Error::from(Kind::Unauthorized))?;
        if now.micros() - session.used_at.micros() >= MINUTE {
            self.remember_use_of(&session, now).await;
        }
        let actor = Actor::Session { session: session.id, member: member.id, person: member.person };
        let permissions = allowed(member.role, &company.name);
        let caller = Caller { company: Arc::new(company), terms, actor, permissions, request };
        Ok(SignedIn { caller, member, session })
    }

    async fn remember_use_of(&self, session: &Session, now: Instant) {
        let (company, session) = (session.company, session.id);
        let touch = work(move |tx| -> Work<'_, (), Error> {
            Box::pin(async move { Ok(store::sessions::touch(tx, company, session, now).await?) })
        });
        if let Err(failed) = self.0.pool.write(touch).await {
            tracing::warn!(cause = failed.cause(), "the last use of a session was not written");
        }
    }

    /// A member's sessions that hold: one's own, or for whoever manages members, anybody's.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn sessions(&self, caller: &Caller, member: MemberId) -> Result<Vec<Session>> {
        may(caller, member)?;
        let now = self.now();
        let mut sessions = self.open_sessions(caller.company.id, member).await?;
        sessions.retain(|session| session.holds(now));
        Ok(sessions)
    }

    /// Sessions of all members that hold, newest first; those before that one, where it is given.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn everybodys_sessions(
        &self,
        caller: &Caller,
        before: Option<SessionId>,
        limit: i64,
    ) -> Result<Vec<Session>> {
        caller.may(Permission::ManageMembers)?;
        let (company, now) = (caller.company.id, self.now());
        let used = now.plus_seconds(-sessions::IDLE);
        let read = work(move |tx| -> Work<'_, Vec<Session>, Error> {
            Box::pin(async move { Ok(store::sessions::holding(tx, company, (now, used), before, limit).await?) })
        });
        self.0.pool.read(read).await
    }

    pub(crate) async fn open_sessions(&self, company: CompanyId, member: MemberId) -> Result<Vec<Session>> {
        let read = work(move |tx| -> Work<'_, Vec<Session>, Error> {
            Box::pin(async move { Ok(store::sessions::open(tx, company, member).await?) })
        });
        self.0.pool.read(read).await
    }

    /// Ends a session, at once. One that has ended stays so.
    ///
    /// # Errors
    /// When it is another member's and the caller may not manage members, or the company has no such session.
    pub async fn end_session(&self, caller: &Caller, session: SessionId) -> Result<()> {
        let (asked, now, event) = (caller.clone(), self.now(), self.0.ids.events(1).await?);
        let end = work(move |tx| -> Work<'_, (), Error> {
            let (caller, event) = (asked.clone(), event.clone());
            Box::pin(async move {
                let found = store::sessions::lock(tx, caller.company.id, session).await?;
                let found = found.ok_or(Error::from(Kind::Missing(error::Noun::Session)))?;
                may(&caller, found.member)?;
                for event in event {
                    ended(tx, &Record::of(&caller), &found, (event, now)).await?;
                }
                Ok(())
            })
        });
        self.0.pool.write(end).await
    }

    /// Ends every session of a member, and says how many there were.
    ///
    /// # Errors
    /// When it is another member and the caller may not manage members.
    pub async fn end_sessions(&self, caller: &Caller, member: MemberId) -> Result<usize> {
        let all = self.sessions(caller, member).await?;
        for session in &all {
            self.end_session(caller, session.id).await?;
        }
        Ok(all.len())
    }
}

async fn known(tx: &mut Tx, hash: &str) -> Result<Option<Known>> {
    let Some(session) = store::sessions::hashed(tx, hash).await? else { return Ok(None) };
    let member = store::members::get(tx, session.company, session.member).await?;
    let company = store::companies::get(tx, session.company).await?;
    let (Some(member), Some(company)) = (member, company) else { return Err(Error::bug("a session's member is gone")) };
    Ok(Some(Known { session, member, company, terms: store::companies::terms(tx).await? }))
}

/// Ends a locked session, unless it has ended.
pub(crate) async fn ended(
    tx: &mut Tx,
    record: &Record,
    session: &Session,
    (event, now): (EventId, Instant),
) -> Result<()> {
    if session.ended_at.is_some() {
        return Ok(());
    }
    store::sessions::end(tx, session, now).await?;
    let of = (Subject::Session(session.id.get()), session.version + 1);
    record.one(tx, event, of, now, ("session.ended", "{}".to_owned())).await
}

/// Everybody may look after their own sessions.
fn may(caller: &Caller, member: MemberId) -> Result<()> {
    match caller.actor {
        Actor::Session { member: own, .. } if own == member => Ok(()),
        _ => caller.may(Permission::ManageMembers),
    }
}

pub(crate) fn record((member, session): (&Member, SessionId), request: Option<String>) -> Record {
    let actor = Actor::Session { session, member: member.id, person: member.person };
    Record { company: member.company, actor, request, run: None, batch: None, observed_at: None }
}
