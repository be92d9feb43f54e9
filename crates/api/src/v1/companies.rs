//! Companies: their features and terms.

use app::App;
use domain::{
    companies::{self, Feature, Setting},
    zones::Zone,
};
use http::StatusCode;

use super::{
    cursors, fields,
    lists::{limit, page},
    wire::{Company, Terms},
};
use crate::{
    body::{Field, Given, parse_object},
    context::Context,
    operations::Answer,
    present,
    problems::Problem,
    query::Params,
};

const CREATE: [Field; 1] = [Field::required("name")];
const FEATURE: [Field; 2] = [Field::required("feature"), Field::required("on")];
const SETTINGS: [Field; 3] =
    [Field::optional("timeZone"), Field::optional("offboardingSla"), Field::optional("staleAfter")];
/// The longest name of a company, in characters.
const NAME: usize = 100;
/// The longest name of a time zone, in characters.
pub(crate) const ZONE: usize = 64;

/// A page of companies, in the order of their ids.
pub(crate) async fn list(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let (limit, after) = (limit(&params)?, cursors::id(&params)?.unwrap_or_default());
    let mut all = context.app.companies(&context.caller).await?;
    all.retain(|company| company.id.get() > after);
    all.sort_by_key(|company| company.id);
    let terms = context.app.terms().await?;
    let page = page(&all, limit, |company| company.id.to_string(), |company| Ok(Company::of(company, terms)))?;
    present::json(StatusCode::OK, &page)
}

/// Makes a company.
pub(crate) async fn create(mut context: Context) -> Answer {
    let body = context.body().await?;
    let object = parse_object(&body, &CREATE)?;
    let company = context.app.create_company(&context.caller, object.text("name", NAME)?).await?;
    shown(&context.app, &company, StatusCode::CREATED).await
}

/// Gives a company a feature, or takes it.
pub(crate) async fn feature(mut context: Context) -> Answer {
    let name = context.text("name")?;
    let body = context.body().await?;
    let object = parse_object(&body, &FEATURE)?;
    let feature = object.choice("feature", &Feature::ALL.map(|feature| (feature.name(), feature)))?;
    let on = object.flag("on")?;
    let company = context.app.set_feature(&context.caller, &name, feature, on).await?;
    shown(&context.app, &company, StatusCode::OK).await
}

/// Sets what a company's findings are measured by.
pub(crate) async fn set(mut context: Context) -> Answer {
    let name = context.text("name")?;
    let body = context.body().await?;
    let object = parse_object(&body, &SETTINGS)?;
    let zone =
        |name: &str| Zone::parse(name).ok_or_else(|| Problem::field("timeZone", "must be a zone as Europe/Berlin"));
    let time_zone = match object.given("timeZone") {
        Given::Absent => None,
        _ => Some(zone(object.text("timeZone", ZONE)?)?),
    };
    let setting = Setting {
        time_zone,
        offboarding_sla: fields::whole(&object, "offboardingSla", 0..=companies::Settings::LONGEST_SLA)?,
        stale_after: fields::whole(&object, "staleAfter", 1..=companies::Settings::LONGEST_STALE)?,
    };
    let company = context.app.set_company(&context.caller, &name, setting).await?;
    shown(&context.app, &company, StatusCode::OK).await
}

/// Publishes new terms, which every company must accept.
pub(crate) async fn publish_terms(context: Context) -> Answer {
    let version = context.app.publish_terms(&context.caller).await?;
    present::json(StatusCode::OK, &Terms { version })
}

/// Accepts the terms in force for the caller's company.
pub(crate) async fn accept_terms(context: Context) -> Answer {
    let company = context.app.accept_terms(&context.caller).await?;
    shown(&context.app, &company, StatusCode::OK).await
}

async fn shown(app: &App, company: &companies::Company, status: StatusCode) -> Answer {
    let terms = app.terms().await?;
    present::json(status, &Company::of(company, terms))
}
