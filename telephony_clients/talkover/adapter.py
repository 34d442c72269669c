"""Talkover's wire: six shapes of success and thirteen of failure (vendor docs, introduction and endpoint pages)."""

from collections.abc import Mapping
from typing import Any, ClassVar

import attrs

from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure, field_errors, text_of
from telephony_clients.core.vendor.paging import NumberedPages, page_info
from telephony_clients.core.wire.headers import milliseconds, number
from telephony_clients.core.wire.request import Request

_ENVELOPE = frozenset({"success", "data", "message", "meta", "pagination", "links"})
_OF_FAILURE = frozenset({"success", "message", "code", "error", "errors", "details", "status_code", "data"})


@attrs.frozen
class TalkoverAdapter(Adapter):
    """What sets Talkover apart."""

    vendor: ClassVar[str] = "talkover"
    title: ClassVar[str] = "Talkover"
    base_url: ClassVar[str] = "https://app.talkover.ai/api/v1"
    variables: ClassVar[Mapping[str, str]] = {"api_key": "TALKOVER_TOKEN", "base_url": "TALKOVER_BASE_URL"}
    codec: ClassVar[Codec] = Codec()
    paging: ClassVar[NumberedPages] = NumberedPages(page="page", size="per_page", default=100, most=100)
    envelope: ClassVar[Envelope] = Envelope(
        data="data", sibling_keys=_ENVELOPE, nested_sibling_keys=frozenset({"available_events"})
    )
    # the plans count by the minute, and the reset may be missing from all but a refusal
    throttle_policy: ClassVar[ThrottlePolicy] = ThrottlePolicy(window=60.0)
    # the phone-number page prints JSON with trailing commas
    tolerant_json: ClassVar[bool] = True
    # /health asks for no token, so it proves none
    check: ClassVar[tuple[str, str]] = ("GET", "/voice-templates")

    def read(self, request: Request[Any], status: int, payload: Any) -> Answer | Failure:
        """Return what an answer means, whichever of the shapes it has."""
        if status >= 300 or _refuses(payload):  # noqa: PLR2004
            return _failure(payload)
        if payload is None:
            return Answer(None)
        if not isinstance(payload, dict):
            return Answer(payload)
        message = text_of(payload, "message") or None if "message" in payload else None
        if "data" in payload and ("success" in payload or _ENVELOPE.issuperset(payload)):
            block = payload.get("pagination") or payload.get("meta")
            page = page_info(block) if block else None
            data, unwrap = payload["data"], request.operation.unwrap
            wrapped = isinstance(data, dict) and unwrap in data
            return Answer(data[unwrap] if wrapped else data, message, page)
        if {"success", "message"}.issuperset(payload):
            return Answer(None, message)
        return Answer({name: value for name, value in payload.items() if name != "success"}, message)


def _refuses(payload: Any) -> bool:
    """Whether a body tells of a failure although the status does not."""
    if not isinstance(payload, dict):
        return False
    if "success" in payload:
        return payload["success"] not in (True, "true", 1)
    return bool(payload.get("error")) and "data" not in payload


def _failure(payload: Any) -> Failure:
    if not isinstance(payload, dict):
        return Failure()
    message, code, details = text_of(payload, "message"), text_of(payload, "code"), payload.get("details")
    error, data = payload.get("error"), payload.get("data")
    if isinstance(error, dict):
        message = text_of(error, "message") or message
        code = text_of(error, "code") or code
        details = error.get("details") or details
    elif isinstance(error, str) and message:
        code = code or error
    elif isinstance(error, str):
        message = error
    if isinstance(data, dict):
        message = message or text_of(data, "error")
        details = {**data, **(details if isinstance(details, dict) else {})}
    more = {name: value for name, value in payload.items() if name not in _OF_FAILURE}
    details = {**more, **(details if isinstance(details, dict) else {})}
    return Failure(
        message=message,
        code=code or None,
        errors=field_errors(payload.get("errors")),
        details=details,
        retry_after=_wait(details),
    )


def _wait(details: Mapping[str, Any]) -> float | None:
    """Return the wait that the make-call page's 429 puts into its details; its unit is inferred, unless it is named."""
    return milliseconds(details.get("retry_after_ms")) or number(details.get("retry_after")) or None
