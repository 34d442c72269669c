"""Lists and pages as they print, and pages that go to another process."""

import copy
import pickle
from typing import Any

import pytest

from telephony_clients.core.client.pager import Page
from tests.conftest import CANARY
from tests.core.desk import KEY, Desk, answer_by, fine, numbered, records, wire
from tests.scripted_server import ScriptedServer


def test_a_list_shows_what_it_is_a_list_of_and_where_it_is(desk: Desk) -> None:
    assert repr(desk.lines.list(kind="private")) == "<Pager of Line: switchboard GET /lines>"
    assert repr(desk.lines.list_plain().prefetch(2)) == "<Pager of JSON: switchboard GET /plain>"


async def test_a_page_shows_its_size_and_not_its_records(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, numbered(10))

    assert repr(await desk.lines.list()) == "Page(items=<3 records>, number=1, total=10)"


@pytest.mark.parametrize("way", [lambda page: pickle.loads(pickle.dumps(page)), copy.copy, copy.deepcopy])
async def test_a_page_survives_copy_and_pickle_without_key_or_cookies(
    server: ScriptedServer, desk: Desk, way: Any
) -> None:
    pages = {"current_page": 1, "last_page": 1, "total": 2, "per_page": 3}
    said = wire(fine(records(1, 2), pages=pages), Set_Cookie=f"session={CANARY}", X_Request_Id="r-1")
    server.raw(said)
    page = await desk.lines.list()

    again = way(page)

    assert isinstance(again, Page)
    assert (list(again), again.number, again.total) == (list(page), 1, 2)
    assert (again.response.request_id, again.response.page) == ("r-1", page.response.page)
    assert again.response.headers["x-REQUEST-id"] == "r-1"
    assert page.response.headers["Set-Cookie"]
    assert CANARY not in repr(pickle.dumps(page))
    assert KEY not in repr(pickle.dumps(page))
