//! Bringing a list: it is read and checked, and what it would do is shown before it does.

use app::{
    Kind,
    runs::{Import, Kept},
};
use askama::Template;
use domain::{
    Instant, connections,
    ids::ConnectionId,
    listings::{DateOrder, Export, Reading},
    permissions::Permission,
    runs::Scope,
    texts,
};
use http::StatusCode;

use super::{
    telling::Sources,
    upload::{self, Upload},
};
use crate::{
    context::Context,
    fields::Fields,
    flash::Flash,
    frame::Frame,
    places::Place,
    routes::Answer,
    trouble::{Trouble, sentence},
};

/// The formats that are nobody's in particular.
const PLAIN: [(&str, &str); 3] = [("csv", "Any CSV"), ("json", "Any JSON"), ("jsonl", "Any JSON Lines")];

/// The page.
#[derive(Template)]
#[template(path = "imports/new.html")]
struct Page {
    frame: Frame,
    exports: Vec<Export>,
    connections: Vec<(i64, String, &'static str)>,
    kinds: Vec<&'static str>,
    sources: Sources,
    form: Fields,
    refused: Option<String>,
    may_import_people: bool,
}

/// Shows the form.
pub(super) async fn show(context: Context) -> Answer {
    let form = context.query.clone();
    let page = page(&context, form, None).await?;
    context.show(&page)
}

async fn page(context: &Context, form: Fields, refused: Option<String>) -> Result<Page, Trouble> {
    let all = context.app.connections_behind(context.caller()).await?;
    let one = |one: &connections::Connection| (one.id.get(), one.name.clone(), one.kind.name());
    let mut connections: Vec<_> = all.values().map(one).collect();
    connections.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(Page {
        frame: context.frame("Import a list").at(Place::Imports).inside("Imports", "/imports"),
        exports: context.app.exports(),
        kinds: connections::Kind::ALL.iter().map(|kind| kind.name()).collect(),
        sources: Sources::of(&context.app),
        may_import_people: context.caller().may(Permission::ImportPersonnel).is_ok(),
        connections,
        form,
        refused,
    })
}

/// Takes the form with its file, and goes to what it would do.
pub(super) async fn send(context: Context) -> Answer {
    let Upload { fields, file } = upload::read(&context).await?;
    let refused = match asked(&context, &fields, file).await? {
        Err(why) => why,
        Ok((import, kept)) => match context.app.propose(context.caller(), import, kept.list.clone()).await {
            Ok(run) => {
                let said = "The list is read and checked. Nothing is applied yet: see what it would do.";
                return context.go(&format!("/imports/{}", run.id), &Flash::saying(said));
            }
            Err(error) if matches!(error.kind, Kind::BadList(_) | Kind::Invalid(_) | Kind::Conflict(_)) => {
                sentence(&error)
            }
            Err(error) => return Err(error.into()),
        },
    };
    let page = page(&context, fields, Some(refused)).await?;
    context.show_as(StatusCode::BAD_REQUEST, &page)
}

type Asked = Result<(Import, Kept), String>;

/// What the form asks for, with its file; in words what is missing from it.
async fn asked(context: &Context, fields: &Fields, file: Option<(String, Kept)>) -> Result<Asked, Trouble> {
    let Some((name, kept)) = file else {
        return Ok(Err("Choose a file that is not empty.".to_owned()));
    };
    let connection = match fields.id("connection") {
        None => fields.text("name").map(str::to_owned),
        Some(id) => {
            let all = context.app.connections_behind(context.caller()).await?;
            all.get(&ConnectionId::new(id)).map(|connection| connection.name.clone())
        }
    };
    let Some(connection) = connection else {
        return Ok(Err("Choose a connection, or give a new one a name.".to_owned()));
    };
    let (as_of, map) = (fields.text("asOf"), mapped(fields));
    let (Some(map), true) = (map, as_of.is_none_or(|day| Instant::parse(day).is_some())) else {
        return Ok(Err("The day must be one, and each line of the mapping must be FIELD=COLUMN.".to_owned()));
    };
    let format = fields.text("format");
    let known = context.app.exports().into_iter().find(|export| Some(export.name) == format);
    let people = if fields.text("scope") == Some("people") { Scope::People } else { Scope::Accounts };
    let scope = known.map_or(people, |export| export.scope);
    let import = Import {
        scope,
        connection,
        fresh: false,
        kind: fields.text("kind").filter(|_| fields.id("connection").is_none()).and_then(connections::Kind::parse),
        reading: Reading {
            format: format.map(str::to_owned),
            map,
            dates: fields.text("dates").and_then(DateOrder::parse),
        },
        complete: fields.text("complete").is_some(),
        link: scope == Scope::Accounts && fields.text("link").is_some(),
        observed_at: as_of.and_then(Instant::parse),
        dry_run: false,
        confirm: None,
        hold: true,
        wait: false,
        name: Some(name)
            .filter(|name| texts::storable(name) && (1..=255).contains(&name.chars().count()))
            .unwrap_or_else(|| "-".to_owned()),
    };
    Ok(Ok((import, kept)))
}

/// Fields with their columns, one a line.
fn mapped(fields: &Fields) -> Option<Vec<(String, String)>> {
    let lines = fields.text("map").unwrap_or_default().lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| line.split_once('=').map(|(field, column)| (field.trim().to_owned(), column.trim().to_owned())))
        .collect()
}

impl Page {
    /// Whether a choice is the one that was made.
    fn chosen(&self, name: &str, value: &str) -> bool {
        self.form.text(name) == Some(value)
    }

    fn typed(&self, name: &str) -> &str {
        self.form.text(name).unwrap_or_default()
    }

    /// Whether a box is ticked: as it was, or where nothing was sent yet, as it usually is.
    fn ticked(&self, name: &str, usual: bool) -> bool {
        if self.refused.is_some() { self.form.text(name).is_some() } else { usual }
    }
}
