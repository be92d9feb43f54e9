//! How members sign in.

use askama::Template;

use super::Tabs;
use crate::{context::Context, frame::Frame, routes::Answer};

/// The page.
#[derive(Template)]
#[template(path = "settings/sign_in.html")]
struct Page {
    frame: Frame,
    tabs: Tabs,
}

/// Shows how members sign in.
pub(super) async fn show(context: Context) -> Answer {
    let (frame, tabs) =
        (super::frame(&context, "Signing in", "/settings/sign-in"), Tabs::at(&context, "/settings/sign-in"));
    context.show(&Page { frame, tabs })
}
