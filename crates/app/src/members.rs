//! Members: inviting and removing them, giving them roles.

use std::{collections::HashMap, sync::Arc};

use domain::{
    actors::Actor,
    companies::DEFAULT,
    events::Subject,
    ids::{CompanyId, MemberId, Noun, PersonId, TicketId},
    members::{Member, Role, check_name},
    permissions::{Permission, Permissions},
    sessions::{self, Ticket},
    texts,
};
use store::{
    Tx,
    db::{Work, work},
    migrations::hex,
};

use crate::{App, Caller, Error, Kind, Result, digests, error, events::Record, keys::Secret, sessions::ended};

/// A member to be invited.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The address of the person that they are, where they are one of the register.
    pub person: Option<String>,
}

/// A ticket that is to be handed out, with its text.
#[derive(Clone)]
struct Made {
    ticket: Ticket,
    text: String,
}

impl App {
    /// Every member of the company, oldest first, removed ones included.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn members(&self, caller: &Caller) -> Result<Vec<Member>> {
        caller.may(Permission::ManageMembers)?;
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, Vec<Member>, Error> {
            Box::pin(async move { Ok(store::members::all(tx, company).await?) })
        });
        self.0.pool.read(read).await
    }

    /// Members whom an answer about something else names, by id; those who do not exist are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn members_behind(&self, caller: &Caller, ids: Vec<MemberId>) -> Result<HashMap<MemberId, Member>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let company = caller.company.id;
        let read = work(move |tx| -> Work<'_, Vec<Member>, Error> {
            Box::pin(async move { Ok(store::members::all(tx, company).await?) })
        });
        let all = self.0.pool.read(read).await?;
        Ok(all.into_iter().filter(|member| ids.contains(&member.id)).map(|member| (member.id, member)).collect())
    }

    /// Adds a member, and shows the text of the ticket that signs them in, this once.
    ///
    /// # Errors
    /// When the caller may not, would give more than they have, or the person is none of the company.
    pub async fn invite(&self, caller: &Caller, new: NewMember) -> Result<(Member, Secret)> {
        caller.may(Permission::ManageMembers)?;
        self.may_give(caller, new.role)?;
        check_name(&new.name)?;
        self.add_member(Record::of(caller), new).await
    }

    /// The set-up ticket of a register that nobody has ever signed in to: it signs its first administrator in. `None`
    /// once somebody has, or other members were invited.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub async fn set_up(&self) -> Result<Option<Secret>> {
        let company = self.company(DEFAULT).await?.ok_or_else(|| Error::bug("the default company is missing"))?.id;
        let read = work(move |tx| -> Work<'_, (bool, Vec<Member>), Error> {
            Box::pin(
                async move { Ok((store::sessions::any(tx, company).await?, store::members::all(tx, company).await?)) },
            )
        });
        let (used, members) = self.0.pool.read(read).await?;
        let record = of_the_register(company);
        match (used, members.as_slice()) {
            (false, []) => {
                let name = "First administrator".to_owned();
                let new = NewMember { name, role: Role::Administrator, person: None };
                Ok(Some(self.add_member(record, new).await?.1))
            }
            (false, [one]) if one.role == Role::Administrator && one.removed_at.is_none() => {
                Ok(Some(self.make_ticket(record, one.id).await?.1))
            }
            _ => Ok(None),
        }
    }

    async fn add_member(&self, record: Record, new: NewMember) -> Result<(Member, Secret)> {
        let now = self.now();
        let member = Member {
            company: record.company,
            id: MemberId::new(self.0.ids.one(Noun::Member).await?),
            identity: None,
            name: new.name.trim().to_owned(),
            role: new.role,
            person: None,
            created_at: now,
            removed_at: None,
            version: 1,
        };
        let made = self.ticket_for(record.company, member.id).await?;
        let text = made.text.clone();
        let event = self.0.ids.events(1).await?;
        let shared = Arc::new((record, member, new.person, made, event));
        let save = work(move |tx| -> Work<'_, Member, Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (record, member, address, made, event) = shared.as_ref();
                let member =
                    Member { person: working(tx, record.company, address.as_deref()).await?, ..member.clone() };
                store::members::add(tx, &member).await?;
                store::sessions::add_ticket(tx, &made.ticket, &digests::sha256(&made.text)).await?;
                let body = digests::canonical(&serde_json::json!({
                    "person": member.person, "role": member.role.name(), "ticket": made.ticket.id,
                }));
                for event in event {
                    let of = (Subject::Member(member.id.get()), member.version);
                    record.one(tx, *event, of, now, ("member.added", body.clone())).await?;
                }
                Ok(member)
            })
        });
        Ok((self.0.pool.write(save).await?, Secret::new(text)))
    }

    /// Makes another ticket for a member, and shows its text, this once.
    ///
    /// # Errors
    /// When the caller may not, or the company has no such member.
    pub async fn invite_again(&self, caller: &Caller, member: MemberId) -> Result<(Member, Secret)> {
        caller.may(Permission::ManageMembers)?;
        let members = self.members(caller).await?;
        let found = members.iter().find(|known| known.id == member && known.removed_at.is_none());
        self.may_give(caller, found.ok_or(Error::from(Kind::Missing(error::Noun::Member)))?.role)?;
        self.make_ticket(Record::of(caller), member).await
    }

    async fn make_ticket(&self, record: Record, member: MemberId) -> Result<(Member, Secret)> {
        let made = self.ticket_for(record.company, member).await?;
        let (text, now, event) = (made.text.clone(), self.now(), self.0.ids.events(1).await?);
        let save = work(move |tx| -> Work<'_, Member, Error> {
            let (record, made, event) = (record.clone(), made.clone(), event.clone());
            Box::pin(async move {
                let found = present(tx, record.company, member).await?;
                store::members::invite(tx, &found).await?;
                store::sessions::add_ticket(tx, &made.ticket, &digests::sha256(&made.text)).await?;
                let body = digests::canonical(&serde_json::json!({ "ticket": made.ticket.id }));
                for event in event {
                    let of = (Subject::Member(member.get()), found.version + 1);
                    record.one(tx, event, of, now, ("member.invited", body.clone())).await?;
                }
                Ok(Member { version: found.version + 1, ..found })
            })
        });
        Ok((self.0.pool.write(save).await?, Secret::new(text)))
    }

    /// Gives a member another role; what it allows holds with their next request.
    ///
    /// # Errors
    /// When the caller may not, would give more than they have, the company has no such member, or would be left without
    /// an administrator.
    pub async fn assign_role(&self, caller: &Caller, member: MemberId, role: Role) -> Result<Member> {
        caller.may(Permission::ManageMembers)?;
        self.may_give(caller, role)?;
        let (record, now, event) = (Record::of(caller), self.now(), self.0.ids.events(1).await?);
        let save = work(move |tx| -> Work<'_, Member, Error> {
            let (record, event) = (record.clone(), event.clone());
            Box::pin(async move {
                let found = present(tx, record.company, member).await?;
                if found.role == role {
                    return Ok(found);
                }
                keep_an_administrator(tx, &found).await?;
                store::members::assign(tx, &found, role).await?;
                let body = digests::canonical(&serde_json::json!({
                    "after": { "role": role.name() }, "before": { "role": found.role.name() },
                }));
                for event in event {
                    let of = (Subject::Member(member.get()), found.version + 1);
                    record.one(tx, event, of, now, ("member.changed", body.clone())).await?;
                }
                Ok(Member { role, version: found.version + 1, ..found })
            })
        });
        self.0.pool.write(save).await
    }

    /// Removes a member, and ends their sessions at once.
    ///
    /// # Errors
    /// When the caller may not, the company has no such member, or would be left without an administrator.
    pub async fn remove_member(&self, caller: &Caller, member: MemberId) -> Result<Member> {
        caller.may(Permission::ManageMembers)?;
        let (record, now, company) = (Record::of(caller), self.now(), caller.company.id);
        let own = self.0.ids.events(1).await?;
        let open = self.open_sessions(company, member).await?.len();
        let shared = Arc::new((record, own, self.0.ids.events(open).await?));
        let save = work(move |tx| -> Work<'_, Member, Error> {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (record, own, events) = shared.as_ref();
                let found = present(tx, company, member).await?;
                keep_an_administrator(tx, &found).await?;
                store::members::remove(tx, &found, now).await?;
                for event in own {
                    let of = (Subject::Member(member.get()), found.version + 1);
                    record.one(tx, *event, of, now, ("member.removed", "{}".to_owned())).await?;
                }
                let sessions = store::sessions::open(tx, company, member).await?;
                for (session, event) in sessions.iter().zip(events) {
                    let session = store::sessions::lock(tx, company, session.id).await?;
                    let session = session.ok_or_else(|| Error::bug("a session is gone"))?;
                    ended(tx, record, &session, (*event, now)).await?;
                }
                Ok(Member { removed_at: Some(now), version: found.version + 1, ..found })
            })
        });
        self.0.pool.write(save).await
    }

    async fn ticket_for(&self, company: CompanyId, member: MemberId) -> Result<Made> {
        let (text, now) = (hex(&digests::random::<32>()?), self.now());
        let id = TicketId::new(self.0.ids.one(Noun::Ticket).await?);
        let expires_at = now.plus_seconds(sessions::TICKET);
        Ok(Made { ticket: Ticket { company, id, member, created_at: now, expires_at, used_at: None }, text })
    }

    /// Nobody gives more than they have.
    fn may_give(&self, caller: &Caller, role: Role) -> Result<()> {
        let given = allowed(role, &caller.company.name);
        if caller.permissions.cover(given) { Ok(()) } else { Err(Kind::Forbidden.into()) }
    }
}

/// What a role allows in a company: the operator's permission in the operator's company alone.
pub(crate) fn allowed(role: Role, company: &str) -> Permissions {
    let all = role.permissions();
    if company == DEFAULT { all } else { all.without(Permission::ManageCompanies) }
}

fn of_the_register(company: CompanyId) -> Record {
    Record { company, actor: Actor::Register, request: None, run: None, batch: None, observed_at: None }
}

/// The member, locked; missing once they are removed.
async fn present(tx: &mut Tx, company: CompanyId, member: MemberId) -> Result<Member> {
    let found = store::members::lock(tx, company, member).await?.filter(|found| found.removed_at.is_none());
    found.ok_or(Kind::Missing(error::Noun::Member).into())
}

/// The person with that address who works at the company.
async fn working(tx: &mut Tx, company: CompanyId, address: Option<&str>) -> Result<Option<PersonId>> {
    let Some(address) = address else { return Ok(None) };
    let people = store::people::by_address(tx, company, vec![texts::key(address)]).await?;
    let here = people.into_iter().find(|person| person.left.is_none());
    here.map(|person| Some(person.id)).ok_or(Kind::Missing(error::Noun::Person).into())
}

/// Passes if somebody else is an administrator, or the member is none.
async fn keep_an_administrator(tx: &mut Tx, member: &Member) -> Result<()> {
    if member.role != Role::Administrator {
        return Ok(());
    }
    let all = store::members::all(tx, member.company).await?;
    let is_another =
        |other: &Member| other.id != member.id && other.role == Role::Administrator && other.removed_at.is_none();
    if all.iter().any(is_another) {
        return Ok(());
    }
    Err(Error::conflict("it is the last administrator; make somebody else one first"))
}
