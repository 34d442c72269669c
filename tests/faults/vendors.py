"""Each vendor's client before a server of a test's own, by both passes; and what it answers to a few calls."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import pytest

from telephony_clients import Options
from telephony_clients.cli.vendors import client_class
from tests.conftest import CANARY


class Vendor(NamedTuple):
    """A vendor and calls to it.

    Attributes:
        name: as in the table of clients.
        record: fetches one record.
        listed: reads a list to its end.
        write: changes something, and has data to return.
        removed: changes something, and has nothing to return.
        id: that of the record, by its name on the wire and its value.
        success: wraps data as the vendor does.
        refusals: successes that say failure, with the message and the code that they tell.
    """

    name: str
    record: Callable[[Any], Awaitable[Any]]
    listed: Callable[[Any], Awaitable[Any]]
    write: Callable[[Any], Awaitable[Any]]
    removed: Callable[[Any], Awaitable[Any]]
    id: tuple[str, Any]
    success: Callable[[Any], Any]
    refusals: list[tuple[Any, str, str | None]]

    def client(self, base_url: str, options: Options, *, one_pass: bool) -> Any:
        """Make a client, which reads in one pass or never does."""
        usual = client_class(self.name)
        adapter: Any = usual.adapter_class
        site = {"site_slug": "site"} if self.name == "talkable" else {}
        if not one_pass:
            adapter = type(adapter.__name__, (adapter,), {"envelope": None})
        own: Any = type(usual.__name__, (usual,), {"adapter_class": adapter})
        return own(CANARY, base_url=base_url, options=options, **site)


_RECORD = {"id": "7", "name": "x"}
TALKOVER = Vendor(
    name="talkover",
    record=lambda client: client.agents.get("7"),
    listed=lambda client: client.agents.list().to_list(),
    write=lambda client: client.agents.publish("7"),
    removed=lambda client: client.agents.delete("7"),
    id=("id", "7"),
    success=lambda data: {"success": True, "data": data},
    refusals=[
        ({"success": False, "message": "no such agent"}, "no such agent", None),
        ({"success": False, "message": "no such agent", "data": _RECORD}, "no such agent", None),
        ({"success": False, "message": "no", "data": [_RECORD], "code": "E7"}, "no", "E7"),
        ({"success": "false", "message": "no", "data": _RECORD}, "no", None),
        ({"success": None, "message": "no", "data": _RECORD}, "no", None),
        ({"success": 0, "message": "no", "data": _RECORD}, "no", None),
        ({"error": {"code": "NOT_FOUND", "message": "no agent"}}, "no agent", "NOT_FOUND"),
        ({"data": _RECORD, "message": "no", "success": False}, "no", None),
    ],
)
TALKABLE = Vendor(
    name="talkable",
    record=lambda client: client.people.get("a@b.example"),
    listed=lambda client: client.campaigns.list().to_list(),
    write=lambda client: client.people.update("a@b.example", first_name="A"),
    removed=lambda client: client.people.anonymize("a@b.example"),
    id=("email", "a@b.example"),
    success=lambda data: {"ok": True, "result": data},
    refusals=[
        ({"ok": False, "error_message": "no such person"}, "no such person", None),
        ({"ok": False, "error_message": "no", "result": {"person": {"email": "a@b.example"}}}, "no", None),
        ({"ok": "false", "error_message": "no", "result": {"campaigns": []}}, "no", None),
        ({"ok": None, "error_message": "no", "result": {"person": {"email": "a@b.example"}}}, "no", None),
        ({"ok": 0, "error_message": "no", "result": {"person": {"email": "a@b.example"}}}, "no", None),
        ({"result": {"person": {"email": "a@b.example"}}, "error_message": "no", "ok": False}, "no", None),
    ],
)
TALKROUTE = Vendor(
    name="talkroute",
    record=lambda client: client.contacts.get("7"),
    listed=lambda client: client.contacts.list().to_list(),
    write=lambda client: client.contacts.create(first_name="A", last_name="B", phone_number="+12025550123"),
    removed=lambda client: client.contacts.delete("7"),
    id=("id", "7"),
    success=lambda data: {"data": data},
    refusals=[
        ({"success": False, "message": "no such contact"}, "no such contact", None),
        ({"success": False, "message": "no", "data": {"id": "7"}}, "no", None),
        ({"success": "false", "message": "no", "data": {"id": "7"}}, "no", None),
        ({"success": 0, "message": "no", "data": [{"id": "7"}]}, "no", None),
        ({"data": {"id": "7"}, "message": "no", "success": False}, "no", None),
    ],
)
VENDORS = {one.name: one for one in (TALKOVER, TALKABLE, TALKROUTE)}
of_each_vendor = pytest.mark.parametrize("vendor", VENDORS.values(), ids=VENDORS)
by_both_passes = pytest.mark.parametrize("one_pass", [True, False], ids=["one pass", "tolerant pass"])
