"""A list that is read, left, taken up and changed in any order: what stays in it is given once, or an error says so."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from telephony_clients import PaginationError
from tests.core.client.changing_list import ChangingList
from tests.core.desk import Desk
from tests.example_vendor import Line
from tests.scripted_server import ScriptedServer

PLACES = st.sampled_from([0.0, 0.25, 0.5, 1.0])
_ALWAYS_MADE_WHOLE = 2
"""Changes in one reading that never end it with an error."""


class ListMachine(RuleBasedStateMachine):
    """One reader of one list, which also changes; the list knows what stayed in it."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.given: list[str] = []
        self.changes = 0
        self.ended = False

    @initialize(total=st.integers(0, 14), size=st.integers(1, 4), ahead=st.integers(0, 3), clamps=st.booleans())
    def open(self, total: int, size: int, ahead: int, *, clamps: bool) -> None:
        self.size, self.ahead = size, ahead

        async def opened() -> None:
            self.server = await ScriptedServer().__aenter__()
            self.rows = ChangingList(self.server, total, clamps=clamps)
            self.desk = Desk(self.server.url)
            self.begin(None)

        self.runner.run(opened())

    def begin(self, cursor: Any) -> None:
        self.pager = self.desk.lines.list(page_size=self.size, cursor=cursor).prefetch(self.ahead)
        self.items: AsyncGenerator[Line, None] = self.pager._items()

    @precondition(lambda self: not self.ended)
    @rule(count=st.integers(1, 6))
    def read(self, count: int) -> None:
        self.runner.run(self.take(count))

    async def take(self, count: int) -> None:
        try:
            for _ in range(count):
                self.given.append((await anext(self.items)).id)
        except StopAsyncIteration:
            self.ended = True
            assert self.pager.cursor["position"] is None
        except PaginationError:
            assert self.changes > _ALWAYS_MADE_WHOLE, "so few changes are always made whole"
            self.ended = True
            self.rows.stayed.clear()  # of which nothing is promised any more

    @rule()
    def add(self) -> None:
        self.change(lambda: self.rows.add(0.0))

    @precondition(lambda self: self.rows.rows)
    @rule(where=PLACES)
    def delete(self, where: float) -> None:
        self.change(lambda: self.rows.delete(where))

    @precondition(lambda self: any(one in self.rows.rows for one in self.given))
    @rule(which=st.integers(0, 100))
    def delete_what_was_given(self, which: int) -> None:
        left = [one for one in self.given if one in self.rows.rows]
        self.change(lambda: self.rows.delete(left[which % len(left)]))

    @precondition(lambda self: len(self.given) > 1)
    @rule()
    def delete_all_that_was_given(self) -> None:
        for one in [one for one in self.given if one in self.rows.rows]:
            self.change(partial(self.rows.delete, one))

    def change(self, act: Callable[[], object]) -> None:
        self.changes += 1
        act()

    @precondition(lambda self: not self.ended and not self.changes)  # a cursor counts on a list that keeps still
    @rule(ahead=st.integers(0, 3))
    def leave_and_take_up(self, ahead: int) -> None:
        async def resumed() -> None:
            await self.items.aclose()
            self.check_nothing_runs()
            cursor = json.loads(json.dumps(self.pager.cursor))
            self.ahead = ahead
            self.begin(cursor)
            self.ended = cursor["position"] is None
            if not self.ended:
                await self.take(1)  # what changes before that shifts what the cursor means

        self.runner.run(resumed())

    def check_nothing_runs(self) -> None:
        mine = asyncio.current_task()
        fetching = [task for task in asyncio.all_tasks() if task is not mine and "_fetch" in repr(task)]
        assert fetching == [], "pages are fetched for nobody"

    @invariant()
    def nothing_is_given_twice(self) -> None:
        assert len(set(self.given)) == len(self.given)

    @invariant()
    def no_more_pages_are_asked_for_than_help(self) -> None:
        if hasattr(self, "rows") and not self.changes:
            pages = max(1, -(-len(self.rows.rows) // self.size))
            assert set(self.rows.asked) <= set(range(1, pages + 1))

    def teardown(self) -> None:
        try:
            if hasattr(self, "items"):
                self.runner.run(self.read_to_the_end())
        finally:
            self.runner.close()

    async def read_to_the_end(self) -> None:
        try:
            if not self.ended:
                await self.take(1000)
            assert self.ended, "the list never ends"
            assert self.rows.stayed - set(self.given) == set(), "records that stayed were never given"
            self.nothing_is_given_twice()
        finally:
            await self.items.aclose()
            self.check_nothing_runs()
            await self.desk.close()
            await self.server.__aexit__(None, None, None)


ListMachine.TestCase.settings = settings(
    max_examples=80, stateful_step_count=15, deadline=None, derandomize=True, phases=[Phase.generate]
)  # a failure is short enough as it is, and to shrink it over sockets takes minutes
TestList = ListMachine.TestCase
