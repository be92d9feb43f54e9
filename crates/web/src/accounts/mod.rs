//! Accounts: the list, one account, and what is decided about it.

mod bulk;
mod columns;
pub(crate) mod decisions;
mod file;
pub(crate) mod filters;
mod list;
pub(crate) mod naming;
mod one;

use domain::permissions::Permission;

use crate::routes::{Asks, Route};

const READS: Asks = Asks::May(Permission::ReadAccounts);
const DECIDES: Asks = Asks::May(Permission::DecideAccounts);

pub(crate) const ROUTES: &[Route] = &[
    Route::read("/accounts", READS, |context| Box::pin(list::show(context))),
    Route::read("/accounts/people", Asks::May(Permission::ListUsers), |context| Box::pin(naming::suggest(context))),
    Route::read("/accounts/bulk", DECIDES, |context| Box::pin(bulk::show(context))),
    Route::send("/accounts/bulk", DECIDES, |context| Box::pin(bulk::apply(context))),
    Route::read("/accounts/file", READS, |context| Box::pin(file::give(context))),
    Route::read("/accounts/{id}", READS, |context| Box::pin(one::show(context))),
    Route::send("/accounts/{id}/link", DECIDES, |context| Box::pin(decisions::link(context))),
    Route::send("/accounts/{id}/unlink", DECIDES, |context| Box::pin(decisions::unlink(context))),
    Route::send("/accounts/{id}/mark", DECIDES, |context| Box::pin(decisions::mark(context))),
    Route::send("/accounts/{id}/unmark", DECIDES, |context| Box::pin(decisions::unmark(context))),
    Route::send("/accounts/{id}/expect", DECIDES, |context| Box::pin(decisions::expect(context))),
];
