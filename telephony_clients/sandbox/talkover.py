"""Stand-in for the Talkover API: numbers, voices, agents, calls."""

import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from telephony_clients.sandbox.queries import Checked
from telephony_clients.sandbox.records import Page
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkover_calls import CALL_STATUSES, CallFilter, Calls
from telephony_clients.sandbox.talkover_records import NUMBER_TYPES, TIERS, Environment
from telephony_clients.sandbox.vendor import Vendor
from telephony_clients.sandbox.wire import RefusedError, Reply, Request, phrase

_DIRECTIONS = ("inbound", "outbound")
_OPEN_ALLOWANCE = 1000
"""Requests per minute of the Professional plan, told while nothing throttles."""
_MESSAGES: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "The request body is not valid JSON.",
    HTTPStatus.UNAUTHORIZED: "Unauthorized",
    HTTPStatus.FORBIDDEN: "You are not authorized to perform this action.",
    HTTPStatus.NOT_FOUND: "Not found.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests. Please try again later.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Internal server error.",
}
_CALL_ERRORS: dict[int, tuple[str, str]] = {
    HTTPStatus.UNAUTHORIZED: ("INVALID_TOKEN", "Invalid or missing authentication token"),
    HTTPStatus.PAYMENT_REQUIRED: ("INSUFFICIENT_CREDITS", "Insufficient credits to place the call"),
    HTTPStatus.NOT_FOUND: ("AGENT_NOT_FOUND", "Agent not found"),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "RATE_LIMIT_EXCEEDED",
        "Rate limit exceeded. Please wait before making more requests.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("SERVER_ERROR", "Internal server error."),
}


class Talkover(Vendor):
    """Talkover as the vendor's reference describes it (version 1 of the API).

    Args:
        environment: the agents, numbers and voices.
        calls: the calls.
        api_key: the environment token that is accepted.
        clock: seconds, for the log and the throttle.
        port: the port to listen on, 0 for a free one.
    """

    name = "talkover"
    prefix = "/api/v1"
    open_paths = frozenset({"/health"})

    def __init__(
        self, environment: Environment, calls: Calls, api_key: str, clock: Callable[[], float], port: int = 0
    ) -> None:
        super().__init__(api_key, clock, port)
        self._data = environment
        self._call_list = calls

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {
            "GET /health": self._health,
            "GET /phone-numbers": self._phone_numbers,
            "GET /voice-templates": self._voices,
            "GET /voice-templates/{id}/demo": self._voice_demo,
            "GET /calls": self._calls,
            "GET /agents": self._agents,
            "GET /agents/{id}": self._agent,
            "POST /agents/{id}/call": self._make_call,
        }

    def headers(self, request: Request) -> Mapping[str, str]:
        """Tell the rate limit, on all answers but health's."""
        if request.path in self.open_paths:
            return {}
        limit, left = self.faults.allowance(request) or (_OPEN_ALLOWANCE, _OPEN_ALLOWANCE - 1)
        return {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(left)}

    def unauthorised(self, request: Request, token: str | None) -> Reply:
        """Answer a missing token in one shape, a wrong one in another."""
        if token is None:
            return Reply({"message": "Missing Bearer Token"}, HTTPStatus.UNAUTHORIZED)
        return self.failure(HTTPStatus.UNAUTHORIZED, request)

    def failure(self, status: int, request: Request, wait: int | None = None) -> Reply:
        """Give an error; placing a call and the voice demo have shapes of their own."""
        if status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return _invalid({"field": ["The field is invalid."]})
        if _places_call(request) and status in _CALL_ERRORS:
            code, message = _CALL_ERRORS[status]
            return _call_error(status, code, message, {"retry_after": wait or 60} if code.startswith("RATE") else None)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR and request.path.endswith("/demo"):
            return Reply({"error": "Failed to generate demo audio"}, status)
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            return _error(status, f"The {request.method} method is not supported for this route.")
        if status == HTTPStatus.UNAUTHORIZED and request.path.startswith("/agents"):
            return _error(status, "Unauthenticated.")
        return _error(status, _MESSAGES.get(status, phrase(status)))

    def _health(self, _: Request) -> Reply:
        return Reply({"status": "ok"})

    def _phone_numbers(self, request: Request) -> Reply:
        query = Checked(request.query)
        wanted = {
            "type": query.choice("type", NUMBER_TYPES) or None,
            "has_voice": query.flag("has_voice"),
            "has_whatsapp": query.flag("has_whatsapp"),
        }
        _refuse(query)
        search = query.text("search")
        found = [one for one in _equal(self._data.numbers, wanted) if search in one["number"] or search == one["id"]]
        return Reply({"success": True, "data": found})

    def _voices(self, request: Request) -> Reply:
        query = Checked(request.query)
        wanted = {
            "language": query.text("language") or None,
            "quality_tier": query.choice("quality_tier", TIERS) or None,
            "gender": query.choice("gender", ("male", "female")) or None,
        }
        _refuse(query)
        groups: dict[str, list[dict[str, Any]]] = {}
        for voice in _equal(self._data.voices, wanted):
            groups.setdefault(voice["name"], []).append(voice)
        data = [{"display_name": name, "voices": voices} for name, voices in groups.items()]
        return Reply({"success": True, "data": data})

    def _voice_demo(self, request: Request) -> Reply:
        wanted = request.values["id"]
        if not any(voice["id"] == wanted for voice in self._data.voices):
            return _error(HTTPStatus.NOT_FOUND, "Voice template not found")
        return Reply({"mp3_url": f"https://media.example.com/demo-audio/{wanted}.mp3?signature=sample"})

    def _calls(self, request: Request) -> Reply:
        query = Checked(request.query)
        number, size = _paging(query)
        status, direction = query.choice("status", CALL_STATUSES), query.choice("direction", _DIRECTIONS)
        first, last = query.day("date_from"), query.day("date_to")
        _refuse(query)
        wanted = CallFilter(status, direction, query.text("agent_id"), query.text("search"), first, last)
        records, page = self._call_list.page(wanted, number, size)
        block = {**_block(page), "from": page.first_place, "to": page.last_place}
        return Reply({"success": True, "data": records, "pagination": block})

    def _agents(self, request: Request) -> Reply:
        query = Checked(request.query)
        number, size = _paging(query)
        wanted = {
            "current_status": query.choice("status", ("draft", "published")) or None,
            "direction": query.choice("direction", _DIRECTIONS) or None,
            "language": query.text("language") or None,
        }
        _refuse(query)
        search = query.text("search").lower()
        found = [
            agent
            for agent in _equal(self._data.agents, wanted)
            if search in agent["name"].lower() or search in agent["label"].lower()
        ]
        page = Page(number, size, len(found))
        return Reply({"success": True, "data": found[page.window], "meta": _block(page)})

    def _agent(self, request: Request) -> Reply:
        agent = self._data.agent(request.values["id"])
        if agent is None:
            return _error(HTTPStatus.NOT_FOUND, "Agent not found")
        return Reply({"success": True, "data": agent})

    def _make_call(self, request: Request) -> Reply:
        agent = self._data.agent(request.values["id"])
        if agent is None:
            details = {"agent_id": request.values["id"]}
            return _call_error(HTTPStatus.NOT_FOUND, "AGENT_NOT_FOUND", "Agent not found", details)
        document = self.document(request)
        to = document.get("to")
        if to in (None, ""):
            return _call_error(HTTPStatus.BAD_REQUEST, "MISSING_PHONE_NUMBER", "Phone number is required", None)
        if not isinstance(to, str) or not re.fullmatch(r"\+[1-9]\d{6,14}", to):
            message = "Phone number must be in international format (e.g., +1234567890)"
            details = {"field": "to", "value": to}
            return _call_error(HTTPStatus.BAD_REQUEST, "INVALID_PHONE_NUMBER", message, details)
        body = Checked(document)
        body.whole("delay_seconds", 0, low=0, high=3600)
        is_testing = body.instance("is_testing", bool, False, "true or false")
        for name in ("payload", "context"):
            body.instance(name, dict, {}, "an object")
        _refuse(body)
        call = self._call_list.place(agent, to, is_testing=is_testing)
        shown = {"id": call["id"], "agent_id": agent["id"], "to": to, "status": call["status"]}
        return Reply({"success": True, "data": {**shown, "created_at": call["created_at"]}})


def _error(status: int, message: str) -> Reply:
    return Reply({"success": False, "message": message}, status)


def _call_error(status: int, code: str, message: str, details: Mapping[str, Any] | None) -> Reply:
    """Give an error of the make-call page, whose shape no other page has."""
    error: dict[str, Any] = {"code": code, "message": message}
    return Reply({"error": error if details is None else {**error, "details": details}}, status)


def _invalid(errors: Mapping[str, list[str]]) -> Reply:
    payload = {"success": False, "message": "The given data was invalid.", "errors": errors}
    return Reply(payload, HTTPStatus.UNPROCESSABLE_ENTITY)


def _refuse(checked: Checked) -> None:
    if checked.errors:
        raise RefusedError(_invalid(checked.errors))


def _places_call(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith("/call")


def _paging(query: Checked) -> tuple[int, int]:
    return query.whole("page", 1), query.whole("per_page", 20, high=100)


def _block(page: Page) -> dict[str, int | None]:
    return {"current_page": page.number, "last_page": page.last, "per_page": page.size, "total": page.total}


def _equal(records: Iterable[dict[str, Any]], wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep the records whose fields have the wanted values; None does not choose."""
    chosen = {name: value for name, value in wanted.items() if value is not None}
    return [one for one in records if all(one[name] == value for name, value in chosen.items())]
