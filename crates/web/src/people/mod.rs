//! People: the list, and one person with everything that is or was theirs.

mod list;
mod one;

use domain::permissions::Permission;
pub(crate) use one::words;

use crate::routes::{Asks, Route};

const LISTS: Asks = Asks::May(Permission::ListUsers);

pub(crate) const ROUTES: &[Route] = &[
    Route::read("/people", LISTS, |context| Box::pin(list::show(context))),
    Route::read("/people/{id}", LISTS, |context| Box::pin(one::show(context))),
];
