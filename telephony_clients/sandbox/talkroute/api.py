"""The Talkroute stand-in: its door and its errors."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from telephony_clients.sandbox.laravel import LaravelVendor
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkroute.telephony import CALLS, CONTACTS, MESSAGES, account, audio_url


class Talkroute(LaravelVendor):
    """Talkroute as its guide and the clients in public use describe it (version 2 of the API)."""

    name = "talkroute"
    prefix = "/api"
    collections = (CONTACTS, CALLS, MESSAGES)
    says_success = False
    messages = {  # noqa: RUF012 - a table, never changed
        HTTPStatus.BAD_REQUEST: "The request body is not valid JSON.",
        HTTPStatus.UNAUTHORIZED: "Unauthenticated.",
        HTTPStatus.PAYMENT_REQUIRED: "A payment is required, or the plan does not include this feature.",
        HTTPStatus.FORBIDDEN: "You cannot perform this action.",
        HTTPStatus.NOT_FOUND: "Not found.",
        HTTPStatus.TOO_MANY_REQUESTS: "Too many requests.",
        HTTPStatus.INTERNAL_SERVER_ERROR: "Server error.",
    }

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers: the lists', and those that are like no other."""
        return {
            "GET /v2/account": lambda _: self.success(account(self.store)),
            "GET /v2/voice-messages/{id}/audio-url": partial(audio_url, self.store, self),
            **super().routes(),
        }
