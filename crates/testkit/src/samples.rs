//! A small company: a roster and two providers.

/// The person who owns the keys of tests.
pub const OWNER: &str = "sally.smith@example.com";

/// Five people; Omar has left.
pub const ROSTER: &str = "\
id,email,firstName,lastName,jobTitle,startDate,endDate,contractor
p1,sally.smith@example.com,Sally,Smith,CEO,2020-07-06,,false
p2,omar.khan@example.com,Omar,Khan,Engineer,2021-01-04,2025-06-30,false
p3,wei.chen@example.com,Wei,Chen,Engineer,2022-03-01,,false
p4,ana.garcia@example.com,Ana,Garcia,Designer,2023-05-15,,true
p5,tom.jones@example.com,Tom,Jones,Support,2024-02-01,,false
";

/// The report of an AWS account: the root, two people by address, one by name, one machine.
pub const AWS: &str = "\
user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated
<root_account>,arn:aws:iam::111122223333:root,2019-01-01T00:00:00+00:00,not_supported,2026-01-05T10:00:00+00:00,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
sally.smith@example.com,arn:aws:iam::111122223333:user/sally,2020-07-06T12:00:00+00:00,true,2026-10-01T08:00:00+00:00,2026-01-01T00:00:00+00:00,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
wei.chen@example.com,arn:aws:iam::111122223333:user/wei,2022-03-01T12:00:00+00:00,true,no_information,2022-03-01T12:00:00+00:00,N/A,false,true,2022-03-01T12:00:00+00:00,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
tjones,arn:aws:iam::111122223333:user/tjones,2024-02-01T12:00:00+00:00,true,2026-10-02T08:00:00+00:00,2024-02-01T12:00:00+00:00,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
deploy,arn:aws:iam::111122223333:user/deploy,2021-05-05T12:00:00+00:00,false,N/A,N/A,N/A,false,true,2021-05-05T12:00:00+00:00,2026-10-30T08:00:00+00:00,eu-central-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A
";

/// Members of a GitHub organisation.
pub const GITHUB: &str = "\
id,username,email,mfa,role
101,sallys,sally.smith@example.com,true,admin
102,weic,,unknown,member
103,build-bot,,,member
";
