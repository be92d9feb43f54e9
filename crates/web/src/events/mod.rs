//! What happened: the register's history, newest first, and the way back from what was decided.

mod filters;
mod list;
mod telling;
mod undoing;

use domain::permissions::Permission;

use crate::routes::{Asks, Route};

pub(crate) const ROUTES: &[Route] = &[
    Route::read("/events", Asks::May(Permission::ReadEvents), |context| Box::pin(list::show(context))),
    Route::send("/events/undo", Asks::May(Permission::DecideAccounts), |context| Box::pin(undoing::undo(context))),
];
