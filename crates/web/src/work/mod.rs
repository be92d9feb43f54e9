//! Accounts that nobody has said anything about, one at a time: who it may be, and one key to say so.

mod deciding;
mod page;
mod queue;

use domain::permissions::Permission;

use crate::routes::{Asks, Route};

/// Where the page is.
const PATH: &str = "/work";
const DECIDES: Asks = Asks::May(Permission::DecideAccounts);

pub(crate) const ROUTES: &[Route] = &[
    Route::read(PATH, Asks::May(Permission::ReadAccounts), |context| Box::pin(page::show(context))),
    Route::send("/work/link", DECIDES, |context| Box::pin(deciding::link(context))),
    Route::send("/work/mark", DECIDES, |context| Box::pin(deciding::mark(context))),
    Route::send("/work/undo", DECIDES, |context| Box::pin(deciding::undo(context))),
];
