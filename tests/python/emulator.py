"""An emulator of AWS on a port of this machine, and clients for it."""

import os
import subprocess
import time
import urllib.request
from contextlib import contextmanager

import boto3

PORT = 50_000 + os.getpid() % 10_000


@contextmanager
def aws():
    """A running emulator; gives a function that makes a client for a service."""
    command = ["moto_server", "--host", "127.0.0.1", "--port", str(PORT)]
    environment = {**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, **quiet) as emulator:
        try:
            for _ in range(100):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{PORT}/moto-api/", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield lambda service: boto3.client(
                service, endpoint_url=f"http://127.0.0.1:{PORT}", region_name="us-east-1",
                aws_access_key_id="testing", aws_secret_access_key="testing",
            )
        finally:
            emulator.terminate()
