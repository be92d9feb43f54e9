//! The last overview of each company, and those that are being counted. What took long to count is kept for longer, so that
//! counting never takes more than a small part of the time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, atomic::Ordering},
};

use domain::{Instant, ids::CompanyId};

use super::{Looked, Overview, Progress};

/// For how many times as long as it took an overview is shown before it is counted again.
const KEPT: i64 = 20;

/// What is held of one company.
#[derive(Default)]
struct Of {
    last: Option<Arc<Overview>>,
    under_way: Option<Progress>,
}

/// What is held of all companies.
#[derive(Default)]
pub(crate) struct Held(Mutex<HashMap<CompanyId, Of>>);

impl Held {
    /// The last overview, while it need not be counted again.
    pub(super) fn fresh(&self, company: CompanyId, now: Instant) -> Option<Arc<Overview>> {
        let held = self.0.lock().ok()?;
        let last = held.get(&company)?.last.as_ref()?;
        let age = now.micros().saturating_sub(last.at.micros());
        (age < last.took.saturating_mul(KEPT)).then(|| Arc::clone(last))
    }

    /// Begins to count, unless somebody does already.
    pub(super) fn begin(&self, company: CompanyId) -> Option<Progress> {
        let mut held = self.0.lock().ok()?;
        let of = held.entry(company).or_default();
        if of.under_way.is_some() {
            return None;
        }
        Some(Arc::clone(of.under_way.insert(Progress::default())))
    }

    /// Keeps what was counted.
    pub(super) fn put(&self, company: CompanyId, overview: &Arc<Overview>) {
        if let Ok(mut held) = self.0.lock() {
            held.insert(company, Of { last: Some(Arc::clone(overview)), under_way: None });
        }
    }

    /// Lets somebody else begin again.
    pub(super) fn give_up(&self, company: CompanyId) {
        if let Ok(mut held) = self.0.lock() {
            held.entry(company).or_default().under_way = None;
        }
    }

    /// What there is to show, where that many accounts are to be looked at.
    pub(super) fn looked(&self, company: CompanyId, of: u64) -> Looked {
        let Ok(held) = self.0.lock() else { return Looked { overview: None, percent: None } };
        let here = held.get(&company);
        let done = here.and_then(|here| here.under_way.as_ref()).map(|done| done.load(Ordering::Relaxed));
        Looked {
            overview: here.and_then(|here| here.last.clone()),
            percent: done.map(|done| (done.saturating_mul(100) / of.max(1)).min(99)),
        }
    }
}
