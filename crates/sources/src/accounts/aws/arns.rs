//! ARNs of the users in a credential report: `arn:PARTITION:iam::ACCOUNT:root` and
//! `arn:PARTITION:iam::ACCOUNT:user/PATH/NAME`.

use domain::connections::Kind;

/// Whose user an ARN names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner<'a> {
    /// The twelve digits of the account.
    pub(super) number: &'a str,
    /// What a connection of such accounts is of.
    pub(super) kind: Kind,
}

/// Whose user this ARN names.
pub(super) fn owner(arn: &str) -> Option<Owner<'_>> {
    let mut fields = arn.splitn(6, ':');
    let mut next = || fields.next();
    let (scheme, partition, service, region) = (next()?, next()?, next()?, next()?);
    let (number, resource) = (next()?, next()?);
    let user = resource.strip_prefix("user/").is_some_and(|name| !name.is_empty());
    let well_formed = scheme == "arn"
        && (partition == "aws" || partition.starts_with("aws-"))
        && service == "iam"
        && region.is_empty()
        && number.len() == 12
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && (resource == "root" || user);
    let kind = if partition == "aws-us-gov" { Kind::AwsGovCloud } else { Kind::Aws };
    well_formed.then_some(Owner { number, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_found_in_every_partition() {
        for (partition, kind) in [("aws", Kind::Aws), ("aws-us-gov", Kind::AwsGovCloud), ("aws-cn", Kind::Aws)] {
            for resource in ["root", "user/sally", "user/division_abc/sally@example.com"] {
                let arn = format!("arn:{partition}:iam::111122223333:{resource}");
                assert_eq!(owner(&arn), Some(Owner { number: "111122223333", kind }), "{arn}");
            }
        }
    }

    #[test]
    fn other_text_has_none() {
        for arn in [
            "",
            "sally",
            "arn:aws:iam::111122223333",
            "arn:aws:iam::111122223333:user/",
            "arn:aws:iam::111122223333:role/admin",
            "arn:aws:iam::11112222333:root",
            "arn:aws:iam::11112222333x:root",
            "arn:aws:s3::111122223333:root",
            "arn:azure:iam::111122223333:root",
        ] {
            assert_eq!(owner(arn), None, "{arn}");
        }
    }
}
