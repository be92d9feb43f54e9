//! Rules about service accounts.

use super::{Finding, Rule, Seen, Shown, parting};

pub(super) fn unowned(seen: &Seen<'_>) -> Option<Finding> {
    let service = seen.link.service.as_ref().filter(|service| service.owner.is_none())?;
    let finding = seen.open(Rule::Unowned, "it is a service account for which nobody answers");
    let finding = Finding { since: Some(seen.decided_at), person: seen.link.proposed_owner, ..finding };
    Some(finding.by(Shown::instant("serviceAt", Some(service.at))).by(Shown::decided("owner", ())))
}

pub(super) fn owner_left(seen: &Seen<'_>) -> Option<Finding> {
    let service = seen.link.service.as_ref()?;
    let (person, profile) = (service.owner?, seen.profile(service.owner?)?);
    let left = profile.person.left?;
    let why = format!("its owner {} {}", profile.person.name(), parting(left));
    let since = left.at.map(|at| at.max(service.at));
    let finding = Finding { since, after: left.after, person: Some(person), ..seen.open(Rule::OwnerLeft, why) };
    Some(finding.by(Shown::decided("owner", person.get())).by(Shown::left("ownerLeftAt", left, profile)))
}

pub(super) fn review_overdue(seen: &Seen<'_>) -> Option<Finding> {
    let service = seen.link.service.as_ref()?;
    let day = service.review_by.as_deref()?;
    let due = seen.settings.time_zone.end_of(day).filter(|due| *due <= seen.now)?;
    let finding = seen.open(Rule::ReviewOverdue, format!("it was to be looked at again by {day}"));
    let finding = Finding { since: Some(due), due: Some(due), person: service.owner, ..finding };
    Some(finding.by(Shown::decided("reviewBy", day)))
}
