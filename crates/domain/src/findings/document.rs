//! What the rules mean, as a page for readers.

use std::fmt::Write as _;

use super::Rule;

/// What stands above the rules.
const INTRODUCTION: &str = "\
# Findings

What is wrong with the accounts of a company, told from the register each time it is asked for: `whose findings`, `whose leavers`,
`GET /api/v1/findings`. Nothing of it is stored, so nothing of it can be out of date, and `--as-of` and `--as-known` answer for any past.

A finding says what found it, about which account or connection, why, since when, by which facts, and which controls it bears on. `whose
findings --counts` counts them, at a moment or over time (`--every month --from DAY`), and `/api/v1/findings/counts` the same.
*Since when* is the earliest instant from which it is known to have been so; where only a later list told, it may have been so for longer. A leaving
date that lies between two rosters is told as both ends of the interval.

- **Unknown is never \"no\".** A rule that needs a fact which nobody knows gives *not evaluable*, with the reason: denied, unlicensed, not
  collected, stale. Where a question means nothing, or the provider has no such thing, there is no finding.
- **Removed accounts** have one rule of their own, and no other finds them.
- **Due** is when it had to be set right. Hours past due are negative while there is still time.

Three settings of the company count, and `whose companies set` shows and changes them: the time zone of its days (UTC at first), the offboarding SLA
in business days (1 at first), and after how many days a connection's last list is too old (7 at first). Business days are Monday to Friday;
holidays are not known. A leaving date that is a plain day counts from its end in that time zone: who left on a Thursday is due at the end of Friday,
who left on a Friday at the end of Monday. Where nobody told the date, it counts from the first roster without the person.

Lists of anybody's making can show the facts that rules read: as columns `access.admin`, `access.database`, `access.write`, `access.push` and
`enabled`, with yes or no.

The controls are of SOC 2 (trust services criteria of 2017), ISO 27001 (annex A of 2022), PCI DSS (4.0.1) and NIST SP 800-53 (revision 5). A finding bears
on them; it does not say that they fail.
";

/// The page about findings, in Markdown.
#[must_use]
pub fn document() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("\n| rule | what it finds |\n| --- | --- |\n");
    for rule in Rule::ALL {
        let name = rule.name();
        // Writing to a text cannot fail.
        let _ = writeln!(page, "| [`{name}`](#{name}) | {} |", rule.title());
    }
    for rule in Rule::ALL {
        let _ = write!(page, "\n{}", explained(rule));
    }
    page
}

/// What is said of one rule, in Markdown.
#[must_use]
pub fn explained(rule: Rule) -> String {
    format!(
        "## {}\n\n**{}.** {}\n\n- Reads: {}.\n- Since: {}.\n- Not evaluable: {}.\n- To do: {}\n- Controls: {}.\n",
        rule.name(),
        rule.title(),
        rule.meaning(),
        rule.reads(),
        rule.since(),
        rule.untold(),
        rule.remedy(),
        controls(rule)
    )
}

/// The controls by standard, as `SOC 2 CC6.2, CC6.3; ISO 27001 A.5.18`.
fn controls(rule: Rule) -> String {
    let mut text = String::new();
    let mut last = "";
    for control in rule.controls() {
        let before = if control.standard == last { ", " } else { "; " };
        text.push_str(if text.is_empty() { "" } else { before });
        if control.standard != last {
            text.push_str(control.standard);
            text.push(' ');
        }
        text.push_str(control.id);
        last = control.standard;
    }
    text
}
