"""Exports that real tools make are imported by the lines of `whose import formats`: AWS by an emulator, PostgreSQL by psql."""

import json
import os
import subprocess
import tempfile
from urllib.parse import unquote, urlsplit

import httpx
from demo import BINARY, SERVER, demo
from emulator import aws

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


class Register:
    """A register with a folder for files."""

    def __init__(self, folder, server):
        self.folder, self.server = folder, server
        with open(os.open(os.path.join(folder, "key"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(server["key"])

    def whose(self, *arguments):
        """What the command prints as JSON."""
        command = [BINARY, *arguments, "--json", "--server", self.server["url"], "--key-file", "key"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder)
        assert done.returncode == 0, (arguments, done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def imported(self, file, connection):
        """Imports the file twice, the second time without a change; gives the manifest and the facts of each account."""
        arguments = ["import", "accounts", file, "--connection", connection]
        first, again = (self.whose(*arguments)["manifest"] for _ in range(2))
        assert first["counts"]["added"] == first["rows"] == again["counts"]["unchanged"], (first, again)
        listed = self.whose("accounts", "list", "--connection", connection)
        return first, {account["username"]: self.facts(account["id"]) for account in listed}

    def facts(self, account):
        headers = {"Authorization": f"Bearer {self.server['key']}"}
        answer = httpx.get(f"{self.server['url']}/api/v1/accounts/{account}", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()["facts"]["facts"]


def saved(folder, name, answer):
    """Saves an answer as the AWS command line prints it."""
    answer.pop("ResponseMetadata", None)
    with open(os.path.join(folder, name), "w") as out:
        json.dump(answer, out, indent=4, default=lambda time: time.isoformat())
    return name


def authorization_details(iam):
    """The details of an account with administrators of every sort."""
    for name in ["attached", "inline", "by-group", "by-own-policy", "nobody"]:
        iam.create_user(UserName=name)
    iam.attach_user_policy(UserName="attached", PolicyArn=ADMINISTRATOR)
    iam.put_user_policy(UserName="inline", PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
    iam.create_group(GroupName="administrators")
    iam.attach_group_policy(GroupName="administrators", PolicyArn=ADMINISTRATOR)
    iam.add_user_to_group(GroupName="administrators", UserName="by-group")
    own = iam.create_policy(PolicyName="own", PolicyDocument=json.dumps(EVERYTHING))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="by-own-policy", PolicyArn=own)
    less = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    less = iam.create_policy(PolicyName="less", PolicyDocument=json.dumps(less))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="nobody", PolicyArn=less)
    return iam.get_paginator("get_account_authorization_details").paginate().build_full_result()


def identity_center(store):
    """The users of an identity store."""
    where = {"IdentityStoreId": "d-1234567890"}
    for name in ["sally", "rashid"]:
        email = {"Value": f"{name}@example.com", "Type": "work", "Primary": True}
        person = {"GivenName": name.title(), "FamilyName": "Smith"}
        store.create_user(UserName=name, DisplayName=name, Name=person, Emails=[email], **where)
    return store.get_paginator("list_users").paginate(**where).build_full_result()


def check_aws(register):
    with aws() as client:
        details = saved(register.folder, "details.json", authorization_details(client("iam")))
        users = saved(register.folder, "users.json", identity_center(client("identitystore")))
    manifest, accounts = register.imported(details, "aws")
    assert (manifest["format"], manifest["upstream"]) == ("aws-authorization-details", "123456789012"), manifest
    admin = {name: facts.get("access.admin") for name, facts in accounts.items()}
    expected = dict.fromkeys(["attached", "inline", "by-group", "by-own-policy"], {"known": True})
    assert {name: admin[name] for name in expected} == expected, admin
    assert admin["nobody"] == {"known": False}, admin
    assert accounts["by-group"]["groups"] == {"known": ["administrators"]}, accounts["by-group"]
    manifest, accounts = register.imported(users, "identity-center")
    assert (manifest["format"], manifest["upstream"]) == ("aws-identity-center-users", "d-1234567890"), manifest
    assert set(accounts) == {"sally", "rashid"}, accounts
    print("AWS: users with their policies, and users of Identity Center")


def check_postgresql(register):
    """Runs the documented line against the server under test."""
    formats = {entry["name"]: entry for entry in register.whose("import", "formats")}
    at = urlsplit(SERVER)
    environment = {**os.environ, "PGHOST": at.hostname or "", "PGPORT": str(at.port or 5432), "PGDATABASE": "postgres"}
    environment |= {"PGUSER": unquote(at.username or "postgres"), "PGPASSWORD": unquote(at.password or "")}
    subprocess.run(formats["postgresql-roles"]["make"], shell=True, check=True, cwd=register.folder, env=environment)
    manifest, accounts = register.imported("postgresql-roles.json", "postgresql")
    assert manifest["format"] == "postgresql-roles" and manifest["upstream"].isdigit(), manifest
    assert any(facts["access.admin"] == {"known": True} for facts in accounts.values()), accounts
    print("PostgreSQL: the roles that psql lists")


def main():
    with tempfile.TemporaryDirectory() as folder, demo() as server:
        register = Register(folder, server)
        check_aws(register)
        if SERVER:
            check_postgresql(register)


if __name__ == "__main__":
    main()
