"""The Talkover stand-in: its door, and which page words which error."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from telephony_clients.sandbox.laravel import LaravelVendor
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkover import account, billing, calendars, callbacks, calls, events
from telephony_clients.sandbox.talkover.agents import AGENTS
from telephony_clients.sandbox.talkover.numbers import NUMBERS, VOICES
from telephony_clients.sandbox.wire import Reply, Request


class Talkover(LaravelVendor):
    """Talkover as the vendor's reference describes it (version 1 of the API)."""

    name = "talkover"
    prefix = "/api/v1"
    open_paths = frozenset({"/health"})
    collections = (
        *(NUMBERS, VOICES, AGENTS, calls.CALLS),
        *(callbacks.CALLBACKS, callbacks.ROLES, billing.METHODS, billing.TOP_UPS, billing.AUTO_TOP_UP, billing.CREDITS),
        *(events.ACROSS, calendars.CALENDARS, calendars.MEMBERS, calendars.PROVIDERS, calendars.RULES),
        *(events.EVENTS, events.ATTENDEES),
    )
    says_success = True
    allowance = 1000  # of the Professional plan
    missing_bearer = "Missing Bearer Token"
    pages = {  # noqa: RUF012 - as the table below
        r".*/demo": {500: {"error": "Failed to generate demo audio"}},
        r"\w+ /agents.*": {401: {"success": False, "message": "Unauthenticated."}},
    }
    messages = {  # noqa: RUF012 - a table, never changed
        400: "The request body is not valid JSON.",
        401: "Unauthorized",
        403: "You are not authorized to perform this action.",
        404: "Not found.",
        429: "Too many requests. Please try again later.",
        500: "Internal server error.",
    }

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers: the collections', and those that are like no other."""
        health, call = Reply({"status": "ok"}), partial(calls.place, self.store, self)
        own: dict[str, Handler] = {"GET /health": lambda _: health, "POST /agents/{id}/call": call}
        return {**own, **account.routes(self.store, self), **super().routes()}

    def accepts(self, request: Request, token: str | None) -> bool:
        """Tell whether a token lets a request in; the account API takes the personal ones made there, too."""
        return super().accepts(request, token) or account.takes(self.store, request, token)

    def failure(self, status: int, request: Request, wait: int | None = None) -> Reply:
        """Give an error; placing a call has a shape of its own."""
        if not (request.method == "POST" and request.path.endswith("/call") and status in calls.ERRORS):
            return super().failure(status, request, wait)
        details = {"retry_after": wait or 60} if status == HTTPStatus.TOO_MANY_REQUESTS else None
        return calls.error(status, *calls.ERRORS[status], details)
