"""What a caller learns of an answer, by the one-pass decoder and by the tolerant pass, to compare the two."""

from types import SimpleNamespace
from typing import Any, cast

from multidict import CIMultiDict, CIMultiDictProxy

from telephony_clients.cli.vendors import client_class
from telephony_clients.core.calls.call import Call
from telephony_clients.core.calls.response import ParsedResponse, parse_response
from telephony_clients.core.client.resource import operations_of
from telephony_clients.core.errors import ApiError, ModelMismatch, TelephonyError
from telephony_clients.core.models.drift import Drift, DriftRecorder
from telephony_clients.core.secret import Secret
from telephony_clients.core.vendor.adapter import Adapter
from telephony_clients.core.wire.request import Operation, Request
from telephony_clients.core.wire.response import RawResponse

_SITE: dict[str, dict[str, Any]] = {"talkable": {"site_slug": "site"}}
_KEY = "a-key-that-no-answer-holds"


def adapters(vendor: str) -> tuple[Adapter, Adapter]:
    """Return the vendor's adapter, and one that never reads in one pass."""
    usual: Any = client_class(vendor).adapter_class
    tolerant = type(usual.__name__, (usual,), {"envelope": None})
    return usual(**_SITE.get(vendor, {})), tolerant(**_SITE.get(vendor, {}))


def operations(vendor: str) -> list[Operation[Any]]:
    """Return the vendor's operations that bring data."""
    client = client_class(vendor)(_KEY, **_SITE.get(vendor, {}))
    return [one for _, one in operations_of(client) if one.into is not None]


def model_of(into: Any) -> Any:
    """Return the model of a record, where a list of them is read."""
    return getattr(into, "__args__", [into])[0]


def outcome(adapter: Adapter, request: Request[Any], status: int, body: bytes) -> Any:
    """Return all that a caller learns of an answer."""
    drift = Drift(adapter.vendor)
    recorder = DriftRecorder(drift)
    call = cast("Call", SimpleNamespace(request=request, adapter=adapter, attempts=()))
    response = RawResponse(status, CIMultiDictProxy(CIMultiDict()), body, None)
    read = parse_response(call, response, Secret(_KEY), recorder)
    recorder.flush()
    if isinstance(read, ParsedResponse):
        return repr(read.data), read.message, read.page, repr(read.set_aside), drift.report()
    if not isinstance(read, TelephonyError):
        raise TypeError(f"An answer is read or an error, and not a {type(read).__name__}.")
    path = read.path if isinstance(read, ModelMismatch) else ()
    words = (read.code, read.errors, read.details) if isinstance(read, ApiError) else ()
    return type(read), read.message, path, words, drift.report()
