//! What stands around every page: title, navigation, who is signed in, what is said once.

use app::sessions::SignedIn;
use domain::permissions::Permissions;

use crate::{flash::Flash, places::Place, statics};

/// The frame of a page.
pub(crate) struct Frame {
    /// The page's own title.
    pub(crate) title: String,
    /// The place it belongs to.
    pub(crate) place: Option<Place>,
    /// The pages that it lies in, outermost first, each with its address.
    pub(crate) crumbs: Vec<(String, String)>,
    /// Who is signed in.
    pub(crate) signed: Option<Signed>,
    /// `light` or `dark` where somebody chose; else as the browser prefers.
    pub(crate) theme: Option<Theme>,
    /// Whether single keys do something, where a script runs.
    pub(crate) keys: bool,
    /// What is said once.
    pub(crate) flash: Option<Flash>,
    /// The address of this page, to come back to.
    pub(crate) here: String,
}

/// Who is signed in, as every page shows it.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    /// The company's name.
    pub(crate) company: String,
    /// The member's name.
    pub(crate) member: String,
    /// Their role.
    pub(crate) role: &'static str,
    /// What they may do.
    pub(crate) permissions: Permissions,
    /// What every form of theirs carries.
    pub(crate) token: String,
}

/// Colours that somebody chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Its name, in the cookie and in the page.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one of that name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }
}

impl Signed {
    /// Who is signed in, with the token of their session.
    pub(crate) fn of(here: &SignedIn, token: &str) -> Self {
        Self {
            company: here.caller.company.name.clone(),
            member: here.member.name.clone(),
            role: here.member.role.name(),
            permissions: here.caller.permissions,
            token: token.to_owned(),
        }
    }
}

impl Frame {
    /// The same, in that place.
    pub(crate) fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// The same, inside that page.
    pub(crate) fn inside(mut self, name: impl Into<String>, path: impl Into<String>) -> Self {
        self.crumbs.push((name.into(), path.into()));
        self
    }

    /// What every form carries.
    pub(crate) fn token(&self) -> &str {
        self.signed.as_ref().map_or("", |signed| signed.token.as_str())
    }

    /// The places that whoever is signed in has something to see in.
    pub(crate) fn places(&self) -> impl Iterator<Item = Place> {
        let permissions = self.signed.as_ref().map(|signed| signed.permissions);
        Place::ALL.into_iter().filter(move |place| permissions.is_some_and(|permissions| place.is_open_to(permissions)))
    }

    /// What `aria-current` says of a place.
    pub(crate) fn current(&self, place: &Place) -> &'static str {
        if self.place != Some(*place) {
            "false"
        } else if self.crumbs.is_empty() {
            "page"
        } else {
            "true"
        }
    }

    /// The address of a static file.
    pub(crate) fn file(&self, name: &str) -> &'static str {
        statics::address(name)
    }
}
