//! `whose export`

use std::io;

use super::{Start, db};
use crate::exit::{Code, Result};

pub(super) async fn run(start: &Start) -> Result<Code> {
    start.at_database()?;
    let pool = db::existing(start).await?;
    app::copies::export(&pool, io::stdout()).await?;
    Ok(Code::Done)
}
