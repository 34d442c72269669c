"""Canned bodies: lists of calls, a small answer, and small answers in the shapes of other vendors."""

import functools
import json
from collections.abc import Mapping
from typing import Any

SMALL = "/agents/agent-uuid-1"
_PAGE = b"<<page>>"
_COUPON_UNSET = dict.fromkeys(("amount_off", "currency", "max_redemptions", "redeem_by"))
_PEERS: Mapping[str, dict[str, Any]] = {
    "/files/file-abc123": {
        "id": "file-abc123",
        "object": "file",
        "bytes": 120000,
        "created_at": 1768473000,
        "expires_at": 1771065000,
        "filename": "customer-support-conversations-2026-01.jsonl",
        "purpose": "fine-tune",
        "status": "processed",
        "status_details": "The file was read and has no lines that cannot be used.",
    },
    "/v1/coupons/jMT0WJUD": {
        "id": "jMT0WJUD",
        "object": "coupon",
        **_COUPON_UNSET,
        "created": 1768473000,
        "duration": "repeating",
        "duration_in_months": 3,
        "livemode": False,
        "metadata": {},
        "name": "Winter campaign",
        "percent_off": 25.5,
        "times_redeemed": 0,
        "valid": True,
    },
    "/2010-04-01/Accounts/AC1/OutgoingCallerIds/PN1.json": {
        "account_sid": "AC1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "date_created": "Fri, 21 Aug 2026 00:11:24 +0000",
        "date_updated": "Fri, 21 Aug 2026 00:11:24 +0000",
        "friendly_name": "(415) 867-5309",
        "phone_number": "+14158675309",
        "sid": "PN1",
        "uri": "/2010-04-01/Accounts/AC1/OutgoingCallerIds/PN1.json",
    },
    "/bots.info": {
        "ok": True,
        "bot": {
            "id": "B061F7JD2",
            "deleted": False,
            "name": "beforebot",
            "updated": 1768473000,
            "app_id": "A161CLERW",
            "user_id": "U012ABCDEF",
            "icons": {f"image_{side}": f"https://example.com/icons/bot_{side}.png" for side in (36, 48, 72)},
        },
    },
    "/repos/octocat/hello/labels/bug": {
        "id": 208045946,
        "node_id": "MDU6TGFiZWwyMDgwNDU5NDY=",
        "url": "https://api.github.com/repos/octocat/hello/labels/bug",
        "name": "bug",
        "description": "Something is not working, and it can be shown with the steps in the report",
        "color": "f29513",
        "default": True,
    },
}
"""The small answers of the peers' vendors, by path."""


def page(number: int, last: int, size: int) -> bytes:
    """Return the body of one page of a list of Talkover calls.

    Args:
        number: which page; the ids of its records begin with it.
        last: how many pages there are.
        size: records a page.
    """
    block = {"current_page": number, "last_page": last, "per_page": size, "total": last * size}
    records = _records(size).replace(_PAGE, b"%08d" % number)
    return b'{"success":true,"data":%b,"pagination":%b}' % (records, _compact(block))


def small() -> dict[str, bytes]:
    """Return the small answers by path, about 300 bytes each: ours, and each peer's own."""
    return {path: _compact(answer) for path, answer in {SMALL: _agent(), **_PEERS}.items()}


@functools.cache
def _records(size: int) -> bytes:
    return _compact([_call(f"{_PAGE.decode()}-{number:04}", number) for number in range(size)])


def _call(key: str, number: int) -> dict[str, Any]:
    """Return a Talkover call as the vendor prints it; one in ten has no agent."""
    agent = {"id": f"agent-uuid-{number % 7}", "name": "Sales Agent", "label": "Sales Agent Label"}
    return {
        "id": f"call-uuid-{key}",
        "sid": f"call_sid_{key}",
        "to": "+12345678901",
        "to_formatted": "(234) 567-8901",
        "from": "+10987654321",
        "from_formatted": "(098) 765-4321",
        "is_testing": False,
        "direction": "outbound" if number % 3 else "inbound",
        "status": "completed",
        "duration": number % 600,
        "agent": agent if number % 10 else None,
        "created_at": "2026-01-15T10:30:00Z",
        "updated_at": "2026-01-15T10:32:00.123456Z",
    }


def _agent() -> dict[str, Any]:
    agent = {"id": "agent-uuid-1", "name": "SupportBot", "label": "Customer Support", "language": "en-US"}
    more = {"direction": "inbound", "current_status": "published", "is_sandbox": False, "conversation_speed": 1.0}
    dates = {"created_at": "2026-01-15T10:30:00Z", "updated_at": "2026-01-15T10:30:00Z"}
    return {"success": True, "data": {**agent, **more, **dates}}


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def webhook(size: int) -> bytes:
    """Return a webhook's body of so many bytes."""
    return b'{"site_id":"1","description":"' + b"a" * (size - 32) + b'"}'
