//! Sessions: who is signed in where, and ending that.

use std::collections::HashMap;

use askama::Template;
use domain::{
    ids::{MemberId, SessionId},
    members::Member,
    sessions::Session,
};

use super::{SHOWN, Tabs};
use crate::{
    context::Context,
    flash::Flash,
    frame::Frame,
    parts::{Pager, Place, Time},
    routes::Answer,
};

const PATH: &str = "/settings/sessions";

/// The page.
#[derive(Template)]
#[template(path = "settings/sessions.html")]
struct Page {
    frame: Frame,
    tabs: Tabs,
    rows: Vec<Row>,
    pager: Pager,
}

/// A session as it is shown.
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) member: String,
    pub(super) began: Time,
    pub(super) used: Time,
    pub(super) until: Time,
    /// Whether it is the one that asks.
    pub(super) own: bool,
}

impl Row {
    /// A session of the member of that name.
    pub(super) fn of(session: &Session, member: String, context: &Context) -> Self {
        let idle = session.used_at.plus_seconds(domain::sessions::IDLE);
        Self {
            id: session.id.get(),
            member,
            began: Time(session.began_at),
            used: Time(session.used_at),
            until: Time(session.expires_at.min(idle)),
            own: session.id == context.here.session.id,
        }
    }
}

/// Shows everybody's sessions, newest first.
pub(super) async fn list(context: Context) -> Answer {
    let caller = context.caller();
    let before = Place::of(&context.query).map(|place| SessionId::new(place.id));
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX - 1) + 1;
    let mut sessions = context.app.everybodys_sessions(caller, before, limit).await?;
    let more = sessions.len() > SHOWN;
    sessions.truncate(SHOWN);
    let members: Vec<MemberId> = sessions.iter().map(|session| session.member).collect();
    let members: HashMap<MemberId, Member> = context.app.members_behind(caller, members).await?;
    let name = |session: &Session| members.get(&session.member).map(|member| member.name.clone()).unwrap_or_default();
    let places: Vec<(String, i64)> = sessions.iter().map(|session| (String::new(), session.id.get())).collect();
    let page = Page {
        frame: super::frame(&context, "Sessions", PATH),
        tabs: Tabs::at(&context, PATH),
        rows: sessions.iter().map(|session| Row::of(session, name(session), &context)).collect(),
        pager: Pager::onward((PATH, &context.query), &places, (before.is_some(), more)),
    };
    context.show(&page)
}

/// Ends a session, one's own or, for whoever manages members, anybody's.
pub(super) async fn end(context: Context) -> Answer {
    context.app.end_session(context.caller(), SessionId::new(context.id()?)).await?;
    let back = if context.form.text("all").is_some() { PATH } else { "/settings" };
    context.go(back, &Flash::saying("The session has ended: whoever had it is signed out."))
}
