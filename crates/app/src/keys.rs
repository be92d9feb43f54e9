//! Keys: making, listing and revoking them, and telling who presents one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use domain::{
    Instant,
    actors::Actor,
    companies::{Company, DEFAULT},
    events::Subject,
    ids::{KeyId, Noun, PersonId},
    keys::{self, Key},
    permissions::{Permission, Permissions},
    texts,
};
use store::db::{Work, work};

use crate::{App, Caller, Error, Kind, Result, digests, error, events::Record};

/// How long an answer about a key is believed: a key revoked on another server works this much longer, in microseconds.
const BELIEVED: i64 = 500_000;
/// How old the last use must be before it is written again, in microseconds.
const MINUTE: i64 = 60_000_000;
/// How many answers are held.
const HELD: usize = 10_000;

/// The text of a key, a session or a ticket. Shown once, when it is made; prints nothing.
pub struct Secret(String);

impl Secret {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the one who asked for it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What was lately answered about keys.
#[derive(Default)]
pub(crate) struct Recent(Mutex<HashMap<String, (Instant, Known)>>);

#[derive(Clone)]
struct Known {
    key: Key,
    company: Arc<Company>,
    terms: i64,
}

impl Recent {
    fn get(&self, hash: &str, now: Instant) -> Option<Known> {
        let held = self.0.lock().ok()?;
        let (at, known) = held.get(hash)?;
        (0..BELIEVED).contains(&(now.micros() - at.micros())).then(|| known.clone())
    }

    fn put(&self, hash: String, now: Instant, known: Known) {
        if let Ok(mut held) = self.0.lock() {
            if held.len() >= HELD {
                held.clear();
            }
            held.insert(hash, (now, known));
        }
    }

    pub(crate) fn forget_all(&self) {
        if let Ok(mut held) = self.0.lock() {
            held.clear();
        }
    }
}

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What it is called.
    pub name: String,
    /// The address of the person it acts for.
    pub owner: String,
    /// What it may do.
    pub permissions: Permissions,
    /// When it stops working; 12 months from now unless told otherwise.
    pub expires_at: Option<Instant>,
}

impl App {
    /// Who presents this key. Everything that is not a working key is answered alike.
    ///
    /// # Errors
    /// When it is not a working key, or the database cannot be read.
    pub async fn authenticate(&self, text: &str, request: Option<String>) -> Result<Caller> {
        if !keys::is_spelled(text) {
            return Err(Kind::Unauthorized.into());
        }
        let (hash, now) = (digests::sha256(text), self.now());
        let known = match self.0.keys.get(&hash, now) {
            Some(known) => known,
            None => self.look_up(hash, now).await?,
        };
        if !known.key.works(now) {
            return Err(Kind::Unauthorized.into());
        }
        Ok(Caller {
            company: known.company,
            terms: known.terms,
            actor: Actor::Key { key: known.key.id, person: known.key.owner },
            permissions: known.key.permissions,
            request,
        })
    }

    async fn look_up(&self, hash: String, now: Instant) -> Result<Known> {
        let wanted = hash.clone();
        let read = work(move |tx| -> Work<'_, Option<Known>, Error> {
            let hash = wanted.clone();
            Box::pin(async move {
                let Some(key) = store::keys::hashed(tx, &hash).await? else { return Ok(None) };
                let company = store::companies::get(tx, key.company).await?;
                let company = company.ok_or_else(|| Error::bug("a key's company is gone"))?;
                Ok(Some(Known { key, company: Arc::new(company), terms: store::companies::terms(tx).await? }))
            })
        });
        let known = self.0.pool.read(read).await?.ok_or(Error::from(Kind::Unauthorized))?;
        self.0.keys.put(hash, now, known.clone());
        if known.key.works(now) && known.key.used_at.is_none_or(|used| now.micros() - used.micros() >= MINUTE) {
            self.remember_use(&known.key, now);
        }
        Ok(known)
    }

    /// Writes the last use beside the request, which does not wait for it.
    fn remember_use(&self, key: &Key, now: Instant) {
        let (app, company, key) = (self.clone(), key.company, key.id);
        tokio::spawn(async move {
            let touch = work(move |tx| -> Work<'_, (), Error> {
                Box::pin(async move { Ok(store::keys::touch(tx, company, key, now).await?) })
            });
            if let Err(failed) = app.0.pool.write(touch).await {
                tracing::warn!(cause = failed.cause(), "the last use of a key was not written");
            }
        });
    }

    /// Makes a key and shows its text, this once.
    ///
    /// # Errors
    /// When the caller may not, would give more than it has, or the owner is no person of the company.
    pub async fn create_key(&self, caller: &Caller, new: NewKey) -> Result<(Key, Secret)> {
        caller.may(Permission::ManageKeys)?;
        if !caller.permissions.cover(new.permissions) {
            return Err(Kind::Forbidden.into());
        }
        if new.name.trim().is_empty() || new.name.chars().count() > 100 || !texts::storable(&new.name) {
            return Err(Error::invalid("name must have 1 to 100 characters"));
        }
        let now = self.now();
        let expires_at = new.expires_at.unwrap_or_else(|| now.plus_seconds(365 * 24 * 3600));
        if expires_at <= now {
            return Err(Error::invalid("expiresAt must be in the future"));
        }
        let secret = keys::spell(&digests::random::<256>()?).ok_or_else(|| Error::bug("too little randomness"))?;
        let operator = caller.company.name == DEFAULT;
        let permissions = if operator { new.permissions } else { new.permissions.without(Permission::ManageCompanies) };
        let key = Key {
            company: caller.company.id,
            id: KeyId::new(self.0.ids.one(Noun::Key).await?),
            name: new.name,
            owner: PersonId::new(0),
            permissions,
            created_at: now,
            expires_at,
            revoked_at: None,
            used_at: None,
            version: 1,
        };
        let key = self.save_key(caller, key, new.owner, digests::sha256(&secret)).await?;
        Ok((key, Secret(secret)))
    }

    async fn save_key(&self, caller: &Caller, key: Key, owner: String, hash: String) -> Result<Key> {
        let event = self.0.ids.events(1).await?;
        let record = Record::of(caller);
        let save = work(move |tx| -> Work<'_, Key, Error> {
            let (mut key, owner, hash) = (key.clone(), owner.clone(), hash.clone());
            let (record, event) = (record.clone(), event.clone());
            Box::pin(async move {
                let people = store::people::by_address(tx, key.company, vec![texts::key(&owner)]).await?;
                let person = people.into_iter().find(|person| person.left.is_none());
                key.owner = person.ok_or(Error::from(Kind::Missing(error::Noun::Person)))?.id;
                store::keys::add(tx, &key, &hash).await?;
                let permissions: Vec<&str> = key.permissions.iter().map(Permission::name).collect();
                let body = digests::canonical(&serde_json::json!({
                    "owner": key.owner, "permissions": permissions, "expiresAt": key.expires_at,
                }));
                for event in event {
                    let of = (Subject::Key(key.id.get()), key.version);
                    record.one(tx, event, of, key.created_at, ("key.created", body.clone())).await?;
                }
                Ok(key)
            })
        });
        self.0.pool.write(save).await
    }

    /// The key that the caller presented, if it presented one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn own_key(&self, caller: &Caller) -> Result<Option<Key>> {
        let (company, Actor::Key { key, .. }) = (caller.company.id, caller.actor.clone()) else { return Ok(None) };
        let read = work(move |tx| -> Work<'_, Option<Key>, Error> {
            Box::pin(async move { Ok(store::keys::get(tx, company, key).await?) })
        });
        self.0.pool.read(read).await
    }

    /// Every key of the company, oldest first.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn keys(&self, caller: &Caller) -> Result<Vec<Key>> {
        caller.may(Permission::ManageKeys)?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, Vec<Key>, Error> {
            Box::pin(async move { Ok(store::keys::all(tx, company).await?) })
        });
        self.0.pool.read(read).await
    }

    /// Revokes a key, at once here and within a second on every other server. A revoked key stays revoked.
    ///
    /// # Errors
    /// When the caller may not, or the company has no such key.
    pub async fn revoke_key(&self, caller: &Caller, key: KeyId) -> Result<Key> {
        caller.may(Permission::ManageKeys)?;
        let event = self.0.ids.events(1).await?;
        let (now, record, company) = (self.now(), Record::of(caller), caller.company.id);
        let revoke = work(move |tx| -> Work<'_, Key, Error> {
            let (record, event) = (record.clone(), event.clone());
            Box::pin(async move {
                let found = store::keys::lock(tx, company, key).await?;
                let mut found = found.ok_or(Error::from(Kind::Missing(error::Noun::Key)))?;
                if found.revoked_at.is_none() {
                    store::keys::revoke(tx, &found, now).await?;
                    found.revoked_at = Some(now);
                    found.version += 1;
                    for event in event {
                        let of = (Subject::Key(key.get()), found.version);
                        record.one(tx, event, of, now, ("key.revoked", "{}".to_owned())).await?;
                    }
                }
                Ok(found)
            })
        });
        let key = self.0.pool.write(revoke).await?;
        self.0.keys.forget_all();
        Ok(key)
    }
}
