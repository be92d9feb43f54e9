//! Findings: what is wrong, and how much of it.

use app::findings::{Place, Wanted};
use domain::{
    Moment,
    connections::Family,
    findings::{Control, Rule},
    ids::{ConnectionId, PersonId},
    moments::Every,
};
use http::StatusCode;

use super::{
    cursors,
    lists::{self, limit, moment},
    wire::{Finding, FindingCounts, FindingPoint, Page},
};
use crate::{context::Context, operations::Answer, present, problems::Problem, query::Params};

/// The verdicts that can be asked for by name, and whether they are that it is so.
pub(crate) const VERDICTS: [(&str, bool); 2] = [("open", true), ("not-evaluable", false)];

/// A page of findings.
pub(crate) async fn list(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let (wanted, limit, moment) = (wanted(&params)?, limit(&params)?, moment(&params)?);
    let open = |name: &str| VERDICTS.into_iter().find(|(known, _)| *known == name).map(|(_, open)| open);
    let wanted = Wanted { open: params.read("verdict", "must be open or not-evaluable", open)?, ..wanted };
    let from = cursors::finding(&params)?.unwrap_or(Place::START);
    let found = context.app.findings(&context.caller, &wanted, moment, (from, limit)).await?;
    let data = found.findings.iter().map(|finding| Finding::of(finding, &found)).collect::<Result<_, _>>()?;
    present::json(StatusCode::OK, &Page { data, next: found.next.map(cursors::spell_finding) })
}

/// Counts at a moment, or over time.
pub(crate) async fn counts(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let (wanted, moment) = (wanted(&params)?, moment(&params)?);
    let every = params.read("every", "must be day, week or month", Every::parse)?;
    let (from, to) = (lists::past(&params, "from")?, lists::past(&params, "to")?);
    let (app, caller) = (&context.app, &context.caller);
    let points = match (from, every) {
        (None, None) if to.is_none() => vec![app.count_findings(caller, &wanted, moment).await?],
        (Some(_), Some(_)) if moment != Moment::default() => {
            return Err(Problem::parameter("from", "must not be given with asOf or asKnown"));
        }
        (Some(from), Some(every)) => {
            let span = (from, to.unwrap_or_else(|| app.now()), every);
            app.count_findings_over(caller, &wanted, span).await?
        }
        _ => return Err(Problem::parameter("from", "and every must both be given for a series")),
    };
    let points = points.iter().map(FindingPoint::of).collect::<Result<_, _>>()?;
    present::json(StatusCode::OK, &FindingCounts { points })
}

fn wanted(params: &Params<'_>) -> Result<Wanted, Problem> {
    let family =
        params.read("family", "must be one of infrastructure, version_control, identity, other", Family::parse)?;
    Ok(Wanted {
        rules: rules(params)?,
        connection: params.id("connection")?.map(ConnectionId::new),
        family,
        person: params.id("person")?.map(PersonId::new),
        q: params.q()?,
        open: None,
    })
}

/// The rules that are asked for, by their names and by the controls that they bear on.
fn rules(params: &Params<'_>) -> Result<Option<Vec<Rule>>, Problem> {
    let named = params.read_all("rule", "must be the name of a rule, as unlinked", Rule::parse)?;
    let known = Control::known();
    let control = |id: &str| known.get(id).copied();
    let controls = params.read_all("control", "must be a control that a rule bears on, as CC6.2", control)?;
    if named.is_empty() && controls.is_empty() {
        return Ok(None);
    }
    let rules = Rule::ALL.into_iter().filter(|rule| named.is_empty() || named.contains(rule));
    let bears = |rule: &Rule| controls.is_empty() || controls.iter().any(|id| rule.bears_on(id));
    Ok(Some(rules.filter(bears).collect()))
}
