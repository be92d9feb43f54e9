//! Light or dark, where somebody chose.

use crate::{
    context::{Context, redirected},
    cookies::Cookie,
    frame::Theme,
    routes::{Answer, Asks, Route},
};

pub(crate) const ROUTES: &[Route] = &[Route::send("/theme", Asks::Session, |context| Box::pin(choose(context)))];

/// Keeps what was chosen in this browser; anything but a theme means as the browser prefers.
async fn choose(context: Context) -> Answer {
    let theme = context.form.text("theme").and_then(Theme::parse).map_or("", Theme::name);
    let mut response = redirected(context.back());
    Cookie::Theme.set(response.headers_mut(), theme, context.https);
    Ok(response)
}
