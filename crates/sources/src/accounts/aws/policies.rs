//! Policies of AWS IAM, asked one thing: whether they make an administrator.

use domain::facts::{Fact, Unknown};
use serde_json::Value;

/// What a policy is as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    /// It allows everything, or everything in IAM, which can allow the rest.
    Admin,
    /// It allows less.
    Less,
    /// Its text is not in the list, or it allows everything but for something.
    Unknown,
}

impl Policy {
    /// The policy of that text.
    pub(super) fn of(document: &Value) -> Self {
        let Some(statements) = document.get("Statement") else { return Self::Unknown };
        let statements: Vec<_> = several(statements).map(statement).collect();
        [Self::Admin, Self::Unknown].into_iter().find(|policy| statements.contains(policy)).unwrap_or(Self::Less)
    }

    /// The policy that AWS keeps under this ARN, where its name says all.
    pub(super) fn of_arn(arn: &str) -> Self {
        let name = arn.split_once(":iam::aws:policy/").map(|(_, name)| name);
        if matches!(name, Some("AdministratorAccess" | "IAMFullAccess")) { Self::Admin } else { Self::Unknown }
    }
}

/// Whether these policies together make an administrator of somebody with that boundary, if they have one.
pub(super) fn administrator(policies: &[Policy], boundary: Option<Policy>) -> Fact<Value> {
    let admin = policies.contains(&Policy::Admin);
    let known = !policies.contains(&Policy::Unknown);
    match (admin, boundary) {
        (true, None | Some(Policy::Admin)) => Fact::Known(true.into()),
        (true, Some(_)) => Fact::Unknown(Unknown::NotApplicable("limited by a permissions boundary".to_owned())),
        (false, _) if known => Fact::Known(false.into()),
        (false, _) => Fact::Unknown(Unknown::NotCollected),
    }
}

/// What one statement makes of a policy.
fn statement(statement: &Value) -> Policy {
    let has = |key: &str, wanted: &[&str]| {
        let values = statement.get(key).into_iter().flat_map(several);
        values.filter_map(Value::as_str).any(|value| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(value)))
    };
    let everything = has("Action", &["*", "*:*", "iam:*"]);
    let bare =
        statement.get("Condition").is_none_or(|condition| condition.as_object().is_some_and(|some| some.is_empty()));
    match (has("Effect", &["Allow"]), everything || statement.get("NotAction").is_some()) {
        (true, true) if everything && bare && has("Resource", &["*"]) => Policy::Admin,
        (true, true) => Policy::Unknown,
        _ => Policy::Less,
    }
}

/// One value, or those of a list: policies write both.
fn several(value: &Value) -> impl Iterator<Item = &Value> {
    let (one, list) = match value {
        Value::Array(values) => (None, values.as_slice()),
        one => (Some(one), &[][..]),
    };
    one.into_iter().chain(list)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_policy_that_allows_everything_makes_an_administrator() {
        for statement in [
            json!({"Effect": "Allow", "Action": "*", "Resource": "*"}),
            json!([{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}, {"Effect": "Allow", "Action": ["*:*"], "Resource": ["*"]}]),
            json!({"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": {}}),
        ] {
            assert_eq!(Policy::of(&json!({ "Statement": statement })), Policy::Admin, "{statement}");
        }
    }

    #[test]
    fn a_policy_that_allows_less_does_not() {
        for statement in [
            json!([]),
            json!({"Effect": "Deny", "Action": "*", "Resource": "*"}),
            json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}),
            json!({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}),
        ] {
            assert_eq!(Policy::of(&json!({ "Statement": statement })), Policy::Less, "{statement}");
        }
    }

    #[test]
    fn a_policy_that_allows_everything_but_for_something_is_not_understood() {
        for statement in [
            json!({"Effect": "Allow", "NotAction": "organizations:*", "Resource": "*"}),
            json!({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::example"}),
            json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}),
        ] {
            assert_eq!(Policy::of(&json!({ "Statement": statement })), Policy::Unknown, "{statement}");
        }
        assert_eq!(Policy::of(&json!("{}")), Policy::Unknown);
    }

    #[test]
    fn who_is_an_administrator_is_known_only_from_policies_that_are_known() {
        use Policy::{Admin, Less, Unknown as Hidden};
        let not_collected = Fact::Unknown(Unknown::NotCollected);
        assert_eq!(administrator(&[Less, Admin, Hidden], None), Fact::Known(true.into()));
        assert_eq!(administrator(&[Less], None), Fact::Known(false.into()));
        assert_eq!(administrator(&[], Some(Hidden)), Fact::Known(false.into()));
        assert_eq!(administrator(&[Less, Hidden], None), not_collected);
        assert_eq!(administrator(&[Admin], Some(Admin)), Fact::Known(true.into()));
        assert!(matches!(administrator(&[Admin], Some(Less)), Fact::Unknown(Unknown::NotApplicable(_))));
        assert_eq!(Policy::of_arn("arn:aws-cn:iam::aws:policy/AdministratorAccess"), Admin);
        assert_eq!(Policy::of_arn("arn:aws:iam::111122223333:policy/AdministratorAccess"), Hidden);
    }
}
