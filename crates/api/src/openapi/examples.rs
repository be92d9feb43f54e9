//! Bodies to begin with, for people who try the API by hand: what a schema alone would suggest is not what anybody means.

use domain::permissions::Permission;
use serde_json::{Value, json};

/// A body of that schema.
pub(super) fn of(schema: &str) -> Value {
    let marked = json!({ "serviceAccount": true, "serviceAccountReason": "Deploys from the build server" });
    match schema {
        "UserIdentityInfrastructureConnectRequestPublicDto" | "UserIdentityVersionControlConnectRequestPublicDto" => {
            json!({ "userId": 1 })
        }
        "UserIdentityInfrastructureServiceStatusRequestPublicDto"
        | "UserIdentityVersionControlServiceStatusRequestPublicDto" => marked,
        "UserIdentityInfrastructureToggleRequestPublicDto" => {
            json!({ "toggle": true, "toggleField": "INFRASTRUCTURE_ADMIN_ACCESS" })
        }
        "UserIdentityVersionControlToggleRequestPublicDto" => {
            json!({ "toggle": true, "toggleField": "VERSION_CONTROL_WRITE_ACCESS" })
        }
        "CreateConnectionJsonIdpRequestPublicDto" | "UpdateConnectionJsonIdpRequestPublicDto" => roster(),
        "LinkRequest" => json!({ "person": 1, "reason": "they confirmed it" }),
        "ServiceRequest" => json!({
            "service": true, "serviceReason": "Deploys from the build server", "owner": 1, "reviewBy": "2027-12-31",
        }),
        "ExpectedRequest" => json!({ "access": "admin", "expected": true }),
        "BulkRequest" => json!({ "items": [
            { "op": "link", "account": 1, "person": 1 },
            { "op": "unlink", "account": 2, "reason": "it was a mistake" },
        ]}),
        "StatementRequest" => json!({ "source": "Drata", "items": [{
            "account": 1, "person": 1, "connectedAt": "2024-05-01T10:00:00Z", "unlinkedAt": null, "service": null,
            "expected": { "admin": "2024-06-01T10:00:00Z", "database": null },
        }]}),
        "ResetRequest" | "UndoRequest" => json!({ "reason": "the sheet was of last year", "dryRun": true }),
        "ConfirmRequest" => json!({ "missing": 12 }),
        "KeyRequest" => json!({
            "name": "api", "owner": "ada.lovelace@example.com", "permissions": [Permission::ReadAccounts.name()],
        }),
        "MemberRequest" => json!({ "name": "Ada Lovelace", "role": "reviewer", "person": "ada.lovelace@example.com" }),
        "RoleRequest" => json!({ "role": "auditor" }),
        "CompanyRequest" => json!({ "name": "acme" }),
        "FeatureRequest" => json!({ "feature": "users", "on": true }),
        "SettingsRequest" => json!({ "timeZone": "Europe/Berlin", "offboardingSla": 1, "staleAfter": 7 }),
        _ => Value::Null,
    }
}

fn roster() -> Value {
    json!({ "personnelData": [{
        "id": "E0001",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "email": "ada.lovelace@example.com",
        "contractor": false,
        "isMfaEnabled": true,
        "date": "2024-10-18T01:28:40",
    }]})
}
