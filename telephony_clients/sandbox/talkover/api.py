"""The Talkover stand-in: its door, and which page words which error."""

from collections.abc import Mapping
from functools import partial

from telephony_clients.sandbox.laravel import LaravelVendor
from telephony_clients.sandbox.routing import Answer, Handler
from telephony_clients.sandbox.talkover import account, calendars, callbacks, calls, progress, sftp
from telephony_clients.sandbox.talkover import webhooks as hooks
from telephony_clients.sandbox.talkover.agent_changes import ACTIONS, AGENT_CHANGES, INTEGRATIONS, TRAININGS
from telephony_clients.sandbox.talkover.agents import AGENTS
from telephony_clients.sandbox.talkover.campaigns import CAMPAIGNS
from telephony_clients.sandbox.talkover.numbers import NUMBERS, VOICES
from telephony_clients.sandbox.talkover.trunks import DIDS, NUMBER_RELEASES, RELEASES, TRUNKS
from telephony_clients.sandbox.wire import Reply, Request


class Talkover(LaravelVendor):
    """Talkover as the vendor's reference describes it (version 1 of the API)."""

    name = "talkover"
    prefix = "/api/v1"
    open_paths = frozenset({"/health"})
    collections = (
        *(NUMBERS, NUMBER_RELEASES, RELEASES, VOICES),
        *(AGENTS, AGENT_CHANGES, TRAININGS, ACTIONS, INTEGRATIONS),
        *(TRUNKS, DIDS, calls.CALLS, calls.AGENT_CALLS, calls.AGENT_VERBS, CAMPAIGNS),
        *(callbacks.CALLBACKS, callbacks.ROLES, account.METHODS, account.TOP_UPS, account.MONEY),
        *(calendars.CALENDARS, calendars.MEMBERS, calendars.PROVIDERS, calendars.RULES),
        *(calendars.EVENTS, calendars.ATTENDEES),
        *(hooks.AGENT_WEBHOOKS, hooks.AGENT_LOGS, hooks.CAMPAIGN_WEBHOOKS, hooks.CAMPAIGN_LOGS),
        *(sftp.SFTP, sftp.LOGS),
    )
    says_success = True
    allowance = 1000  # of the Professional plan
    missing = "{noun} not found"
    missing_bearer = "Missing Bearer Token"
    pages = {  # noqa: RUF012 - as the table below
        r"POST /agents/[^/]+/call": calls.ERRORS,
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
        own |= account.routes(self.store, self)
        return {route: partial(self._in_time, act) for route, act in {**own, **super().routes()}.items()}

    def accepts(self, request: Request, token: str | None) -> bool:
        """Tell whether a token lets a request in; the account API takes the personal ones made there, too."""
        return super().accepts(request, token) or account.takes(self.store, request, token)

    @property
    def call_outcomes(self) -> dict[str, str]:
        """How calls to some numbers end, `busy`, `failed` or `no-answer`, to be filled in; all others are completed."""
        return progress.present(self.store).outcomes

    @property
    def webhooks(self) -> hooks.Webhooks:
        """What agents' and campaigns' webhooks tell."""
        return hooks.webhooks(self.store)

    async def close(self) -> None:
        """Stop listening, drop every connection, and give up the webhooks under way."""
        await super().close()
        await self.webhooks.close()

    def _in_time(self, act: Handler, request: Request) -> Answer:
        self.webhooks.tell()
        try:
            return act(request)
        finally:
            self.webhooks.tell()
