"""The published client of the documented API, unmodified, drives every operation of a running demo.

Its models cannot hold null in dates and objects, so it raises on what a real account looks like: identities are read by a hook
on its responses instead. Shapes of requests, of errors and of empty pages are proven as it reads them.
"""

import httpx
from demo import demo
from drata_python_api_client import AuthenticatedClient
from drata_python_api_client import models
from drata_python_api_client.api.connections import connections_public_controller_get_connections as get_connections
from drata_python_api_client.api.user_identities import (
    user_identities_public_controller_list_infrastructure_users_identities as list_infrastructure,
    user_identities_public_controller_list_users_identities_version_control as list_version_control,
    user_identities_public_controller_set_user_identity_infrastructure_service_status as mark_infrastructure,
    user_identities_public_controller_set_user_identity_version_control_service_status as mark_version_control,
    user_identities_public_controller_toggle_user_identity_infrastructure_setting as toggle_infrastructure,
    user_identities_public_controller_toggle_user_identity_version_control_setting as toggle_version_control,
    user_identities_public_controller_update_user_identity_infrastructure_connection as connect_infrastructure,
    user_identities_public_controller_update_user_identity_version_control_connection as connect_version_control,
)
from drata_python_api_client.api.users import (
    users_public_controller_get_user_by_email as get_by_email,
    users_public_controller_get_user_by_id as get_by_id,
    users_public_controller_list_users as list_users,
)

KEYS = {
    "id", "identityId", "username", "email", "connectedAt", "disconnectedAt", "serviceAccount", "serviceAccountReason",
    "user", "serviceAccountDesignator", "hasMfa", "connection", "lastCheckedAt", "createdAt", "updatedAt",
}
FAMILIES = [
    ("infrastructure", "Infrastructure", connect_infrastructure, list_infrastructure, mark_infrastructure, toggle_infrastructure,
     "INFRASTRUCTURE_ADMIN_ACCESS", {"adminAccess", "dbAccess"}, "adminAccess"),
    ("version-control", "VersionControl", connect_version_control, list_version_control, mark_version_control,
     toggle_version_control, "VERSION_CONTROL_WRITE_ACCESS", {"writeAccess", "pushProductionCodeAccess"}, "writeAccess"),
]


class Recorder:
    """Keeps the last response, and lets the client fail on what its models cannot hold."""

    def __init__(self, url, key):
        self.last = None
        http = httpx.Client(
            base_url=f"{url}/public", headers={"Authorization": f"Bearer {key}"}, event_hooks={"response": [self.keep]}
        )
        self.client = AuthenticatedClient(token=key)
        self.client.set_httpx_client(http)

    def keep(self, response):
        response.read()
        self.last = response

    def call(self, operation, *arguments, **named):
        """The body of the answer, which must be 200."""
        try:
            operation.sync_detailed(*arguments, client=self.client, **named)
        except (TypeError, ValueError, AttributeError, KeyError):
            pass  # a null that the client's models cannot hold
        assert self.last.status_code == 200, (operation.__name__, self.last.status_code, self.last.text)
        return self.last.json()


def drive(recorder, family):
    path, name, connect, listing, mark, toggle, field, own, stamp = family
    model = lambda kind: getattr(models, f"UserIdentity{name}{kind}RequestPublicDto")
    page = recorder.call(listing)
    assert set(page) == {"data", "page", "limit", "total"} and page["limit"] == 20, page.keys()
    unlinked = next(one for one in page["data"] if one["user"] is None and one["serviceAccount"] is None)
    account = float(unlinked["id"])
    linked = recorder.call(connect, account, body=model("Connect")(user_id=1.0))
    assert set(linked) == KEYS | own and linked["user"]["id"] == 1, linked
    unlinked = recorder.call(connect, account, body=model("Connect")(user_id=None))
    assert unlinked["user"] is None and unlinked["connectedAt"] == linked["connectedAt"]
    marked = recorder.call(mark, account, body=model("ServiceStatus")(service_account=True, service_account_reason="deploys"))
    assert marked["serviceAccount"] and marked["serviceAccountReason"] == "deploys"
    refused = connect.sync_detailed(account, client=recorder.client, body=model("Connect")(user_id=1.0))
    assert refused.status_code == 400 and refused.parsed.code == 40014, refused
    cleared = recorder.call(mark, account, body=model("ServiceStatus")(service_account=False, service_account_reason="not one"))
    assert cleared["serviceAccount"] is None and cleared["serviceAccountReason"] is None
    fields = getattr(models, f"UserIdentity{name}ToggleRequestPublicDtoToggleField")
    on = recorder.call(toggle, account, body=model("Toggle")(toggle=True, toggle_field=fields(field)))
    off = recorder.call(toggle, account, body=model("Toggle")(toggle=False, toggle_field=fields(field)))
    assert on[stamp] and off[stamp] is None
    empty = listing.sync_detailed(client=recorder.client, page=10_000.0)
    assert empty.status_code == 200 and empty.parsed.data == [], empty
    print(f"{path}: all four operations answer")


def main():
    with demo() as server:
        recorder = Recorder(server["url"], server["key"])
        for family in FAMILIES:
            drive(recorder, family)
        assert recorder.call(get_connections)["data"]
        users = recorder.call(list_users, limit=5.0)
        assert len(users["data"]) == 5
        first = users["data"][0]
        assert recorder.call(get_by_id, float(first["id"]))["email"] == first["email"]
        assert recorder.call(get_by_email, first["email"])["id"] == first["id"]
        missing = connect_infrastructure.sync_detailed(
            9e9, client=recorder.client, body=models.UserIdentityInfrastructureConnectRequestPublicDto(user_id=1.0)
        )
        assert missing.status_code == 404 and missing.parsed.code == 40402, missing
        stranger = Recorder(server["url"], "whose_nobody")
        denied = list_infrastructure.sync_detailed(client=stranger.client)
        assert denied.status_code == 401 and denied.parsed.message == "Invalid Authorization", denied
    print("users, connections and refusals answer")


if __name__ == "__main__":
    main()
