//! Settings: keys, members, companies, features, terms.

use crate::{
    context::Context,
    places::Place,
    routes::{Answer, Asks, Route},
    unbuilt,
};

pub(crate) const ROUTES: &[Route] = &[Route::read("/settings", Asks::Session, |context| Box::pin(show(context)))];

async fn show(context: Context) -> Answer {
    unbuilt::show(&context, Place::Settings, "whose members list")
}
