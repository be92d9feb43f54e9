//! What the providers of the sample company list: an AWS account, a Google Cloud project, a GitHub organisation.

use super::people::{all, somebody};

/// AWS's documentation uses this account number in its examples.
const ACCOUNT: &str = "111122223333";
const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
                      password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,\
                      access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,\
                      access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,\
                      access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,\
                      cert_2_active,cert_2_last_rotated\n";
/// Machines of AWS.
pub(super) const MACHINES: [&str; 8] =
    ["analytics-export", "backup", "break-glass", "deploy", "legacy-sftp", "monitoring", "terraform", "vendor-scanner"];

/// A person of AWS known by a short name: the first letter and the last name.
pub(super) fn short_name(place: usize) -> String {
    let person = somebody(place);
    format!("{}{}", person.first.chars().take(1).collect::<String>(), person.last).to_lowercase()
}

/// Places of the people with short names; the first is gone from the second report.
pub(super) const SHORT: std::ops::Range<usize> = 20..30;

/// The report of the AWS account; in the later one somebody is gone.
pub(super) fn aws(later: bool) -> String {
    let day = if later { "2026-06-01T08:00:00+00:00" } else { "2025-05-01T08:00:00Z" };
    let mut csv = format!("{HEADER}{}", user(("<root_account>", "root"), ("not_supported", day, "true"), false));
    for person in all().iter().take(19) {
        let name = person.email.split('@').next().unwrap_or_default();
        csv.push_str(&user((&person.email, &format!("user/{name}")), ("true", day, "true"), false));
    }
    for place in SHORT.skip(usize::from(later)) {
        let name = short_name(place);
        let mfa = if place % 4 == 0 { "false" } else { "true" };
        csv.push_str(&user((&name, &format!("user/{name}")), ("true", "no_information", mfa), place % 3 == 0));
    }
    for machine in MACHINES {
        csv.push_str(&user((machine, &format!("user/machines/{machine}")), ("false", "N/A", "false"), true));
    }
    csv
}

fn user((name, path): (&str, &str), (password, used, mfa): (&str, &str, &str), key: bool) -> String {
    let none = "N/A,N/A,N/A";
    let changed = match password {
        "true" => "2025-01-15T09:30:00+00:00",
        "not_supported" => "not_supported",
        _ => "N/A",
    };
    let rotation = if password == "not_supported" { "not_supported" } else { "N/A" };
    let first = if key {
        "true,2025-02-01T00:00:00+00:00,2025-04-30T23:10:00+00:00,eu-central-1,s3".to_owned()
    } else {
        format!("false,N/A,{none}")
    };
    format!(
        "{name},arn:aws:iam::{ACCOUNT}:{path},2021-02-03T04:05:06+00:00,{password},{used},{changed},{rotation},{mfa},\
         {first},false,N/A,{none},false,N/A,false,N/A\n"
    )
}

/// Members and service accounts of the Google Cloud project.
pub(super) fn gcp() -> String {
    let mut csv = "id,username,email,mfa,role\n".to_owned();
    for person in all().iter().skip(2).step_by(3).take(18) {
        csv.push_str(&format!("user:{0},{0},{0},,roles/editor\n", person.email));
    }
    for name in ["ci-runner", "dataflow", "gke-nodes", "log-export", "scheduler", "warehouse"] {
        let address = format!("{name}@sample-project.iam.gserviceaccount.com");
        csv.push_str(&format!("serviceAccount:{address},{address},,,roles/viewer\n"));
    }
    csv
}

/// Members of the GitHub organisation: a few show their address.
pub(super) fn github() -> String {
    let mut csv = "id,username,email,mfa,role\n".to_owned();
    for (place, person) in all().iter().enumerate().take(32) {
        let login = format!("{}-{}", person.first, person.last).to_lowercase();
        let email = if place % 2 == 0 { person.email.as_str() } else { "" };
        let mfa = if place % 5 == 0 { "unknown" } else { "true" };
        let role = if place < 3 { "admin" } else { "member" };
        csv.push_str(&format!("{},{login},{email},{mfa},{role}\n", 5001 + place));
    }
    for (number, robot) in ["release-robot", "dependency-robot", "docs-robot"].iter().enumerate() {
        csv.push_str(&format!("{},{robot},,unknown,member\n", 5901 + number));
    }
    csv
}

/// A linked, an unlinked, a removed and a service account, and somebody.
pub(super) fn worth_asking() -> Vec<String> {
    vec![
        somebody(3).email,
        "vendor-scanner".to_owned(),
        short_name(SHORT.start),
        "deploy".to_owned(),
        format!("arn:aws:iam::{ACCOUNT}:root"),
    ]
}
