"""Odd requests: whatever a client sends, each route answers in the vendor's words and never fails itself."""

import io
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy, MultiDict, MultiDictProxy

from telephony_clients.sandbox import Sandbox, Vendor
from telephony_clients.sandbox.validator import Field, Validator, Violation
from telephony_clients.sandbox.wire import Request
from tests.sandbox.conftest import Client

VENDORS = ("talkroute", "talkable", "talkover")
_LARGE = 3 * 2**20
HALF_A_PAIR = "\ud800"
TEXTS = [
    "",
    "x",
    " ",
    "é☃",
    HALF_A_PAIR,
    "\x00",
    "a" * 5000,
    "../../etc/passwd",
    "http://[",
    "24:00",
    "٣",
    "²",
    "owner",
]
NUMBERS = [0, 1, -1, 2**31, 2**63, 10**400, -(10**400), 1.5, 1e308, "123", "1" * 400, "1e400", "nan", "inf", "-1"]
TIMES = [
    *("0001-01-01", "9999-12-31", "2024-02-30", "2026-03-01", "1/1/0001", "12/31/9999"),
    *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59"),
    *("1970-01-01T00:00:00+14:00", "2099-12-31T23:59:59-14:00", "2026-04-01T10:00:00+00:00", "09:00", "17:00"),
]
REAL = [
    "+12025550123",
    "a@b.test",
    "https://example.test/x",
    "en-US",
    "America/New_York",
    "Purchase",
    "inbound",
    "1001",
]
PEOPLE = [quote(f"customer{number}@example.com", safe="") for number in range(1, 5)]
SHAPES: list[Any] = [None, True, False, [], {}, [[]], [{}], [None], ["x"], {"id": 1}, {"a": {"b": []}}]
VALUES: list[Any] = [*TEXTS, *NUMBERS, *TIMES, *REAL, *SHAPES]
BODIES = [
    *(b"[" * 100_000, b'{"a":' * 99_999, b"[" * 99 + b"]" * 99, b'{"a":' * 101 + b"1" + b"}" * 101),
    *(b"NaN", b'{"a":NaN}', b'{"a":1e999}', b"1" * 5000, b'{"a":' + b"1" * 5000 + b"}", b"\xff\xfe", b"\xef\xbb\xbf{}"),
    *("{}".encode("utf-16"), b"{", b"[]", b"null", b"1", b'"x"', b"--x\r\n\r\n--x--"),
]
Fields = dict[str, dict[str, list[Any]]]


def stand_in(name: str) -> Vendor:
    sandbox = Sandbox(seed=7, calls=30, call_records=30, assets=9, voice_messages=9, contacts=9, people=20)
    vendor: Vendor = getattr(sandbox, name)
    return vendor


def learned(name: str) -> Fields:
    """Return the fields that each route reads, with the values that are good for it."""
    found: Fields = defaultdict(dict)
    route = ""
    read = Validator.read

    def watched(self: Validator, given: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
        for field, kind in fields.items():
            found[route][field] = [value for value in VALUES if fits(kind, value)]
        return read(self, given, fields)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Validator, "read", watched)
        client = Fuzzer(name, found, random.Random(7))
        for _ in range(3):
            for route in client.routes:
                client.exchange(route)
    return found


def fits(kind: Field, value: Any) -> bool:
    try:
        kind.read(value)
    except Violation:
        return False
    return True


class Fuzzer:
    def __init__(self, name: str, fields: Fields, rng: random.Random) -> None:
        self._vendor, self._fields, self._rng = stand_in(name), fields, rng
        self._ids: dict[str, list[str]] = defaultdict(list)
        self.routes = list(self._vendor.routes())

    def exchange(self, route: str) -> tuple[int, bytes]:
        """Send a request to a route, and return the answer."""
        request = self._request(route)
        answer = self._vendor._answer(request)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Vendor, "base_url", "http://127.0.0.1:9/api")  # it listens nowhere
            try:
                answer.send(None)
            except StopIteration as done:
                reply = done.value
            else:
                raise AssertionError("a stand-in waited for something")
        list(self._vendor.records(reply.payload) if reply.ok else ())
        assert self._vendor.cost(request) > 0
        body: bytes = reply.encode()
        if reply.ok and body and not reply.html:
            self._learn(request.path, json.loads(body))
        return reply.status, body

    def _request(self, route: str) -> Request:
        method, _, template = route.partition(" ")
        path = self._path(template)
        query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in self._some(route)}
        body = dict(self._some(route)) | {"data": dict(self._some(route))} | {"site_slug": "my-store"}
        sent = json.dumps(body).encode() if self._rng.random() < 0.9 else self._rng.choice(BODIES)
        return Request(
            method=method,
            path=unquote(path),
            raw_path=path,
            query=MultiDictProxy(MultiDict({"site_slug": "my-store", **query})),
            headers=CIMultiDictProxy(CIMultiDict({"Authorization": f"Bearer {self._vendor.api_key}"})),
            body=b"" if method == "GET" else sent,
            url=f"http://127.0.0.1{path}",
            remote="127.0.0.1",
        )

    def _some(self, route: str) -> Iterator[tuple[str, Any]]:
        for name, good in self._fields[route].items():
            if self._rng.random() < 0.9:
                yield name, self._rng.choice(good if good and self._rng.random() < 0.8 else VALUES)

    def _path(self, template: str) -> str:
        done: list[str] = []
        for part in template.split("/"):
            known = self._ids["/".join(done)] or self._ids[done[-1]] if done else []
            ids = known if known and self._rng.random() < 0.9 else ["1", "1001", "%00", "%ED%A0%80", "9" * 400, *PEOPLE]
            done.append(self._rng.choice(ids) if part.startswith("{") else part)
        return "/".join(done)

    def _learn(self, path: str, answer: Any) -> None:
        found = answer.get("data", answer.get("result")) if isinstance(answer, dict) else answer
        if isinstance(found, dict) and len(found) == 1:
            (found,) = found.values()
        for one in found[:8] if isinstance(found, list) else [found]:
            ids = [value for name, value in one.items() if name.endswith("id")] if isinstance(one, dict) else []
            for place in (path, path.rpartition("/")[2]):
                self._ids[place] += [quote(str(value), safe="") for value in ids if isinstance(value, int | str)]


FIELDS = {name: learned(name) for name in VENDORS}


@pytest.mark.parametrize("name", VENDORS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=12)
def test_no_request_makes_a_route_fail(name: str, seed: int) -> None:
    fuzzer = Fuzzer(name, FIELDS[name], random.Random(seed))
    for route in fuzzer.routes * 3:
        status, body = fuzzer.exchange(route)
        assert status < HTTPStatus.INTERNAL_SERVER_ERROR, (route, status, body[:200])


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:12]))
async def test_a_body_that_is_no_document_is_refused_on_the_wire(client: Client, name: str, body: bytes) -> None:
    async with Sandbox() as sandbox:
        vendor = getattr(sandbox, name)
        writes = [route for route in vendor.routes() if not route.startswith("GET ")]
        method, _, path = next(iter(writes or vendor.routes())).partition(" ")
        answer = await client.ask(vendor, method, path.replace("{", "").replace("}", ""), body=body)

    assert 200 <= answer.status < 500


@pytest.mark.parametrize("name", VENDORS)
async def test_a_large_body_is_taken(name: str) -> None:
    async with Sandbox() as sandbox, aiohttp.ClientSession() as session:
        vendor = getattr(sandbox, name)
        async with session.post(f"{vendor.base_url}/nowhere", data=io.BytesIO(b"x" * _LARGE)) as answer:
            assert answer.status == HTTPStatus.NOT_FOUND

    assert len(vendor.requests[0].body) == _LARGE
