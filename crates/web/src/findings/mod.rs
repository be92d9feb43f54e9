//! Findings: what is wrong, how much of it, why, and the same as a file.

mod export;
mod filters;
mod list;
mod one;

use domain::permissions::Permission;

use crate::routes::{Asks, Route};

const READS: Asks = Asks::May(Permission::ReadAccounts);

pub(crate) const ROUTES: &[Route] = &[
    Route::read("/findings", READS, |context| Box::pin(list::show(context))),
    Route::read("/findings/export", READS, |context| Box::pin(export::download(context))),
];
