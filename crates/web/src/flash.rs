//! What is said once, on the page after a form: it travels in a cookie that only this session can have made.

use app::digests;
use domain::ids::BatchId;

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flash {
    /// In words.
    pub(crate) text: String,
    /// The batch that can be undone.
    pub(crate) undo: Option<BatchId>,
}

impl Flash {
    /// Something is said.
    pub(crate) fn saying(text: impl Into<String>) -> Self {
        Self { text: text.into(), undo: None }
    }

    /// The same, with a way back.
    pub(crate) fn undoing(self, undo: Option<BatchId>) -> Self {
        Self { undo, ..self }
    }

    /// As it travels.
    pub(crate) fn sealed(&self, token: &str) -> String {
        let hex: String = self.text.bytes().map(|byte| format!("{byte:02x}")).collect();
        let said = format!("{hex}.{}", self.undo.map_or(0, BatchId::get));
        format!("{said}.{}", seal(token, &said))
    }

    /// As it came, if this session made it.
    pub(crate) fn opened(text: &str, token: &str) -> Option<Self> {
        let (said, found) = text.rsplit_once('.')?;
        if found != seal(token, said) {
            return None;
        }
        let (hex, undo) = said.split_once('.')?;
        let digits = hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
        let text = String::from_utf8(digits.collect::<Option<_>>()?).ok()?;
        Some(Self { text, undo: undo.parse().ok().filter(|batch| *batch > 0).map(BatchId::new) })
    }
}

fn seal(token: &str, said: &str) -> String {
    digests::salted(token, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_comes_back_to_the_same_session_only() {
        let flash = Flash::saying("Linked to Zoë.").undoing(Some(BatchId::new(7)));
        let sealed = flash.sealed("one");
        assert_eq!(Flash::opened(&sealed, "one"), Some(flash));
        assert_eq!(Flash::opened(&sealed, "two"), None);
        assert_eq!(Flash::opened(&sealed.replacen("4c", "4d", 1), "one"), None);
        assert_eq!(Flash::opened("", "one"), None);
    }
}
