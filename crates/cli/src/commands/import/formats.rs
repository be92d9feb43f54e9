//! The formats that lists can be in.

use domain::runs::Scope;
use serde_json::{Value, json};
use sources::{Preset, presets};

use crate::{
    exit::{Code, Result},
    print,
};

/// Prints every preset: its name, what it is of, and the line that makes the file.
pub(in crate::commands) fn run(as_json: bool) -> Result<Code> {
    if as_json {
        print::json(&presets().iter().map(described).collect::<Value>())?;
    } else {
        print::line(&told())?;
    }
    Ok(Code::Done)
}

fn described(preset: &Preset) -> Value {
    let fields: Value = preset.fields().map(|(field, places)| (field.to_owned(), json!(places))).collect();
    let unknown: Value = preset.stays_unknown().map(|(field, because)| (field.to_owned(), json!(because))).collect();
    json!({
        "name": preset.name(),
        "tool": preset.tool(),
        "what": preset.what(),
        "scope": preset.scope(),
        "kind": preset.kind().name(),
        "make": preset.make(),
        "page": preset.page(),
        "fields": fields,
        "unknown": unknown,
    })
}

fn told() -> String {
    let mut lines = Vec::new();
    for (scope, command) in [(Scope::People, "whose import people"), (Scope::Accounts, "whose import accounts")] {
        lines.push(format!("{command} reads"));
        for preset in presets().iter().filter(|preset| preset.scope() == scope) {
            lines.push(format!("  {}: {}, {}", preset.name(), preset.tool(), preset.what()));
            lines.push(format!("      {}", preset.make()));
        }
    }
    lines.push(
        "Both read csv, json and jsonl of anybody's making; --map FIELD=COLUMN says which column is which.".to_owned(),
    );
    lines.join("\n")
}
