"""A credential report made by an IAM emulator is imported, and again without a change; over a database and over a server."""

import json
import os
import subprocess
import tempfile
import time

from demo import BINARY, demo, empty_database
from emulator import aws


def report():
    """The report of an emulated account with a few users."""
    with aws() as client:
        iam = client("iam")
        for name in ["sally.smith@example.com", "deploy", "backup"]:
            iam.create_user(UserName=name)
        iam.create_login_profile(UserName="sally.smith@example.com", Password="only-for-the-emulator-1")
        while iam.generate_credential_report()["State"] != "COMPLETE":
            time.sleep(0.2)
        return iam.get_credential_report()["Content"]


def whose(*arguments):
    """What the command prints as JSON."""
    done = subprocess.run([BINARY, *arguments, "--json"], capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)


def twice(file, *where):
    """Imports the file twice: the second time nothing changes, and nothing is recorded."""
    arguments = ["import", "accounts", file, "--connection", "emulated", "--format", "aws-credential-report", *where]
    first = whose(*arguments)["manifest"]["counts"]
    assert first["added"] >= 3, first
    events = whose("events", *where)
    second = whose(*arguments)["manifest"]["counts"]
    assert second["unchanged"] == first["added"] and second["added"] + second["changed"] + second["removed"] == 0, second
    assert whose("events", *where) == events
    listed = {account["username"] for account in whose("accounts", "list", *where)}
    assert {"sally.smith@example.com", "deploy", "backup"} <= listed, listed


def main():
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "report.csv")
        with open(file, "wb") as out:
            out.write(report())
        twice(file, "--database", empty_database() or f"sqlite:{folder}/whose.db")
        print("imported twice over a database")
        with demo() as server:
            key = os.path.join(folder, "key")
            with open(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
                out.write(server["key"])
            twice(file, "--server", server["url"], "--key-file", key)
        print("imported twice over a server")


if __name__ == "__main__":
    main()
