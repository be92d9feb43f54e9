//! What use cases refuse, as problems of the API: the one table between the two.

use app::error::Noun;

use crate::problems::{Code, Problem};

impl From<app::Error> for Problem {
    fn from(error: app::Error) -> Self {
        use app::Kind;
        let code = match &error.kind {
            Kind::Unauthorized => Code::Key,
            Kind::Terms => Code::Terms,
            Kind::Forbidden => Code::Permission,
            Kind::Unpaid => Code::Plan,
            Kind::Missing(Noun::Person) => Code::User,
            Kind::Missing(_) => Code::Identity,
            Kind::Stale => Code::IfMatch,
            Kind::ServiceAccount => Code::ServiceAccount,
            Kind::UnderWay => Code::UnderWay,
            Kind::Held { .. } => return Self::because(Code::Brake, error.to_string()),
            Kind::Invalid(_) | Kind::Conflict(_) | Kind::BadList(_) | Kind::HumanDecided => {
                return Self::because(Code::FieldInvalid, error.to_string());
            }
            Kind::Unavailable => Code::Storage,
            Kind::Full => Code::StorageFull,
            Kind::OutcomeUnknown => Code::OutcomeUnknown,
            Kind::Overloaded => Code::Overloaded,
            Kind::Bug => Code::Internal,
        };
        if let Some(cause) = error.cause() {
            tracing::error!(code = code.number(), cause, "a request failed");
        }
        Self::new(code)
    }
}
