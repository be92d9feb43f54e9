//! People.

use domain::permissions::Permission;

use crate::{
    context::Context,
    places::Place,
    routes::{Answer, Asks, Route},
    unbuilt,
};

pub(crate) const ROUTES: &[Route] =
    &[Route::read("/people", Asks::May(Permission::ListUsers), |context| Box::pin(list(context)))];

async fn list(context: Context) -> Answer {
    unbuilt::show(&context, Place::People, "whose people list")
}
