//! `whose config …`

use super::Start;
use crate::{
    args::Config,
    config,
    exit::{Code, Failure, Result},
    print,
};

pub(super) fn run(start: &Start, wanted: Config) -> Result<Code> {
    match wanted {
        Config::Show if start.global.json => {
            let shown = serde_json::to_value(&start.shown).map_err(Failure::failed)?;
            print::json(&shown)?;
        }
        Config::Show => {
            let lines: Vec<String> = start.shown.iter().map(ToString::to_string).collect();
            print::line(&lines.join("\n"))?;
        }
        Config::Check => {
            config::check(&start.config).map_err(Failure::failed)?;
            if start.global.json {
                print::json(&serde_json::json!({ "ok": true }))?;
            } else {
                print::line("the settings would work")?;
            }
        }
    }
    Ok(Code::Done)
}
