//! Terms: which are in force, and accepting them for the company.

use askama::Template;
use domain::permissions::Permission;

use super::Tabs;
use crate::{context::Context, flash::Flash, frame::Frame, routes::Answer};

const PATH: &str = "/settings/terms";

/// The page.
#[derive(Template)]
#[template(path = "settings/terms.html")]
struct Page {
    frame: Frame,
    tabs: Tabs,
    company: String,
    in_force: i64,
    accepted: i64,
    may_accept: bool,
    may_publish: bool,
    /// Where whoever accepts was going to.
    to: String,
}

/// Shows the terms.
pub(super) async fn show(context: Context) -> Answer {
    let caller = context.caller();
    let page = Page {
        frame: super::frame(&context, "Terms", PATH),
        tabs: Tabs::at(&context, PATH),
        company: caller.company.name.clone(),
        in_force: caller.terms,
        accepted: caller.company.terms_accepted,
        may_accept: caller.may(Permission::AcceptTerms).is_ok(),
        may_publish: caller.may(Permission::ManageCompanies).is_ok() && caller.accepted_terms().is_ok(),
        to: context.query.text("to").unwrap_or(PATH).to_owned(),
    };
    context.show(&page)
}

/// Accepts the terms in force.
pub(super) async fn accept(context: Context) -> Answer {
    let company = context.app.accept_terms(context.caller()).await?;
    let said = format!("Version {} of the terms is accepted for your company.", company.terms_accepted);
    context.go(context.back(), &Flash::saying(said))
}

/// Publishes new terms: every company must accept them before it can go on.
pub(super) async fn publish(context: Context) -> Answer {
    let said = match context.form.text("sure") {
        None => "Nothing was published: say that you mean it first.".to_owned(),
        Some(_) => {
            let version = context.app.publish_terms(context.caller()).await?;
            format!("Version {version} is in force. Every company must accept it now, yours too.")
        }
    };
    context.go(PATH, &Flash::saying(said))
}
