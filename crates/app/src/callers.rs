//! Callers: for which company they speak, who they are, what they may do.

use std::sync::Arc;

use domain::{
    actors::Actor,
    companies::{Company, Feature},
    permissions::{Permission, Permissions},
};

use crate::{Kind, Result};

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// For whom.
    pub company: Arc<Company>,
    /// The terms version in force.
    pub terms: i64,
    /// As whom.
    pub actor: Actor,
    /// With which permissions.
    pub permissions: Permissions,
    /// In which request.
    pub request: Option<String>,
}

impl Caller {
    /// Passes if the caller has the permission.
    ///
    /// # Errors
    /// When it has not.
    pub fn may(&self, permission: Permission) -> Result<()> {
        if self.permissions.has(permission) { Ok(()) } else { Err(Kind::Forbidden.into()) }
    }

    /// Passes if the company has accepted the terms in force.
    ///
    /// # Errors
    /// When it has not.
    pub fn accepted_terms(&self) -> Result<()> {
        if self.company.terms_accepted >= self.terms { Ok(()) } else { Err(Kind::Terms.into()) }
    }

    /// Passes if the company's plan has the feature.
    ///
    /// # Errors
    /// When it has not.
    pub fn has(&self, feature: Feature) -> Result<()> {
        if self.company.lacks.contains(&feature) { Err(Kind::Unpaid.into()) } else { Ok(()) }
    }
}
