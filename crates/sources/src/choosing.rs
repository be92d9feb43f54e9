//! Which format a list has: the one that is asked for, else the one that its header or keys show.

use domain::{
    listings::{BadList, Reading},
    runs::Scope,
};

use crate::{
    presets::{self, Preset},
    reading::{head::Head, refusals, tables::Shape},
};

/// The format of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Chosen {
    /// Columns of anybody's making.
    Plain(Shape),
    /// An export of a tool, in that shape.
    Preset(&'static Preset, Shape),
    /// The body of the documented upload.
    Personnel,
    /// What Drata's API shows, an object on each line.
    Drata,
}

/// The name of the documented upload.
pub(crate) const PERSONNEL: &str = "personnel";
/// The name of what Drata's API shows. It is asked for by name only: whoever reads that API puts the list together.
pub(crate) const DRATA: &str = "drata";

/// The format of a list that begins like this.
pub(crate) fn choose(reading: &Reading, scope: Scope, head: &Head) -> Result<Chosen, BadList> {
    let Some(name) = reading.format.as_deref() else { return recognised(scope, head) };
    if let Some(shape) = Shape::parse(name) {
        return Ok(Chosen::Plain(shape));
    }
    if (name, scope) == (PERSONNEL, Scope::People) {
        return Ok(Chosen::Personnel);
    }
    if name == DRATA {
        return Ok(Chosen::Drata);
    }
    match Preset::named(name) {
        Some(preset) if preset.scope() == scope => {
            Ok(Chosen::Preset(preset, head.shape_as(preset).ok_or_else(refusals::empty)?))
        }
        Some(preset) => Err(of_the_other_scope(preset)),
        None => Err(refusals::list("no such format is known; `whose import formats` lists them")),
    }
}

fn recognised(scope: Scope, head: &Head) -> Result<Chosen, BadList> {
    let known = presets::presets().iter().filter_map(|preset| Some((preset, head.recognises(preset)?)));
    let (ours, others): (Vec<_>, Vec<_>) = known.partition(|(preset, _)| preset.scope() == scope);
    let most = ours.iter().map(|(_, (_, names))| *names).max();
    let best: Vec<_> = ours.into_iter().filter(|(_, (_, names))| Some(*names) == most).collect();
    match (best.as_slice(), others.first(), head.shape()) {
        ([(preset, (shape, _))], ..) => Ok(Chosen::Preset(preset, *shape)),
        ([], Some((preset, _)), _) => Err(of_the_other_scope(preset)),
        ([], None, Some(shape)) => Ok(Chosen::Plain(shape)),
        ([], None, None) => Err(refusals::empty()),
        (several, ..) => {
            let names: Vec<_> = several.iter().map(|(preset, _)| preset.name()).collect();
            Err(refusals::list(format!("may be {}: say which, by --format", names.join(" or "))))
        }
    }
}

fn of_the_other_scope(preset: &Preset) -> BadList {
    let (is, other) = match preset.scope() {
        Scope::Accounts => ("accounts", "people"),
        Scope::People => ("people", "accounts"),
    };
    refusals::list(format!("{} is a list of {is}, not of {other}; import it as {is}", preset.name()))
}
