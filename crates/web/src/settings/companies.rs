//! Every company, for the operator: making them, what their findings are measured by, what their plans have.

use app::Kind;
use askama::Template;
use domain::{
    companies::{Company, Feature, Setting},
    zones::Zone,
};
use http::StatusCode;

use super::{Tabs, company::words};
use crate::{
    context::Context,
    flash::Flash,
    frame::Frame,
    parts::{Pager, Time},
    routes::Answer,
    trouble::{Trouble, sentence},
};

const PATH: &str = "/settings/companies";

/// The list.
#[derive(Template)]
#[template(path = "settings/companies.html")]
struct List {
    frame: Frame,
    tabs: Tabs,
    companies: Vec<Company>,
    pager: Pager,
    terms: i64,
    refused: Option<String>,
    name: String,
}

/// One company.
#[derive(Template)]
#[template(path = "settings/one_company.html")]
struct One {
    frame: Frame,
    tabs: Tabs,
    company: Company,
    terms: i64,
    refused: Option<String>,
    /// The fields of the form, as they are or as they were typed.
    time_zone: String,
    offboarding_sla: String,
    stale_after: String,
}

/// Shows every company.
pub(super) async fn list(context: Context) -> Answer {
    let list = listed(&context, None).await?;
    context.show(&list)
}

async fn listed(context: &Context, refused: Option<String>) -> Result<List, Trouble> {
    let all = context.app.companies(context.caller()).await?;
    let (companies, pager) = super::page(all, (PATH, &context.query), |company| company.id.get());
    Ok(List {
        frame: super::frame(context, "All companies", PATH),
        tabs: Tabs::at(context, PATH),
        companies,
        pager,
        terms: context.caller().terms,
        refused,
        name: context.form.text("name").unwrap_or_default().to_owned(),
    })
}

/// Makes a company.
pub(super) async fn create(context: Context) -> Answer {
    let name = context.form.text("name").unwrap_or_default();
    match context.app.create_company(context.caller(), name).await {
        Ok(company) => {
            let said =
                "The company is made. Its first administrator is invited on the command line: whose members invite.";
            context.go(&format!("{PATH}/{}", company.id), &Flash::saying(said))
        }
        Err(error) if matches!(error.kind, Kind::Invalid(_) | Kind::Conflict(_)) => {
            let list = listed(&context, Some(sentence(&error))).await?;
            context.show_as(StatusCode::BAD_REQUEST, &list)
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows one company.
pub(super) async fn show(context: Context) -> Answer {
    let company = found(&context).await?;
    context.show(&one(&context, company, None))
}

async fn found(context: &Context) -> Result<Company, Trouble> {
    let id = context.id()?;
    let all = context.app.companies(context.caller()).await?;
    let found = all.into_iter().find(|company| company.id.get() == id);
    Ok(found.ok_or(app::Error::from(Kind::Missing(app::error::Noun::Company)))?)
}

fn one(context: &Context, company: Company, refused: Option<String>) -> One {
    let path = format!("{PATH}/{}", company.id);
    let settings = &company.settings;
    let field = |name: &str, present: String| {
        let typed = refused.as_ref().and(context.form.text(name));
        typed.map_or(present, str::to_owned)
    };
    One {
        frame: super::frame(context, &company.name, &path).inside("All companies", PATH),
        tabs: Tabs::at(context, PATH),
        terms: context.caller().terms,
        time_zone: field("timeZone", settings.time_zone.name().to_owned()),
        offboarding_sla: field("offboardingSla", settings.offboarding_sla.to_string()),
        stale_after: field("staleAfter", settings.stale_after.to_string()),
        refused,
        company,
    }
}

/// Sets what the company's findings are measured by.
pub(super) async fn set(context: Context) -> Answer {
    let company = found(&context).await?;
    let refused = match asked(&context) {
        Err(why) => why,
        Ok(setting) => match context.app.set_company(context.caller(), &company.name, setting).await {
            Ok(company) => {
                return context.go(&format!("{PATH}/{}", company.id), &Flash::saying("The settings are kept."));
            }
            Err(error) if matches!(error.kind, Kind::Invalid(_)) => sentence(&error),
            Err(error) => return Err(error.into()),
        },
    };
    context.show_as(StatusCode::BAD_REQUEST, &one(&context, company, Some(refused)))
}

fn asked(context: &Context) -> Result<Setting, String> {
    let text = |name| context.form.text(name).unwrap_or_default();
    let time_zone = Zone::parse(text("timeZone")).ok_or("The time zone must be one, as Europe/Berlin.")?;
    let offboarding_sla = text("offboardingSla").parse().map_err(|_| "Business days must be a number from 0 to 30.")?;
    let stale_after = text("staleAfter").parse().map_err(|_| "Days must be a number from 1 to 365.")?;
    Ok(Setting { time_zone: Some(time_zone), offboarding_sla: Some(offboarding_sla), stale_after: Some(stale_after) })
}

/// Gives the company the features that are ticked, and takes the others.
pub(super) async fn features(context: Context) -> Answer {
    let company = found(&context).await?;
    for feature in Feature::ALL {
        let on = context.form.all("feature").any(|name| name == feature.name());
        if on == company.lacks.contains(&feature) {
            context.app.set_feature(context.caller(), &company.name, feature, on).await?;
        }
    }
    context.go(&format!("{PATH}/{}", company.id), &Flash::saying("The features are kept."))
}
