"""Starts the built binary with its sample company, on the engine under test, and ends it."""

import json
import os
import re
import subprocess
import uuid
from contextlib import contextmanager

BINARY = os.environ["WHOSE_BIN"]
SERVER = os.environ.get("WHOSE_TEST_DATABASE", "")


def empty_database():
    """The address of an empty database on the PostgreSQL under test; None where SQLite is."""
    if not SERVER:
        return None
    name = f"client_{uuid.uuid4().hex[:12]}"
    subprocess.run(["psql", "--quiet", "--dbname", SERVER, "--command", f"CREATE DATABASE {name}"], check=True)
    return re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", SERVER, count=1) if SERVER.count("/") > 2 else f"{SERVER}/{name}"


@contextmanager
def demo(*arguments):
    """A running demo: its url, key and database."""
    command = [BINARY, "serve", "--demo", "--json", "--listen", "127.0.0.1:0", *arguments]
    database = empty_database()
    if database:
        command += ["--database", database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            yield json.loads(server.stdout.readline())
        finally:
            server.terminate()
            server.wait(timeout=15)
