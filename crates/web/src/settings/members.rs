//! Members: inviting them by a link that is shown this once, giving them roles, removing them.

use app::{Kind, keys::Secret, members::NewMember};
use askama::Template;
use domain::{
    ids::MemberId,
    members::{Member, Role},
};
use http::StatusCode;

use super::Tabs;
use crate::{
    context::Context,
    fields::Fields,
    flash::Flash,
    frame::Frame,
    parts::{Pager, PersonChip, Time},
    routes::Answer,
    trouble::{Trouble, sentence},
};

const PATH: &str = "/settings/members";

/// The page.
#[derive(Template)]
#[template(path = "settings/members.html")]
struct Page {
    frame: Frame,
    tabs: Tabs,
    rows: Vec<Row>,
    pager: Pager,
    /// The form that was refused, and why.
    refused: Option<(&'static str, String)>,
    form: Fields,
}

/// A member in the list.
struct Row {
    id: i64,
    name: String,
    role: Role,
    person: Option<PersonChip>,
    added: Time,
    removed: Option<Time>,
    own: bool,
}

/// The link that signs a member in.
#[derive(Template)]
#[template(path = "settings/link.html")]
struct Invited {
    frame: Frame,
    tabs: Tabs,
    member: Member,
    ticket: Secret,
    origin: String,
}

/// Shows the members, newest first.
pub(super) async fn list(context: Context) -> Answer {
    let page = page(&context, None).await?;
    context.show(&page)
}

async fn page(context: &Context, refused: Option<(&'static str, String)>) -> Result<Page, Trouble> {
    let caller = context.caller();
    let all = context.app.members(caller).await?;
    let (members, pager) = super::page(all, (PATH, &context.query), |member| member.id.get());
    let people = members.iter().filter_map(|member| member.person).collect();
    let people = context.app.people_behind(caller, people).await?;
    let row = |member: &Member| Row {
        id: member.id.get(),
        name: member.name.clone(),
        role: member.role,
        person: PersonChip::among(&people, member.person),
        added: Time(member.created_at),
        removed: member.removed_at.map(Time),
        own: member.id == context.here.member.id,
    };
    Ok(Page {
        frame: super::frame(context, "Members", PATH),
        tabs: Tabs::at(context, PATH),
        rows: members.iter().map(row).collect(),
        pager,
        refused,
        form: context.form.clone(),
    })
}

async fn again(context: &Context, form: &'static str, why: String) -> Answer {
    let page = page(context, Some((form, why))).await?;
    context.show_as(StatusCode::BAD_REQUEST, &page)
}

/// Invites somebody. The link is in this answer and nowhere else.
pub(super) async fn invite(context: Context) -> Answer {
    let Some(role) = role(&context) else {
        return again(&context, "invite", "Say what they may do: choose a role.".to_owned()).await;
    };
    let new = NewMember {
        name: context.form.text("name").unwrap_or_default().to_owned(),
        role,
        person: context.form.text("person").map(str::to_owned),
    };
    match context.app.invite(context.caller(), new).await {
        Ok(invited) => shown(&context, invited),
        Err(error) if matches!(error.kind, Kind::Missing(_)) => {
            again(&context, "invite", "Nobody who works here has this address.".to_owned()).await
        }
        Err(error) if matches!(error.kind, Kind::Invalid(_)) => again(&context, "invite", sentence(&error)).await,
        Err(error) => Err(error.into()),
    }
}

/// Makes another link for a member.
pub(super) async fn invite_again(context: Context) -> Answer {
    let invited = context.app.invite_again(context.caller(), MemberId::new(context.id()?)).await?;
    shown(&context, invited)
}

fn shown(context: &Context, (member, ticket): (Member, Secret)) -> Answer {
    let frame = super::frame(context, "A link to sign in", PATH).inside("Members", PATH);
    let (tabs, origin) = (Tabs::at(context, PATH), context.origin.clone());
    context.show_as(StatusCode::CREATED, &Invited { frame, tabs, member, ticket, origin })
}

/// Gives a member another role.
pub(super) async fn assign(context: Context) -> Answer {
    let Some(role) = role(&context) else {
        return again(&context, "role", "Choose a role.".to_owned()).await;
    };
    match context.app.assign_role(context.caller(), MemberId::new(context.id()?), role).await {
        Ok(member) => done(&context, &member, format!("{} is {} now.", member.name, with_article(member.role))),
        Err(error) => kept(&context, error).await,
    }
}

/// Removes a member, and signs them out.
pub(super) async fn remove(context: Context) -> Answer {
    match context.app.remove_member(context.caller(), MemberId::new(context.id()?)).await {
        Ok(member) => {
            done(&context, &member, format!("{} is removed and signed out; what they did stays recorded.", member.name))
        }
        Err(error) => kept(&context, error).await,
    }
}

/// Ends every session of a member.
pub(super) async fn sign_out(context: Context) -> Answer {
    let ended = context.app.end_sessions(context.caller(), MemberId::new(context.id()?)).await?;
    let said = match ended {
        0 => "They were not signed in anywhere.".to_owned(),
        1 => "One session has ended.".to_owned(),
        many => format!("{many} sessions have ended."),
    };
    context.go(PATH, &Flash::saying(said))
}

/// The register is never left without an administrator.
async fn kept(context: &Context, error: app::Error) -> Answer {
    match error.kind {
        Kind::Conflict(_) => again(context, "role", sentence(&error)).await,
        _ => Err(error.into()),
    }
}

/// Whoever changed themselves may not see the members any more.
fn done(context: &Context, member: &Member, said: String) -> Answer {
    let own = member.id == context.here.member.id;
    context.go(if own { "/settings" } else { PATH }, &Flash::saying(said))
}

fn role(context: &Context) -> Option<Role> {
    context.form.text("role").and_then(Role::parse)
}

const fn with_article(role: Role) -> &'static str {
    match role {
        Role::Viewer => "a viewer",
        Role::Reviewer => "a reviewer",
        Role::Administrator => "an administrator",
        Role::Auditor => "an auditor",
    }
}

impl Page {
    /// What was typed into the form that invites, where it was refused; else nothing.
    fn typed(&self, field: &str) -> &str {
        match self.refused {
            Some(("invite", _)) => self.form.text(field).unwrap_or_default(),
            _ => "",
        }
    }

    fn is_refused(&self, form: &str) -> bool {
        self.refused.as_ref().is_some_and(|(refused, _)| *refused == form)
    }
}
