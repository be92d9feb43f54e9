//! The members of the sample company's GCP project, as its policy names them.

use std::fmt::Write as _;

use super::staff::Employee;

/// Machines of the project.
const MACHINES: [&str; 8] =
    ["billing-export", "ci-runner", "composer", "gke-nodes", "log-sink", "scheduler", "sql-proxy", "warehouse-loader"];

/// A member whose address is in no roster.
pub(super) const STRANGER: &str = "user:audit-partner@example.com";
/// How many members are people of the roster.
const PEOPLE: usize = 21;

/// What the project calls its machine of that name.
pub(super) fn machine(name: &str) -> String {
    format!("serviceAccount:{name}@example-project.iam.gserviceaccount.com")
}

/// The list as it was that many days ago.
pub(super) fn members(staff: &[Employee], day: i64) -> String {
    let mut csv = "id,username,email,mfa,role\n".to_owned();
    let mut add = |id: &str, mfa: &str, role: &str| {
        let name = id.split_once(':').map_or(id, |(_, name)| name);
        let email = if id.starts_with("user:") { name } else { "" };
        // Writing to a text cannot fail.
        let _ = writeln!(csv, "{id},{name},{email},{mfa},{role}");
    };
    for one in staff.iter().filter(|one| one.title.contains("Data") || one.number % 2 == 0).take(PEOPLE) {
        if one.began >= day {
            let mfa = if one.number % 6 == 0 { "unknown" } else { "true" };
            add(&format!("user:{}", one.email), mfa, if one.builds() { "roles/editor" } else { "roles/viewer" });
        }
    }
    add(STRANGER, "unknown", "roles/viewer");
    for name in MACHINES {
        add(&machine(name), "", "roles/storage.objectUser");
    }
    csv
}
