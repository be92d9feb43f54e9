//! Asking before something is done, where somebody sits at a terminal.

use std::io::{self, BufRead as _, IsTerminal as _};

use crate::{args::Confirmed, print};

/// Whether somebody is to be asked first.
pub(super) fn is_due(confirmed: Confirmed) -> bool {
    !confirmed.dry_run && !confirmed.yes && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether they say yes.
pub(super) fn says_yes(question: &str) -> bool {
    print::aside(&format!("{question}? [y/N]"));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}
