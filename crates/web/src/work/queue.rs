//! Which accounts the work is about, as the address says.

use std::collections::BTreeSet;

use app::connections::Connections;
use domain::{connections::Family, ids::ConnectionId};
use store::unlinked::Wanted;

use crate::fields::Fields;

/// The accounts that the address asks for. Rosters are left out: their entries are people.
pub(super) fn wanted(query: &Fields, all: &Connections) -> Wanted {
    let usual = vec![Family::Infrastructure, Family::VersionControl, Family::Other];
    let (connection, kind) = (query.id("connection").map(ConnectionId::new), query.text("kind"));
    if connection.is_none() && kind.is_none() {
        return Wanted { families: usual, connections: None };
    }
    let meant = all.values().filter(|one| usual.contains(&one.kind.family()));
    let meant = meant.filter(|one| connection.is_none_or(|id| one.id == id));
    let meant: Vec<_> = meant.filter(|one| kind.is_none_or(|kind| one.kind.name() == kind)).collect();
    let families =
        usual.iter().copied().filter(|family| meant.iter().any(|one| one.kind.family() == *family)).collect();
    Wanted { families, connections: Some(meant.iter().map(|one| one.id).collect()) }
}

/// The connections that hold accounts of somebody, by name, and the kinds that they are of.
pub(super) fn choices(all: &Connections) -> (Vec<(i64, String)>, Vec<&'static str>) {
    let some = || all.values().filter(|one| one.kind.family() != Family::Identity);
    let mut connections: Vec<(i64, String)> = some().map(|one| (one.id.get(), one.name.clone())).collect();
    connections.sort_by(|one, other| one.1.cmp(&other.1));
    let kinds: BTreeSet<&'static str> = some().map(|one| one.kind.name()).collect();
    (connections, kinds.into_iter().collect())
}
