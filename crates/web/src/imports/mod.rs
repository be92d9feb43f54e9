//! Imports: the runs, one of them with what it did or would do, and bringing a list.

mod list;
mod new;
mod one;
mod telling;
mod upload;

use domain::permissions::Permission;
pub(crate) use telling::Told;

use crate::routes::{Asks, Route};

/// The largest file, in bytes: as in the API.
const LARGEST: usize = 2 * 1024 * 1024 * 1024;

const READS: Asks = Asks::May(Permission::ReadAccounts);
const IMPORTS: Asks = Asks::May(Permission::ImportAccounts);

pub(crate) const ROUTES: &[Route] = &[
    Route::read("/imports", READS, |context| Box::pin(list::show(context))),
    Route::read("/imports/new", IMPORTS, |context| Box::pin(new::show(context))),
    Route::file("/imports/new", IMPORTS, LARGEST, |context| Box::pin(new::send(context))),
    Route::read("/imports/{id}", READS, |context| Box::pin(one::show(context))),
    Route::send("/imports/{id}/confirm", IMPORTS, |context| Box::pin(one::confirm(context))),
    Route::send("/imports/{id}/reject", IMPORTS, |context| Box::pin(one::reject(context))),
];
