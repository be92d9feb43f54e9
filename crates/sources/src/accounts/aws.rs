//! Lists of AWS IAM.

mod arns;
mod columns;
mod details;
mod policies;
mod report;

use domain::listings::BadList;

pub(super) use details::read as details;
pub(super) use report::Report;

use self::arns::{Owner, owner};
use crate::reading::refusals;

/// Checks that the account of this ARN is the one that the list is of: the twelve digits, and what it is.
fn bind(upstream: &mut Option<(String, domain::connections::Kind)>, arn: &str, line: u64) -> Result<(), BadList> {
    let Some(Owner { number, kind }) = owner(arn) else {
        return Err(refusals::cell(line, "arn", "must be the ARN of an IAM user, or of the root user"));
    };
    let (bound, _) = upstream.get_or_insert_with(|| (number.to_owned(), kind));
    if bound == number {
        return Ok(());
    }
    Err(refusals::cell(line, "arn", "is of another AWS account than the rows before; a report is of one"))
}
