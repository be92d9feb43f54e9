"""Signing in by OpenBao's provider of OpenID Connect: who has a role, and who has none."""

import os
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import httpx
from demo import demo

ROOT = "root"

# Redirections are looked at, one by one.
CLIENT = httpx.Client(trust_env=False, follow_redirects=False)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Bao:
    """A server of OpenBao that lasts as long as the check."""

    def __init__(self, address):
        self.address = address

    def call(self, path, body=None, token=ROOT):
        method = "GET" if body is None else "POST"
        answer = CLIENT.request(method, f"{self.address}/v1/{path}", json=body, headers={"X-Vault-Token": token})
        assert answer.is_success, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else {}

    def member(self, name, *groups):
        """Somebody who can sign in there, in those groups; the id under which it knows them."""
        self.call(f"auth/userpass/users/{name}", {"password": "any"})
        entity = self.call("identity/entity", {"name": name})["data"]["id"]
        accessor = self.call("sys/auth")["data"]["userpass/"]["accessor"]
        self.call("identity/entity-alias", {"name": name, "canonical_id": entity, "mount_accessor": accessor})
        for group in groups:
            self.call("identity/group", {"name": group, "member_entity_ids": [entity]})
        return entity

    def signed(self, name, query):
        """Signs somebody in who was sent here with that query: what the browser is to go back with."""
        token = self.call(f"auth/userpass/login/{name}", {"password": "any"})["auth"]["client_token"]
        answer = self.call(f"identity/oidc/provider/default/authorize?{query}", token=token)
        return urlencode({"code": answer["code"], "state": answer["state"]})


@contextmanager
def bao():
    address = f"127.0.0.1:{free_port()}"
    command = ["bao", "server", "-dev", "-dev-no-store-token", f"-dev-root-token-id={ROOT}", f"-dev-listen-address={address}"]
    with tempfile.TemporaryFile() as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            server_ready(f"http://{address}", server)
            yield Bao(f"http://{address}")
        finally:
            server.terminate()


def server_ready(address, server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if CLIENT.get(f"{address}/v1/sys/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("OpenBao did not start")


def provider(bao):
    """Sets the provider up; its name, and the client's id and secret."""
    bao.call("sys/auth/userpass", {"type": "userpass"})
    entities = [bao.member("ada", "it"), bao.member("eve")]
    bao.call("identity/oidc/assignment/both", {"entity_ids": entities})
    bao.call("identity/oidc/key/ours", {"allowed_client_ids": "*", "algorithm": "ES256"})
    template = '{"name": {{identity.entity.name}}, "groups": {{identity.entity.groups.names}}}'
    bao.call("identity/oidc/scope/groups", {"template": template})
    bao.call("identity/oidc/provider/default", {"allowed_client_ids": "*", "scopes_supported": "groups", "issuer": bao.address})
    client(bao, "http://127.0.0.1/")
    made = bao.call("identity/oidc/client/whose")["data"]
    return f"{bao.address}/v1/identity/oidc/provider/default", made["client_id"], made["client_secret"]


def client(bao, callback):
    settings = {"redirect_uris": callback, "assignments": "both", "key": "ours", "client_type": "confidential"}
    bao.call("identity/oidc/client/whose", settings)


def sign_in(bao, url, name):
    """Goes to the provider and back, as a browser does: the answer to coming back, and the browser."""
    browser = httpx.Client(trust_env=False, follow_redirects=False)
    left = browser.get(f"{url}/sign-in/provider", params={"to": "/accounts"})
    assert left.status_code == 303, (left.status_code, left.text)
    back = bao.signed(name, urlsplit(left.headers["location"]).query)
    return browser.get(f"{url}/sign-in/callback?{back}"), browser


def main():
    with bao() as server, tempfile.NamedTemporaryFile("w") as secret:
        issuer, client_id, word = provider(server)
        secret.write(word)
        secret.flush()
        os.environ.update({
            "WHOSE__OIDC__ISSUER": issuer,
            "WHOSE__OIDC__CLIENT_ID": client_id,
            "WHOSE__OIDC__CLIENT_SECRET_FILE": secret.name,
            "WHOSE__OIDC__SCOPES": "groups",
            "WHOSE__OIDC__REVIEWERS": "it",
        })
        with demo() as register:
            url = register["url"]
            client(server, f"{url}/sign-in/callback")
            back, browser = sign_in(server, url, "ada")
            assert (back.status_code, back.headers.get("location")) == (303, "/accounts"), (back.status_code, back.text)
            page = browser.get(f"{url}/accounts")
            assert page.status_code == 200 and "<strong>ada</strong><span>reviewer</span>" in page.text, page.text[:3000]
            back, browser = sign_in(server, url, "eve")
            assert back.status_code == 403 and "gives you a role here" in back.text, (back.status_code, back.text)
            assert browser.get(f"{url}/accounts").status_code == 303
    print("signed in by OpenBao: one who has a role, and one who has none is told so")


main()
