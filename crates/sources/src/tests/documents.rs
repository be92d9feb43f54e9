//! Documents out of which accounts are made: AWS authorization details, Google Cloud policies, Kubernetes lists.

use domain::facts::{Fact, Unknown};
use serde_json::{Value, json};

use super::{read_accounts, refused_accounts};

fn details(users: Value, more: Value) -> String {
    let mut whole = json!({ "UserDetailList": users });
    whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    whole.to_string()
}

fn user(more: Value) -> Value {
    let mut user = json!({"UserName": "ada", "Arn": "arn:aws:iam::111122223333:user/ada"});
    user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    user
}

fn everything() -> Value {
    json!({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
}

fn admin(list: &str) -> Fact<Value> {
    read_accounts("aws-authorization-details", list).unwrap().0[0].facts.observed("access.admin")
}

const ARN: &str = "arn:aws:iam::111122223333:policy/Mine";

#[test]
fn an_administrator_is_one_by_a_policy_of_their_own_of_a_group_or_attached() {
    let inline = user(json!({"UserPolicyList": [{"PolicyName": "all", "PolicyDocument": everything()}]}));
    assert_eq!(admin(&details(json!([inline]), json!({}))), Fact::Known(json!(true)));
    let group = json!({"GroupDetailList": [{"GroupName": "g", "GroupPolicyList": [{"PolicyDocument": everything()}]}]});
    assert_eq!(admin(&details(json!([user(json!({"GroupList": ["g"]}))]), group)), Fact::Known(json!(true)));
    let attached = user(json!({"AttachedManagedPolicies": [{"PolicyArn": ARN}]}));
    let version = json!([{"IsDefaultVersion": false, "Document": {"Statement": []}}, {"IsDefaultVersion": true, "Document": everything()}]);
    let policies = json!({"Policies": [{"Arn": ARN, "PolicyVersionList": version}]});
    assert_eq!(admin(&details(json!([attached]), policies)), Fact::Known(json!(true)));
}

#[test]
fn who_has_a_policy_or_group_that_is_not_listed_may_be_an_administrator() {
    let unknown = Fact::Unknown(Unknown::NotCollected);
    assert_eq!(admin(&details(json!([user(json!({"GroupList": ["elsewhere"]}))]), json!({}))), unknown);
    let attached = user(json!({"AttachedManagedPolicies": [{"PolicyArn": ARN}]}));
    assert_eq!(admin(&details(json!([attached]), json!({}))), unknown);
    assert_eq!(admin(&details(json!([user(json!({}))]), json!({}))), Fact::Known(json!(false)));
}

#[test]
fn groups_may_stand_before_users_and_other_keys_are_named() {
    let text = format!(
        r#"{{"GroupDetailList": [{{"GroupName": "g", "GroupPolicyList": [{{"PolicyDocument": {}}}]}}],
            "IsTruncated": false, "UserDetailList": [{}]}}"#,
        everything(),
        user(json!({"GroupList": ["g"]}))
    );
    assert_eq!(admin(&text), Fact::Known(json!(true)));
    assert_eq!(read_accounts("", text).unwrap().1.unread, ["IsTruncated"]);
}

#[test]
fn details_that_are_not_what_they_should_be_are_refused_with_the_line() {
    for (text, problem) in [
        ("{}", "holds no UserDetailList; fetch it again, without a filter"),
        ("[]", "line 1: expected a JSON object"),
        ("{\"UserDetailList\": {}}", "line 1: expected an array of objects"),
        ("{\"UserDetailList\": [1]}", "line 1: every element of the array must be an object"),
        ("{\"UserDetailList\": [],\n\"UserDetailList\": []}", "line 2: has a key twice"),
        ("{\"UserDetailList\": []} x", "line 1: something follows the end of the document"),
        ("{\"UserDetailList\": [],}", "line 1: is not JSON"),
        ("{\"UserDetailList\": [\n{\"UserName\": \"ada\"}]}", "line 2, column Arn: must not be empty"),
        (
            "{\"UserDetailList\": [\n{\"Arn\": \"ada\"}]}",
            "line 2, column arn: must be the ARN of an IAM user, or of the root user",
        ),
        (
            "{\"IsTruncated\": true, \"UserDetailList\": []}",
            "line 1: this is one page of several: it says that there is more; fetch all of them",
        ),
    ] {
        assert_eq!(refused_accounts("aws-authorization-details", text), problem, "{text}");
    }
    let other = "arn:aws:iam::444455556666:user/bob";
    let two = details(json!([user(json!({})), user(json!({"UserName": "bob", "Arn": other}))]), json!({}));
    assert!(refused_accounts("", two).contains("is of another AWS account"));
    let broken = details(json!([user(json!({"GroupList": "g"}))]), json!({}));
    assert_eq!(refused_accounts("", broken), "line 1, column GroupList: must be a list of texts");
}

#[test]
fn a_policy_that_is_not_what_it_should_be_is_refused_with_the_line() {
    for (text, problem) in [
        ("{\"version\": 1}", "holds no bindings; fetch the policy again"),
        ("{\"bindings\": [\n{\"members\": [\"allUsers\"]}]}", "line 2, column role: must not be empty"),
        (
            "{\"bindings\": [{\"role\": \"r\", \"members\": \"allUsers\"}]}",
            "line 1, column members: must be a list of texts",
        ),
        ("{\"bindings\": [{\"role\": \"r\", \"members\": [\"\"]}]}", "line 1, column members: must be a list of texts"),
    ] {
        assert_eq!(refused_accounts("gcloud-iam-policy", text), problem, "{text}");
    }
    assert!(read_accounts("gcloud-iam-policy", "{\"etag\": \"ACAB\"}").unwrap().0.is_empty());
}

#[test]
fn a_role_that_a_policy_does_not_give_stays_unknown() {
    let policy = r#"{"bindings": [{"role": "roles/viewer", "members": ["user:ada@example.com"]}]}"#;
    let (rows, _) = read_accounts("", policy).unwrap();
    for name in ["access.admin", "access.write", "access.database", "mfa", "nature"] {
        assert_eq!(rows[0].facts.observed(name), Fact::Unknown(Unknown::NotCollected), "{name}");
    }
}

#[test]
fn service_accounts_are_administrators_by_the_groups_that_the_cluster_puts_them_into() {
    let list = |group: &str| {
        json!({"apiVersion": "v1", "kind": "List", "items": [
            {"kind": "ServiceAccount", "metadata": {"name": "a", "namespace": "n"}},
            {"kind": "ClusterRoleBinding", "roleRef": {"name": "cluster-admin"}, "subjects": [{"kind": "Group", "name": group}]},
            {"kind": "ClusterRoleBinding", "roleRef": {"name": "view"}, "subjects": [{"kind": "User", "name": "system:serviceaccount:n:a"}]},
        ]})
        .to_string()
    };
    for (group, admin) in [
        ("system:serviceaccounts", true),
        ("system:serviceaccounts:n", true),
        ("system:authenticated", true),
        ("system:serviceaccounts:other", false),
        ("system:masters", false),
    ] {
        let (rows, _) = read_accounts("", list(group)).unwrap();
        assert_eq!(rows.len(), 2, "the user of that name is the service account");
        assert_eq!(rows[0].facts.observed("access.admin").known().is_some(), admin, "{group}");
        assert_eq!(rows[0].facts.by_name["clusterRoles"], Fact::Known(json!(["view"])));
    }
}

#[test]
fn a_list_of_other_objects_is_refused_and_of_some_they_are_counted() {
    let pods = r#"{"apiVersion": "v1", "kind": "List", "items": [{"kind": "Pod", "metadata": {"name": "p"}}]}"#;
    assert_eq!(refused_accounts("", pods), "holds no service account and no cluster role binding");
    let both = r#"{"apiVersion": "v1", "items": [{"kind": "Pod"}, {"kind": "ServiceAccount", "metadata": {"name": "a", "namespace": "n"}}]}"#;
    assert_eq!(read_accounts("", both).unwrap().1.passed_over["objects of other kinds"], 1);
    for (item, problem) in [
        (r#"{"kind": "ServiceAccount"}"#, "column metadata: must not be empty"),
        (r#"{"kind": "ServiceAccount", "metadata": {"name": "a"}}"#, "column namespace: must have a name"),
        (r#"{"kind": "ClusterRoleBinding"}"#, "column roleRef: must name a role"),
        (
            r#"{"kind": "ClusterRoleBinding", "roleRef": {"name": "r"}, "subjects": [{"kind": "Robot", "name": "r2"}]}"#,
            "column subjects: must be users, groups or service accounts",
        ),
    ] {
        let text = format!(r#"{{"apiVersion": "v1", "items": [{item}]}}"#);
        assert_eq!(refused_accounts("", text), format!("line 1, {problem}"));
    }
}
