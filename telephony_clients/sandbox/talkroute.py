"""Stand-in for the Talkroute API: account, contacts, call history, voice messages."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from telephony_clients.sandbox.queries import Checked
from telephony_clients.sandbox.records import Page
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkroute_records import DIRECTIONS, Telephony
from telephony_clients.sandbox.vendor import Vendor
from telephony_clients.sandbox.wire import RefusedError, Reply, Request, phrase

_LARGEST_PAGE = 100
_MESSAGES: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "The request body is not valid JSON.",
    HTTPStatus.UNAUTHORIZED: "Unauthenticated.",
    HTTPStatus.PAYMENT_REQUIRED: "A payment is required, or the plan does not include this feature.",
    HTTPStatus.FORBIDDEN: "You cannot perform this action.",
    HTTPStatus.NOT_FOUND: "Not found.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Server error.",
}


class Talkroute(Vendor):
    """Talkroute as its guide and the clients in public use describe it (version 2 of the API).

    Args:
        telephony: the account's records.
        api_key: the key that is accepted.
        clock: seconds, for the log and the throttle.
        port: the port to listen on, 0 for a free one.
    """

    name = "talkroute"
    prefix = "/api"

    def __init__(self, telephony: Telephony, api_key: str, clock: Callable[[], float], port: int = 0) -> None:
        super().__init__(api_key, clock, port)
        self._telephony = telephony

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {
            "GET /v2/account": lambda _: Reply({"data": self._telephony.account}),
            "GET /v2/contacts": self._contacts,
            "GET /v2/call-history": self._call_history,
            "GET /v2/voice-messages": self._voice_messages,
            "GET /v2/voice-messages/{id}/audio-url": self._audio_url,
        }

    def failure(self, status: int, request: Request, wait: int | None = None) -> Reply:  # noqa: ARG002 - tells no wait
        """Give an error: a message, with 422 also what is wrong with which field."""
        if status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return _invalid({"field": ["The field is invalid."]})
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            message = f"The {request.method} method is not supported for this route."
        else:
            message = _MESSAGES.get(status, phrase(status))
        return Reply({"message": message}, status)

    def _contacts(self, request: Request) -> Reply:
        query = Checked(request.query)
        number, size = _paging(query)
        _refuse(query)
        return _listed(request, *self._telephony.contacts(number, size))

    def _call_history(self, request: Request) -> Reply:
        query = Checked(request.query)
        number, size = _paging(query)
        direction = query.choice("direction", DIRECTIONS)
        after, before = query.moment("after"), query.moment("before")
        _refuse(query)
        return _listed(request, *self._telephony.call_history(direction, after, before, number, size))

    def _voice_messages(self, request: Request) -> Reply:
        query = Checked(request.query)
        number, size = _paging(query)
        _refuse(query)
        return _listed(request, *self._telephony.voice_messages(number, size))

    def _audio_url(self, request: Request) -> Reply:
        url = self._telephony.audio_url(request.values["id"])
        return self.failure(HTTPStatus.NOT_FOUND, request) if url is None else Reply({"url": url})


def _paging(query: Checked) -> tuple[int, int]:
    return query.whole("page", 1), min(_LARGEST_PAGE, query.whole("pageSize", 25))


def _invalid(errors: Mapping[str, list[str]]) -> Reply:
    return Reply({"message": "The given data was invalid.", "errors": errors}, HTTPStatus.UNPROCESSABLE_ENTITY)


def _refuse(query: Checked) -> None:
    if query.errors:
        raise RefusedError(_invalid(query.errors))


def _listed(request: Request, records: list[dict[str, Any]], page: Page) -> Reply:
    def link(number: int) -> str:
        return f"{request.url}?page={number}"

    pagination = {
        "count": page.count,
        "currentPage": page.number,
        "firstPageUrl": link(1),
        "from": page.first_place,
        "lastPageUrl": link(page.last),
        "nextPageUrl": link(page.number + 1) if page.number < page.last else None,
        "path": request.url,
        "perPage": page.size,
        "prevPageUrl": link(page.number - 1) if page.number > 1 else None,
        "to": page.last_place,
        "total": page.total,
        "totalPages": page.last,
    }
    return Reply({"data": records, "pagination": pagination})
