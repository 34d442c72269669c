"""The Talkover stand-in: its door, and which page words which error."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from telephony_clients.sandbox.laravel import LaravelVendor
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkover import calls
from telephony_clients.sandbox.talkover.agents import AGENTS
from telephony_clients.sandbox.talkover.numbers import NUMBERS, VOICES
from telephony_clients.sandbox.wire import Reply, Request

_OPEN_ALLOWANCE = 1000
"""Requests per minute of the Professional plan, told while nothing throttles."""


class Talkover(LaravelVendor):
    """Talkover as the vendor's reference describes it (version 1 of the API)."""

    name = "talkover"
    prefix = "/api/v1"
    open_paths = frozenset({"/health"})
    collections = (NUMBERS, VOICES, AGENTS, calls.CALLS)
    says_success = True
    messages = {  # noqa: RUF012 - a table, never changed
        HTTPStatus.BAD_REQUEST: "The request body is not valid JSON.",
        HTTPStatus.UNAUTHORIZED: "Unauthorized",
        HTTPStatus.FORBIDDEN: "You are not authorized to perform this action.",
        HTTPStatus.NOT_FOUND: "Not found.",
        HTTPStatus.TOO_MANY_REQUESTS: "Too many requests. Please try again later.",
        HTTPStatus.INTERNAL_SERVER_ERROR: "Internal server error.",
    }

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers: the collections', and those that are like no other."""
        health, call = Reply({"status": "ok"}), partial(calls.place, self.store, self)
        return {"GET /health": lambda _: health, "POST /agents/{id}/call": call, **super().routes()}

    def headers(self, request: Request) -> Mapping[str, str]:
        """Tell the rate limit, on all answers but health's."""
        if request.path in self.open_paths:
            return {}
        limit, left = self.faults.allowance(request) or (_OPEN_ALLOWANCE, _OPEN_ALLOWANCE - 1)
        return {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(left)}

    def unauthorised(self, request: Request, token: str | None) -> Reply:
        """Answer a missing token in one shape, a wrong one in another."""
        missing = Reply({"message": "Missing Bearer Token"}, HTTPStatus.UNAUTHORIZED)
        return missing if token is None else self.failure(HTTPStatus.UNAUTHORIZED, request)

    def failure(self, status: int, request: Request, wait: int | None = None) -> Reply:
        """Give an error; placing a call and the voice demo have shapes of their own."""
        if request.method == "POST" and request.path.endswith("/call") and status in calls.ERRORS:
            throttled = status == HTTPStatus.TOO_MANY_REQUESTS
            return calls.error(status, *calls.ERRORS[status], {"retry_after": wait or 60} if throttled else None)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR and request.path.endswith("/demo"):
            return Reply({"error": "Failed to generate demo audio"}, status)
        if status == HTTPStatus.UNAUTHORIZED and request.path.startswith("/agents"):
            return self.error(status, "Unauthenticated.")
        return super().failure(status, request, wait)
