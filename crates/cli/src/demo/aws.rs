//! The credential reports of the sample company's AWS account, which has the number that documentation uses.

use super::{calendar::Calendar, staff::Employee};

/// The AWS account's number.
const NUMBER: &str = "111122223333";

/// The columns that every report has.
const COLUMNS: [&str; 22] = [
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    "access_key_1_active",
    "access_key_1_last_rotated",
    "access_key_1_last_used_date",
    "access_key_1_last_used_region",
    "access_key_1_last_used_service",
    "access_key_2_active",
    "access_key_2_last_rotated",
    "access_key_2_last_used_date",
    "access_key_2_last_used_region",
    "access_key_2_last_used_service",
    "cert_1_active",
    "cert_1_last_rotated",
    "cert_2_active",
    "cert_2_last_rotated",
];

/// Users that are machines, with the service that their key is used for; only the break-glass has a password.
const MACHINES: [(&str, &str); 11] = [
    ("ansible", "ec2"),
    ("artifact-cache", "s3"),
    ("backup", "s3"),
    ("billing-reader", "ce"),
    ("break-glass", "N/A"),
    ("cloudwatch-exporter", "monitoring"),
    ("deploy", "ecs"),
    ("legacy-uploader", "s3"),
    ("mail-relay", "ses"),
    ("terraform", "sts"),
    ("vpn-monitor", "ec2"),
];

/// The user whom nobody can find any more in the last report: the leaver's own.
pub(super) const GONE: (&str, i64) = (super::staff::LEAVER, 30);

/// The machine that is gone with it, and that nobody ever said anything about.
const LOST: &str = "vpn-monitor";

/// A row before it is written.
struct User {
    name: String,
    made: i64,
    console: bool,
    mfa: bool,
    key: Option<&'static str>,
}

/// The ARN of the user of that name.
pub(super) fn arn(user: &str) -> String {
    format!("arn:aws:iam::{NUMBER}:user/{user}")
}

/// The report as it was that many days ago.
pub(super) fn report(staff: &[Employee], calendar: &Calendar, day: i64) -> String {
    let mut rows = vec![COLUMNS.join(","), root(calendar, day)];
    let users = people(staff).chain(MACHINES.iter().map(machine));
    let here = users.filter(|user| user.made >= day && (GONE.1 < day || ![GONE.0, LOST].contains(&user.name.as_str())));
    rows.extend(here.map(|user| row(&user, calendar, day)));
    rows.join("\n") + "\n"
}

/// Those who build, but not those who give support: most under their address, some under a short name, as one Alex Kim is.
fn people(staff: &[Employee]) -> impl Iterator<Item = User> {
    staff.iter().filter(|one| one.builds() && !one.title.starts_with("Support")).map(|one| {
        let short = one.number == 6 || one.number > 8 && (one.number % 3 == 0 || one.number % 5 == 2);
        let console = one.number % 5 != 0;
        User {
            name: if short { one.short() } else { one.email.clone() },
            made: one.began - 2,
            console,
            mfa: console && one.number % 4 != 0,
            key: (one.number % 2 == 0).then_some("ec2"),
        }
    })
}

fn machine((name, service): &(&str, &'static str)) -> User {
    let emergency = *service == "N/A";
    User {
        name: (*name).to_owned(),
        made: 900,
        console: emergency,
        mfa: emergency,
        key: (!emergency).then_some(*service),
    }
}

fn root(calendar: &Calendar, day: i64) -> String {
    let arn = format!("arn:aws:iam::{NUMBER}:root");
    let (made, used) = (calendar.morning(2600), calendar.morning(day.max(410)));
    let head = format!("<root_account>,{arn},{made},not_supported,{used},not_supported,not_supported,true");
    [head, no_key(), no_key(), no_certificates()].join(",")
}

fn row(user: &User, calendar: &Calendar, day: i64) -> String {
    let made = calendar.morning(user.made);
    let used = calendar.morning(day + 1);
    let password = match user.console {
        true => format!("true,{used},{made},N/A"),
        false => "false,N/A,N/A,N/A".to_owned(),
    };
    let head = format!("{},{},{made},{password},{}", user.name, arn(&user.name), user.mfa);
    let key = user.key.map_or_else(no_key, |service| format!("true,{made},{used},eu-central-1,{service}"));
    [head, key, no_key(), no_certificates()].join(",")
}

fn no_key() -> String {
    "false,N/A,N/A,N/A,N/A".to_owned()
}

fn no_certificates() -> String {
    "false,N/A,false,N/A".to_owned()
}
