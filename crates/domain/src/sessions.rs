//! Sessions: that a member is signed in, and the one-time tickets by which they begin.

use crate::{
    Instant,
    ids::{CompanyId, MemberId, SessionId, TicketId},
};

/// How long a session lasts without being used, in seconds.
pub const IDLE: i64 = 12 * 3600;
/// How long a session lasts at most, in seconds.
pub const LONGEST: i64 = 7 * 24 * 3600;
/// How long a ticket can be used, in seconds.
pub const TICKET: i64 = 24 * 3600;

/// A member who is signed in in one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Of which company.
    pub company: CompanyId,
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub member: MemberId,
    /// When it began.
    pub began_at: Instant,
    /// When it was last used, to the minute.
    pub used_at: Instant,
    /// When it ends, however much it is used.
    pub expires_at: Instant,
    /// When it was ended.
    pub ended_at: Option<Instant>,
    /// Rises by one with every event about it.
    pub version: i64,
}

impl Session {
    /// One that begins at that instant.
    #[must_use]
    pub const fn beginning(company: CompanyId, id: SessionId, member: MemberId, at: Instant) -> Self {
        let expires_at = at.plus_seconds(LONGEST);
        Self { company, id, member, began_at: at, used_at: at, expires_at, ended_at: None, version: 1 }
    }

    /// Whether it holds at that instant.
    #[must_use]
    pub fn holds(&self, at: Instant) -> bool {
        self.ended_at.is_none() && at < self.expires_at && at < self.used_at.plus_seconds(IDLE)
    }
}

/// A ticket that signs a member in, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Of which company.
    pub company: CompanyId,
    /// Its id.
    pub id: TicketId,
    /// Whom it signs in.
    pub member: MemberId,
    /// When it was made.
    pub created_at: Instant,
    /// When it stops working by itself.
    pub expires_at: Instant,
    /// When it was used.
    pub used_at: Option<Instant>,
}

impl Ticket {
    /// Whether it can be used at that instant.
    #[must_use]
    pub fn works(&self, at: Instant) -> bool {
        self.used_at.is_none() && at < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_is_idle_too_old_or_ended() {
        let start = Instant::parse("2026-11-02T09:00:00Z").unwrap();
        let session = Session::beginning(CompanyId::new(1), SessionId::new(1), MemberId::new(1), start);
        assert!(session.holds(start.plus_seconds(IDLE - 1)) && !session.holds(start.plus_seconds(IDLE)));
        let used = Session { used_at: start.plus_seconds(LONGEST - 1), ..session.clone() };
        assert!(used.holds(start.plus_seconds(LONGEST - 1)) && !used.holds(start.plus_seconds(LONGEST)));
        assert!(!Session { ended_at: Some(start), ..session }.holds(start));
    }
}
