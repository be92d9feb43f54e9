//! API keys: making one, whose text is shown this once, and revoking them.

use app::{
    Kind,
    keys::{NewKey, Secret},
};
use askama::Template;
use domain::{
    Instant,
    ids::KeyId,
    keys::Key,
    permissions::{Permission, Permissions},
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

const PATH: &str = "/settings/keys";
/// How long a key works unless somebody chooses, in seconds.
const YEAR: i64 = 365 * DAY;
const DAY: i64 = 24 * 3600;

/// The page.
#[derive(Template)]
#[template(path = "settings/keys.html")]
struct Page {
    frame: Frame,
    tabs: Tabs,
    rows: Vec<Row>,
    pager: Pager,
    groups: Vec<(&'static str, Vec<Permission>)>,
    refused: Option<String>,
    form: Fields,
    owner: String,
    until: String,
    /// When the form was shown, in microseconds.
    shown: i64,
    tomorrow: String,
}

/// A key in the list.
struct Row {
    id: i64,
    name: String,
    owner: Option<PersonChip>,
    permissions: Vec<&'static str>,
    used: Option<Time>,
    expires: Time,
    revoked: Option<Time>,
    expired: bool,
}

/// A new key, with its text.
#[derive(Template)]
#[template(path = "settings/key.html")]
struct Made {
    frame: Frame,
    tabs: Tabs,
    key: Key,
    secret: Secret,
    origin: String,
}

/// Shows the keys, newest first.
pub(super) async fn list(context: Context) -> Answer {
    let page = page(&context, None).await?;
    context.show(&page)
}

async fn page(context: &Context, refused: Option<String>) -> Result<Page, Trouble> {
    let (caller, now) = (context.caller(), context.app.now());
    let (keys, pager) = super::page(context.app.keys(caller).await?, (PATH, &context.query), |key| key.id.get());
    let own = context.here.member.person;
    let people = keys.iter().map(|key| key.owner).chain(own).collect();
    let people = context.app.people_behind(caller, people).await?;
    let row = |key: &Key| Row {
        id: key.id.get(),
        name: key.name.clone(),
        owner: PersonChip::among(&people, Some(key.owner)),
        permissions: key.permissions.iter().map(Permission::name).collect(),
        used: key.used_at.map(Time),
        expires: Time(key.expires_at),
        revoked: key.revoked_at.map(Time),
        expired: key.expires_at <= now,
    };
    let own = own.and_then(|own| people.get(&own)).map(|own| own.person.email.clone());
    let typed = |name| context.form.text(name).map(str::to_owned);
    Ok(Page {
        frame: super::frame(context, "API keys", PATH),
        tabs: Tabs::at(context, PATH),
        rows: keys.iter().map(row).collect(),
        pager,
        groups: groups(caller.permissions),
        owner: typed("owner").or(own).unwrap_or_default(),
        until: typed("until").unwrap_or_else(|| now.plus_seconds(YEAR).date()),
        shown: now.micros(),
        tomorrow: now.plus_seconds(DAY).date(),
        refused,
        form: context.form.clone(),
    })
}

/// Makes a key. Its text is in this answer and nowhere else.
pub(super) async fn create(context: Context) -> Answer {
    let new = match asked(&context.form) {
        Ok(new) => new,
        Err(why) => return again(&context, why).await,
    };
    if made_already(&context, &new).await? {
        let why =
            "This form has made one of that name already, and the key was shown then. Revoke that one if it is lost.";
        return again(&context, why.to_owned()).await;
    }
    match context.app.create_key(context.caller(), new).await {
        Ok((key, secret)) => {
            let frame = super::frame(&context, "A new key", PATH).inside("API keys", PATH);
            let (tabs, origin) = (Tabs::at(&context, PATH), context.origin.clone());
            context.show_as(StatusCode::CREATED, &Made { frame, tabs, key, secret, origin })
        }
        Err(error) if matches!(error.kind, Kind::Missing(_)) => {
            again(&context, "The owner must be somebody who works here: give the address of a person.".to_owned()).await
        }
        Err(error) if matches!(error.kind, Kind::Invalid(_)) => again(&context, sentence(&error)).await,
        Err(error) => Err(error.into()),
    }
}

/// Whether a key of that name was made since the form was shown: the form is sent again, as by loading its answer anew.
async fn made_already(context: &Context, new: &NewKey) -> Result<bool, Trouble> {
    let Some(shown) = context.form.id("shown") else { return Ok(false) };
    let keys = context.app.keys(context.caller()).await?;
    Ok(keys.iter().any(|key| key.name == new.name && key.created_at.micros() >= shown))
}

async fn again(context: &Context, why: String) -> Answer {
    let page = page(context, Some(why)).await?;
    context.show_as(StatusCode::BAD_REQUEST, &page)
}

fn asked(form: &Fields) -> Result<NewKey, String> {
    let day = form.text("until").filter(|day| day.len() == 10).and_then(Instant::parse);
    let permissions: Permissions = form.all("permission").filter_map(Permission::parse).collect();
    if permissions == Permissions::default() {
        return Err("Say what the key may do: tick at least one permission.".to_owned());
    }
    Ok(NewKey {
        name: form.text("name").ok_or("Say what the key is for: give it a name.")?.to_owned(),
        owner: form.text("owner").ok_or("Say who answers for the key: the address of a person.")?.to_owned(),
        permissions,
        expires_at: Some(day.ok_or("Say until when it works: a day, as 2027-12-31.")?.plus_seconds(DAY)),
    })
}

/// Revokes a key for good.
pub(super) async fn revoke(context: Context) -> Answer {
    context.app.revoke_key(context.caller(), KeyId::new(context.id()?)).await?;
    context.go(PATH, &Flash::saying("The key is revoked: it works no more, anywhere."))
}

/// The permissions that can be given, by what they are about.
fn groups(own: Permissions) -> Vec<(&'static str, Vec<Permission>)> {
    let mut groups: Vec<(&str, Vec<Permission>)> = Vec::new();
    for permission in own.iter() {
        let about = permission.name().split_once(": ").map_or("", |(about, _)| about);
        match groups.iter_mut().find(|(known, _)| *known == about) {
            Some((_, group)) => group.push(permission),
            None => groups.push((about, vec![permission])),
        }
    }
    groups
}

impl Page {
    fn is_ticked(&self, permission: &Permission) -> bool {
        self.form.all("permission").any(|name| name == permission.name())
    }

    /// What a permission is called under its heading.
    fn short(permission: &Permission) -> &'static str {
        permission.name().split_once(": ").map_or(permission.name(), |(_, short)| short)
    }
}
