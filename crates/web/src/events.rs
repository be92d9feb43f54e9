//! What happened.

use domain::permissions::Permission;

use crate::{
    context::Context,
    places::Place,
    routes::{Answer, Asks, Route},
    unbuilt,
};

pub(crate) const ROUTES: &[Route] =
    &[Route::read("/events", Asks::May(Permission::ReadEvents), |context| Box::pin(list(context)))];

async fn list(context: Context) -> Answer {
    unbuilt::show(&context, Place::Events, "whose events")
}
