//! How the register stands.

use domain::permissions::Permission;

use crate::{
    context::Context,
    places::Place,
    routes::{Answer, Asks, Route},
    unbuilt,
};

pub(crate) const ROUTES: &[Route] =
    &[Route::read("/", Asks::May(Permission::ReadAccounts), |context| Box::pin(show(context)))];

async fn show(context: Context) -> Answer {
    unbuilt::show(&context, Place::Overview, "whose accounts list --unlinked")
}
