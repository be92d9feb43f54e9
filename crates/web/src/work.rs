//! Accounts that nobody has said anything about, one at a time.

use domain::permissions::Permission;

use crate::{
    context::Context,
    places::Place,
    routes::{Answer, Asks, Route},
    unbuilt,
};

pub(crate) const ROUTES: &[Route] =
    &[Route::read("/work", Asks::May(Permission::ReadAccounts), |context| Box::pin(list(context)))];

async fn list(context: Context) -> Answer {
    unbuilt::show(&context, Place::Work, "whose accounts list --unlinked")
}
