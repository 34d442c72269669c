"""Talkover's answers in every shape that its pages print, and what they mean."""

from telephony_clients import (
    AuthenticationError,
    BadRequest,
    Conflict,
    NotFound,
    PaymentRequired,
    PermissionDenied,
    RateLimited,
    ServerError,
    ValidationFailed,
)
from telephony_clients.core.vendor.paging import PageInfo
from tests.wings import Refusal, Success

INVALID = "The given data was invalid."
DEMO = {"mp3_url": "https://example.com/storage/demo-audio/signed-url-here.mp3"}
QUEUED = {"campaign_call": {"id": "call-uuid-1", "status": "queued"}, "campaign": {"id": "campaign-uuid-1"}}
EXISTING = {"id": "call-uuid-existing", "status": "queued", "created_at": "2024-01-15T09:50:00Z"}
SIX = {"current_page": 1, "last_page": 5, "per_page": 20, "total": 100, "from": 1, "to": 20}
HTML = b"<html><body>Bad gateway</body></html>"

WAITS: list[tuple[dict[str, object], float | None]] = [
    ({"retry_after": 60}, 60.0),
    ({"retry_after": 0.5}, 0.5),
    ({"retry_after": "60"}, 60.0),
    ({"retry_after_ms": 1500}, 1.5),
    ({"retry_after_ms": "1500", "retry_after": 2}, 1.5),
    ({"retry_after_ms": 0, "retry_after": 2}, 2.0),
    ({"retry_after_ms": 7_200_000}, None),
]
NO_WAITS: list[object] = [0, -5, True, "-5", "soon", "", None, [60]]
WAITS += [({"retry_after": wait}, None) for wait in NO_WAITS]

SHAPES: list[Success | Refusal] = [
    Success(name="S1 success and data", payload={"success": True, "data": {"id": "a"}}, data={"id": "a"}),
    Success(name="S1 an empty list is data", payload={"success": True, "data": []}, data=[]),
    Success(
        name="S1 and meta",
        payload={
            "success": True,
            "data": [1],
            "meta": {"current_page": 1, "per_page": 10, "total": 25, "last_page": 3},
        },
        data=[1],
        page=PageInfo(number=1, last=3, total=25, size=10),
    ),
    Success(
        name="S1 and pagination",
        payload={"success": True, "data": [1], "pagination": SIX},
        data=[1],
        page=PageInfo(number=1, last=5, total=100, size=20),
    ),
    Success(
        name="S1 and pagination without a last page",
        payload={"success": True, "data": [1], "pagination": {"current_page": 2, "per_page": 25, "total": 60}},
        data=[1],
        page=PageInfo(number=2, total=60, size=25),
    ),
    Success(
        name="S1 and something that the vendor added beside the data",
        payload={"success": True, "data": {"id": "a"}, "request_id": "r-1"},
        data={"id": "a"},
    ),
    Success(
        name="S2 success, message and data",
        status=201,
        payload={"success": True, "message": "Agent created", "data": {"id": "a"}},
        data={"id": "a"},
        message="Agent created",
    ),
    Success(name="S3 success and message", payload={"success": True, "message": "Deleted"}, message="Deleted"),
    Success(name="S4 bare, the voice demo", payload=DEMO, data=DEMO),
    Success(name="S4 bare, health", payload={"status": "ok"}, data={"status": "ok"}),
    Success(name="S4 bare, a campaign's call", status=201, payload=QUEUED, data=QUEUED),
    Success(name="S5 data alone", payload={"data": [{"id": 1}]}, data=[{"id": 1}]),
    Success(name="S6 message alone", payload={"message": "Token revoked"}, message="Token revoked"),
    Success(name="O a bare list", payload=[{"display_name": "Bianca"}], data=[{"display_name": "Bianca"}]),
    Success(
        name="O data and meta without success",
        payload={"data": [1], "meta": SIX},
        data=[1],
        page=PageInfo(number=1, last=5, total=100, size=20),
    ),
    Success(
        name="O a bare object with data of its own",
        payload={"id": "a", "data": {"x": 1}},
        data={"id": "a", "data": {"x": 1}},
    ),
    Success(
        name="O a bare object whose error is empty", payload={"id": "a", "error": None}, data={"id": "a", "error": None}
    ),
    Success(name="O 204", status=204, body=b""),
    Success(name="nothing at all in a 200", body=b""),
    Success(name="success alone", payload={"success": True}),
    Success(name="data that are null", payload={"success": True, "data": None}),
    Refusal(
        name="E1 success false and message",
        status=404,
        payload={"success": False, "message": "Agent not found"},
        error=NotFound,
        message="Agent not found",
    ),
    Refusal(
        name="E1 with 403",
        status=403,
        payload={"success": False, "message": "You are not authorized to perform this action."},
        error=PermissionDenied,
        message="You are not authorized to perform this action.",
    ),
    Refusal(
        name="E1 inside a 200",
        payload={"success": False, "message": "Campaign is not active"},
        error=BadRequest,
        message="Campaign is not active",
    ),
    Refusal(
        name="E2 field errors, one of them dotted",
        status=422,
        payload={
            "success": False,
            "message": INVALID,
            "errors": {"status": ["The selected status is invalid."], "call_time_ranges.0.end": ["too early", "odd"]},
        },
        error=ValidationFailed,
        message=INVALID,
        errors={"status": ["The selected status is invalid."], "call_time_ranges.0.end": ["too early", "odd"]},
    ),
    Refusal(
        name="E3 a code",
        status=409,
        payload={"success": False, "message": "The call is over", "code": "CALL_NOT_ACTIVE"},
        error=Conflict,
        message="The call is over",
        code="CALL_NOT_ACTIVE",
    ),
    Refusal(
        name="E4 a code and details",
        status=402,
        payload={"success": False, "message": "Declined", "code": "PAYMENT_FAILED", "details": {"card": "1234"}},
        error=PaymentRequired,
        message="Declined",
        code="PAYMENT_FAILED",
        details={"card": "1234"},
    ),
    Refusal(
        name="E5 errors as a list",
        status=422,
        payload={"success": False, "message": "Invalid flow", "errors": ["Duplicate node id", "Unreachable"]},
        error=ValidationFailed,
        message="Invalid flow",
        errors={"": ["Duplicate node id", "Unreachable"]},
    ),
    Refusal(
        name="E5 without a message, inside a 200",
        payload={"success": False, "errors": ["Duplicate node id"]},
        error=BadRequest,
        errors={"": ["Duplicate node id"]},
        shown='{"success": false, "errors": ["Duplicate node id"]}',
    ),
    Refusal(
        name="E6 an error object",
        status=400,
        payload={"error": {"code": "INVALID_PHONE_NUMBER", "message": "No E.164", "details": {"field": "to"}}},
        error=BadRequest,
        message="No E.164",
        code="INVALID_PHONE_NUMBER",
        details={"field": "to"},
    ),
    Refusal(
        name="E6 without details",
        status=402,
        payload={"error": {"code": "INSUFFICIENT_CREDITS", "message": "No credit"}},
        error=PaymentRequired,
        message="No credit",
        code="INSUFFICIENT_CREDITS",
    ),
    *(
        Refusal(
            name=f"E6 with a wait in its details: {details!r}",
            status=429,
            payload={"error": {"code": "RATE_LIMIT_EXCEEDED", "message": "Slow down.", "details": details}},
            error=RateLimited,
            message="Slow down.",
            code="RATE_LIMIT_EXCEEDED",
            details=details,
            retry_after=wait,
        )
        for details, wait in WAITS
    ),
    Refusal(
        name="E6 inside a 200",
        payload={"error": {"code": "AGENT_NOT_FOUND", "message": "Agent not found"}},
        error=BadRequest,
        message="Agent not found",
        code="AGENT_NOT_FOUND",
    ),
    Refusal(
        name="E7 success false and an error object",
        status=401,
        payload={
            "success": False,
            "error": {"code": "INVALID_API_KEY", "message": "The provided API key is invalid", "details": {}},
        },
        error=AuthenticationError,
        message="The provided API key is invalid",
        code="INVALID_API_KEY",
    ),
    *(
        Refusal(
            name=f"E8 the code as error: {code}",
            status=401,
            payload={"error": code, "message": text, "status_code": 401},
            error=AuthenticationError,
            message=text,
            code=code,
        )
        for code, text in {
            "UNAUTHORIZED": "Invalid or missing authentication token",
            "TOKEN_EXPIRED": "Authentication token has expired",
            "MISSING_TOKEN": "Authorization header is required",
        }.items()
    ),
    *(
        Refusal(
            name=f"E9 in a 401: {text}", status=401, payload={"message": text}, error=AuthenticationError, message=text
        )
        for text in ("Missing Bearer Token", "Unauthorized", "Unauthenticated.")
    ),
    Refusal(
        name="E10 field errors without success",
        status=422,
        payload={"message": INVALID, "errors": {"webhook_url": ["The webhook url field is required."]}},
        error=ValidationFailed,
        message=INVALID,
        errors={"webhook_url": ["The webhook url field is required."]},
    ),
    Refusal(
        name="E11 the text as error",
        status=500,
        payload={"error": "Failed to generate demo audio"},
        error=ServerError,
        message="Failed to generate demo audio",
    ),
    Refusal(
        name="E12 the call that exists",
        status=409,
        payload={"success": False, "message": "A call exists", "existing_call": EXISTING},
        error=Conflict,
        message="A call exists",
        details={"existing_call": EXISTING},
    ),
    Refusal(
        name="E13 the text within the data, inside a 200",
        payload={"success": False, "data": {"registered": False, "error": "403 Forbidden"}},
        error=BadRequest,
        message="403 Forbidden",
        details={"registered": False, "error": "403 Forbidden"},
    ),
    Refusal(
        name="E13 with a message",
        status=422,
        payload={"success": False, "message": "Connection failed", "data": {"latency": 3, "error": "timed out"}},
        error=ValidationFailed,
        message="Connection failed",
        details={"latency": 3, "error": "timed out"},
    ),
    Refusal(name="a page instead of JSON", status=502, body=HTML, error=ServerError, shown=HTML.decode()),
    Refusal(name="an empty 503", status=503, body=b"", error=ServerError),
    Refusal(name="broken JSON in a 404", status=404, body=b'{"success": fal', error=NotFound, shown='{"success": fal'),
    Refusal(name="a bare text", status=400, payload="no", error=BadRequest, shown='"no"'),
]
