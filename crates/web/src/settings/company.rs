//! One's own company: what its findings are measured by, and what its plan has.

use askama::Template;
use domain::{
    companies::{Company, Feature},
    permissions::Permission,
};

use super::Tabs;
use crate::{context::Context, frame::Frame, parts::Time, routes::Answer};

/// The page.
#[derive(Template)]
#[template(path = "settings/company.html")]
struct Page {
    frame: Frame,
    tabs: Tabs,
    company: Company,
    may_set: bool,
}

/// Shows the company of whoever is signed in.
pub(super) async fn show(context: Context) -> Answer {
    let page = Page {
        frame: super::frame(&context, "Company", "/settings/company"),
        tabs: Tabs::at(&context, "/settings/company"),
        company: context.caller().company.as_ref().clone(),
        may_set: context.caller().may(Permission::ManageCompanies).is_ok(),
    };
    context.show(&page)
}

/// What a feature is, in words.
pub(super) const fn words(feature: &Feature) -> &'static str {
    match feature {
        Feature::Infrastructure => "Infrastructure accounts, by the documented API",
        Feature::VersionControl => "Version control accounts, by the documented API",
        Feature::Connections => "Connections, by the documented API",
        Feature::Users => "People, by the documented API",
        Feature::Personnel => "Rosters by upload, by the documented API",
    }
}
