//! A form with a file: its token first, its fields kept, its file on disk.

use app::runs::{Kept, Spooling};

use super::LARGEST;
use crate::{
    context::Context,
    fields::Fields,
    multipart::{Broken, Multipart},
    trouble::Trouble,
};

/// The longest field, in bytes, and how many there may be.
const FIELD: usize = 64 * 1024;
const FIELDS: usize = 32;

/// What came with the form.
pub(super) struct Upload {
    pub(super) fields: Fields,
    /// The file, with its name.
    pub(super) file: Option<(String, Kept)>,
}

/// Reads the form, whose first field must be the token of the session.
pub(super) async fn read(context: &Context) -> Result<Upload, Trouble> {
    let mut form = Multipart::new(&context.media, context.body(), LARGEST).ok_or(Trouble::Forged)?;
    let first = form.next().await?.filter(|part| part.name == "token").ok_or(Trouble::Forged)?;
    if first.file.is_some() || form.text(FIELD).await? != context.token {
        return Err(Trouble::Forged);
    }
    let (mut fields, mut file) = (Vec::new(), None);
    while let Some(part) = form.next().await? {
        match part.file {
            Some(name) if file.is_none() => file = Some((name, spooled(&mut form).await?)),
            Some(_) => return Err(Trouble::Unread),
            None if fields.len() < FIELDS => fields.push((part.name, form.text(FIELD).await?)),
            None => return Err(Trouble::Unread),
        }
    }
    let file = file.filter(|(_, kept)| kept.list.bytes > 0);
    Ok(Upload { fields: Fields::of(fields), file })
}

/// Writes the file to disk as it comes.
async fn spooled(form: &mut Multipart) -> Result<Kept, Trouble> {
    let mut list = Spooling::begin().await.map_err(app::Error::bug)?;
    while let Some(chunk) = form.chunk().await? {
        list = list.write(chunk).await.map_err(app::Error::bug)?;
    }
    Ok(list.end())
}

impl From<Broken> for Trouble {
    fn from(_: Broken) -> Self {
        Self::Unread
    }
}
