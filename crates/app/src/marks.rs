//! Page marks: what stands at some places of the lists that were read last, so that a page far down is found by its key.
//!
//! Only lists that depend on nothing but facts have marks: these change with the company's epoch, so that marks of another
//! epoch are never used.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Mutex,
};

use domain::ids::CompanyId;
use store::{
    Tx,
    lists::{From, Mark, Sort, Wanted},
};

use crate::Result;

/// Rows from one mark to the next.
const STRIDE: i64 = 1000;
/// Lists that have marks; the one that was asked for longest ago goes first.
const LISTS: usize = 32;

/// A list, whichever page of it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) company: CompanyId,
    pub(crate) wanted: Wanted,
    pub(crate) sort: Sort,
    pub(crate) descending: bool,
}

impl List {
    fn has_marks(&self) -> bool {
        self.sort.is_a_fact() && !self.wanted.needs_links()
    }
}

/// The marks of a list as of an epoch, by how many rows end with each.
struct Known {
    list: List,
    epoch: i64,
    marks: BTreeMap<i64, Mark>,
}

/// The marks of the lists that were read last.
#[derive(Default)]
pub(crate) struct Marks(Mutex<VecDeque<Known>>);

impl Marks {
    /// The same place, told by the nearest mark before it where there is one.
    pub(crate) async fn place(&self, tx: &mut Tx, list: &List, from: &From) -> Result<From> {
        match from {
            From::Skip(skip) if *skip >= STRIDE && list.has_marks() => {
                let epoch = store::companies::epoch(tx, list.company).await?;
                Ok(self.nearest(list, epoch, *skip).unwrap_or(from.clone()))
            }
            _ => Ok(from.clone()),
        }
    }

    fn nearest(&self, list: &List, epoch: i64, skip: i64) -> Option<From> {
        let known = self.0.lock().ok()?;
        let known = known.iter().find(|known| known.epoch == epoch && known.list == *list)?;
        let (at, mark) = known.marks.range(..=skip).next_back()?;
        Some(From::After(mark.clone(), skip - at))
    }

    /// Keeps the last mark of a page that was read, if it is the first behind a stride.
    pub(crate) fn keep(&self, list: &List, epoch: i64, from: &From, page: &[Mark]) {
        let (From::Skip(skip), Some(last)) = (from, page.last()) else { return };
        let end = skip + i64::try_from(page.len()).unwrap_or_default();
        if skip / STRIDE == end / STRIDE || !list.has_marks() {
            return;
        }
        let Ok(mut all) = self.0.lock() else { return };
        let at = all.iter().position(|known| known.epoch == epoch && known.list == *list);
        let mut known = at.and_then(|at| all.remove(at)).unwrap_or_else(|| Known {
            list: list.clone(),
            epoch,
            marks: BTreeMap::new(),
        });
        known.marks.insert(end, last.clone());
        all.push_front(known);
        all.truncate(LISTS);
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::AccountId;

    use super::*;

    fn list(sort: Sort) -> List {
        List { company: CompanyId::new(1), wanted: Wanted::default(), sort, descending: false }
    }

    fn page(end: i64) -> Vec<Mark> {
        vec![Mark { key: end.into(), account: AccountId::new(end) }]
    }

    fn found(from: Option<From>) -> Option<(i64, i64)> {
        match from? {
            From::After(mark, skip) => Some((mark.account.get(), skip)),
            From::Skip(_) => None,
        }
    }

    #[test]
    fn a_place_is_told_by_the_nearest_mark_before_it() {
        let (marks, list) = (Marks::default(), list(Sort::Username));
        for skip in 0..5000 {
            marks.keep(&list, 7, &From::Skip(skip), &page(skip + 1));
        }
        assert_eq!(found(marks.nearest(&list, 7, 2999)), Some((2000, 999)));
        assert_eq!(found(marks.nearest(&list, 7, 3000)), Some((3000, 0)));
        assert_eq!(found(marks.nearest(&list, 7, 90_000)), Some((5000, 85_000)));
        assert_eq!(found(marks.nearest(&list, 7, 999)), None);
    }

    #[test]
    fn marks_of_another_epoch_or_list_are_not_used() {
        let marks = Marks::default();
        marks.keep(&list(Sort::Username), 7, &From::Skip(999), &page(1000));
        assert_eq!(found(marks.nearest(&list(Sort::Username), 8, 1000)), None);
        assert_eq!(found(marks.nearest(&list(Sort::Email), 7, 1000)), None);
        let other = List { company: CompanyId::new(2), ..list(Sort::Username) };
        assert_eq!(found(marks.nearest(&other, 7, 1000)), None);
    }

    #[test]
    fn lists_that_depend_on_decisions_have_none() {
        let marks = Marks::default();
        let unlinked = Wanted { states: vec![(store::lists::Condition::Unlinked, true)], ..Wanted::default() };
        for list in [list(Sort::ConnectedAt), List { wanted: unlinked, ..list(Sort::Username) }] {
            marks.keep(&list, 7, &From::Skip(999), &page(1000));
            assert_eq!(found(marks.nearest(&list, 7, 1000)), None);
        }
    }

    #[test]
    fn only_the_lists_that_were_read_last_have_marks() {
        let marks = Marks::default();
        for company in 0..100 {
            let list = List { company: CompanyId::new(company), ..list(Sort::Id) };
            marks.keep(&list, 1, &From::Skip(999), &page(1000));
        }
        assert_eq!(marks.0.lock().unwrap().len(), LISTS);
    }
}
