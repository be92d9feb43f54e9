//! ARNs of the users in a credential report: `arn:PARTITION:iam::ACCOUNT:root` and
//! `arn:PARTITION:iam::ACCOUNT:user/PATH/NAME`.

/// The twelve digits of the account in such an ARN.
pub(super) fn account_number(arn: &str) -> Option<&str> {
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
    well_formed.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::account_number;

    #[test]
    fn the_account_is_found_in_every_partition() {
        for partition in ["aws", "aws-us-gov", "aws-cn"] {
            for resource in ["root", "user/sally", "user/division_abc/sally@example.com"] {
                let arn = format!("arn:{partition}:iam::111122223333:{resource}");
                assert_eq!(account_number(&arn), Some("111122223333"), "{arn}");
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
            assert_eq!(account_number(arn), None, "{arn}");
        }
    }
}
