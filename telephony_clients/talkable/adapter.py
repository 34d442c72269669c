"""Talkable's wire: ``ok`` and ``result``, errors as words alone, and the site that every call must name."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

import attrs

from telephony_clients.core.errors import ApiError, ConfigurationError, Conflict, NotFound
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure, field_errors, text_of
from telephony_clients.core.vendor.paging import NumberedPages, PageInfo
from telephony_clients.core.wire.request import Request

# the specification answers 400 with such words where the introduction promises 404
_NOT_FOUND = re.compile(r"No .+ found\b|.+ not found$", re.DOTALL)
_ENVELOPE = frozenset({"ok", "result"})
_DUPLICATE = re.compile(r"Duplicate entity\b")


def _one_site(_: object, __: "attrs.Attribute[Any]", slug: object) -> None:
    if not isinstance(slug, str) or not slug.strip():
        raise ConfigurationError("Talkable needs a site: pass site_slug or set TALKABLE_SITE_SLUG (its Site ID).")


@attrs.frozen
class TalkableAdapter(Adapter):
    """What sets Talkable apart.

    Args:
        site_slug: the site that every call is about.
    """

    site_slug: str = attrs.field(validator=_one_site)

    vendor: ClassVar[str] = "talkable"
    title: ClassVar[str] = "Talkable"
    base_url: ClassVar[str] = "https://www.talkable.com/api/v2"
    variables: ClassVar[Mapping[str, str]] = {
        "api_key": "TALKABLE_API_KEY",
        "site_slug": "TALKABLE_SITE_SLUG",
        "base_url": "TALKABLE_BASE_URL",
    }
    codec: ClassVar[Codec] = Codec()
    paging: ClassVar[NumberedPages] = NumberedPages(page="page", size="per_page", default=100, most=100)
    envelope: ClassVar[Envelope] = Envelope(
        data="result", sibling_keys=frozenset({"ok"}), nested_sibling_keys=frozenset({"total"})
    )
    # "from seconds up to minutes", says the introduction
    throttle_policy: ClassVar[ThrottlePolicy] = ThrottlePolicy(base=1.0, cap=120.0, floor=1.0)
    check: ClassVar[tuple[str, str]] = ("GET", "/traffic_sources")

    def prepare(self, request: Request[Any]) -> Request[Any]:
        """Name the site: in the body when that is a JSON object, else in the query."""
        if isinstance(request.json, Mapping):
            return attrs.evolve(request, json={"site_slug": self.site_slug, **request.json})
        if "site_slug" not in dict(request.params):
            return attrs.evolve(request, params=(("site_slug", self.site_slug), *request.params))
        return request

    def read(self, request: Request[Any], status: int, payload: Any) -> Answer | Failure:
        """Return what an answer means: some replies hold no result, and the result may be a list."""
        if status >= 300 or _refuses(payload):  # noqa: PLR2004
            return _failure(status, payload)
        if not isinstance(payload, dict) or _ENVELOPE.isdisjoint(payload):
            return Answer(payload)
        result = payload.get("result")
        total = result.get("total") if isinstance(result, dict) else None
        page = PageInfo(total=total) if type(total) is int else None
        unwrap = request.operation.unwrap
        if unwrap and isinstance(result, dict) and unwrap in result:
            result = result[unwrap]
        return Answer(result, page=page)


def _refuses(payload: Any) -> bool:
    """Whether a body tells of a failure although the status does not."""
    return isinstance(payload, dict) and payload.get("ok", payload.get("success", True)) not in (True, "true", 1)


def _failure(status: int, payload: Any) -> Failure:
    if not isinstance(payload, dict):
        return Failure()
    message = text_of(payload, "error_message", "error_messages", "message", "error")
    return Failure(message=message, errors=field_errors(payload.get("errors")), kind=_kind(status, message))


def _kind(status: int, message: str) -> type[ApiError] | None:
    """Return the class that the words decide, where the status says no more than that something is wrong."""
    if status >= 300 and status != HTTPStatus.BAD_REQUEST:  # noqa: PLR2004
        return None
    if _NOT_FOUND.match(message):
        return NotFound
    return Conflict if _DUPLICATE.match(message) else None
