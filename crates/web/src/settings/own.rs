//! Oneself: who is signed in, what they may do, and where else.

use askama::Template;
use domain::{members::Role, sessions::Session};

use super::{Tabs, sessions::Row};
use crate::{
    context::Context,
    frame::Frame,
    parts::{PersonChip, Time},
    routes::Answer,
};

/// The page.
#[derive(Template)]
#[template(path = "settings/own.html")]
struct Page {
    frame: Frame,
    tabs: Tabs,
    name: String,
    role: Role,
    company: String,
    person: Option<PersonChip>,
    since: Time,
    sessions: Vec<Row>,
    /// Whether new terms wait to be accepted.
    terms_wait: bool,
}

/// Shows who is signed in.
pub(super) async fn show(context: Context) -> Answer {
    let (caller, here) = (context.caller(), &context.here);
    let sessions: Vec<Session> = context.app.sessions(caller, here.member.id).await?;
    let people = context.app.people_behind(caller, here.member.person.into_iter().collect()).await?;
    let page = Page {
        frame: super::frame(&context, "Settings", "/settings"),
        tabs: Tabs::at(&context, "/settings"),
        name: here.member.name.clone(),
        role: here.member.role,
        company: caller.company.name.clone(),
        person: PersonChip::among(&people, here.member.person),
        since: Time(here.member.created_at),
        sessions: sessions.iter().rev().map(|session| Row::of(session, String::new(), &context)).collect(),
        terms_wait: caller.accepted_terms().is_err(),
    };
    context.show(&page)
}

impl Page {
    /// What the role allows, in words.
    const fn allows(&self) -> &'static str {
        match self.role {
            Role::Viewer => "sees accounts, people and connections",
            Role::Reviewer => "sees everything and decides whose accounts are",
            Role::Administrator => "does everything",
            Role::Auditor => "sees everything, what happened included, and changes nothing",
        }
    }
}
