"""What the two vendors share whose APIs speak Laravel: the words of its validator, its pages and its errors."""

import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from telephony_clients.sandbox.collection import Collection, Paging
from telephony_clients.sandbox.records import Page, Store
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.validator import Field, Validator, whole
from telephony_clients.sandbox.vendor import Vendor
from telephony_clients.sandbox.wire import RefusedError, Reply, Request, phrase

INVALID = "The given data was invalid."
WORDS = {
    "required": "The {label} field is required.",
    "in": "The selected {label} is invalid.",
    "integer": "The {label} field must be an integer.",
    "min": "The {label} field must be at least {limit}.",
    "max": "The {label} field must not be greater than {limit}.",
    "between": "The {label} must be between {limit}.",
    "min.array": "The {label} field must contain at least {limit} items.",
    "min.string": "The {label} field must be at least {limit} characters.",
    "max.string": "The {label} field must not be greater than {limit} characters.",
    "array": "The {label} field must be an array.",
    "boolean": "The {label} field must be true or false.",
    "date_format": "The {label} field must match the format {limit}.",
    "type": "The {label} field must be {limit}.",
    "url": "The {label} field must be a valid URL.",
    "invalid": "The {label} field is invalid.",
}


class LaravelVendor(Vendor):
    """A stand-in that serves collections, and says what is wrong in Laravel's words.

    Args:
        store: the vendor's data.
        api_key: the bearer token that is accepted.
        clock: seconds, for the log and the throttle.
        port: the port to listen on, 0 for a free one.
    """

    collections: ClassVar[Sequence[Collection]]
    messages: ClassVar[Mapping[int, str]]
    """What an error's status is told with, where no page has other words."""
    pages: ClassVar[Mapping[str, Mapping[int, Any]]] = {}
    """Errors that some pages word in a way of their own: payloads by status, or functions that make them of the seconds
    to wait, under patterns of method and path."""
    missing: ClassVar[str] = "Not found."
    missing_bearer: ClassVar[str | None] = None
    """What is told of a token that is missing, None when it is told like a wrong one."""
    says_success: ClassVar[bool]
    """Whether answers begin with `success`."""
    allowance: ClassVar[int | None] = None
    """Requests per minute that are told while nothing throttles, None to tell nothing."""

    def __init__(self, store: Store, api_key: str, clock: Callable[[], float], port: int = 0) -> None:
        self.store = store
        self.validator = Validator(WORDS, lambda errors: RefusedError(self.invalid(errors)))
        super().__init__(api_key, clock, port)

    def routes(self) -> Mapping[str, Handler]:
        """Map the collections' routes to their handlers."""
        tables = (one.routes(self.store, self) for one in self.collections)
        return {route: handler for table in tables for route, handler in table.items()}

    def headers(self, request: Request) -> Mapping[str, str]:
        """Tell the rate limit, where the API needs a token."""
        if self.allowance is None or request.path in self.open_paths:
            return {}
        limit, left, reset = self.faults.allowance(request) or (self.allowance, self.allowance - 1, None)
        headers = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(left)}
        return headers if reset is None else {**headers, "X-RateLimit-Reset": reset}

    def unauthorised(self, request: Request, token: str | None) -> Reply:
        """Answer a missing token, or a wrong one."""
        if token is None and self.missing_bearer is not None:
            return Reply({"message": self.missing_bearer}, HTTPStatus.UNAUTHORIZED)
        return self.failure(HTTPStatus.UNAUTHORIZED, request)

    def success(self, data: Any, message: str | None = None, status: int = HTTPStatus.OK) -> Reply:
        """Wrap what was found or done, and leave out what there is not to tell."""
        body = {} if message is None else {"message": message}
        return Reply(self._flagged(body | ({} if data is None else {"data": data}), success=True), status)

    def error(self, status: int, message: str, **more: Any) -> Reply:
        """Word an error."""
        return Reply(self._flagged({"message": message, **more}, success=False), status)

    def invalid(self, errors: Mapping[str, list[str]]) -> Reply:
        """Word what is wrong with a request's fields."""
        return self.error(HTTPStatus.UNPROCESSABLE_ENTITY, INVALID, errors=errors)

    def failure(self, status: int, request: Request, wait: int | None = None) -> Reply:
        """Give an error as its page words it."""
        for pattern, payloads in self.pages.items():
            if status in payloads and re.fullmatch(pattern, f"{request.method} {request.path}"):
                payload = payloads[status]
                return Reply(payload(wait) if callable(payload) else payload, status)
        if status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return self.invalid({"field": ["The field is invalid."]})
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            return self.error(status, f"The {request.method} method is not supported for this route.")
        return self.error(status, self.messages.get(status, phrase(status)))

    def _flagged(self, payload: Mapping[str, Any], *, success: bool) -> dict[str, Any]:
        return {**({"success": success} if self.says_success else {}), **payload}


PAGE = ("current_page", "last_page", "per_page", "total")
"""The figures that most lists tell of a page."""


def paginated(block: str, *keys: str, size: int = 20) -> Paging:
    """Page a list by `page` and `per_page`.

    Args:
        block: what the answer calls the page's figures.
        *keys: the figures it has, in their order.
        size: the usual size of a page.
    """

    def answer(page: Page, _: Request) -> Mapping[str, Any]:
        figures = {
            "current_page": page.number,
            "last_page": page.last,
            "per_page": page.size,
            "total": page.total,
            "from": page.first_place,
            "to": page.last_place,
        }
        return {block: {key: figures[key] for key in keys}}

    return Paging({"page": Field(whole(1), 1), "per_page": Field(whole(1, 100), size)}, answer)


LOG_PAGES = paginated("pagination", "current_page", "per_page", "total", size=25)
"""How logs are paged."""
HISTORY_PAGES = paginated("pagination", "current_page", "per_page", "total", "last_page", size=25)
"""How histories are paged: as logs, with the number of the last page."""
