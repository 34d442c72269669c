"""What is new since last time comes once, whatever arrives late or goes; what webhooks missed is found."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError, Talkover, Talkroute
from telephony_clients.pull import PullOptions, PullState, reconcile, sync
from telephony_clients.sandbox import Sandbox
from tests.conftest import CANARY
from tests.core.desk import answer_by, wire
from tests.pull.past_calls import MORNING, CallDay
from tests.pull.pulling import credentials
from tests.scripted_server import ScriptedServer
from tests.wings import sandbox

__all__ = ["sandbox"]

CALLS = "talkroute.call_history"


def client_of(server: ScriptedServer) -> Talkroute:
    return Talkroute(f"{CANARY}-talkroute", base_url=server.url)


def ids(records: Any) -> list[str]:
    return [one.id for one in records]


@pytest.mark.parametrize(("seed", "an_hour"), [(1, 30), (2, 30), (3, 240)])
async def test_a_day_of_calls_comes_whole_five_minutes_at_a_time(
    seed: int, an_hour: int, server: ScriptedServer, tmp_path: Path
) -> None:
    day = CallDay(server, random.Random(seed), an_hour=an_hour)
    options = PullOptions(now=lambda: day.now)
    given: list[str] = []
    async with client_of(server) as talkroute:
        while day.now < MORNING + timedelta(hours=26):
            state = PullState(tmp_path / "state.json")  # as a process does that is started anew each time
            async with sync(CALLS, talkroute, state=state, since=MORNING, options=options) as calls:
                given += ids(calls)
            day.now += timedelta(seconds=300)

    assert set(given) == day.listed
    assert len(given) == len(day.listed) > an_hour * 22
    assert day.requests <= 1.1 * day.needed


async def test_a_block_that_fails_is_given_again(server: ScriptedServer) -> None:
    day = CallDay(server, random.Random(4), hours=1)
    day.now += timedelta(hours=1)
    options, state = PullOptions(now=lambda: day.now), PullState()
    async with client_of(server) as talkroute:

        async def fail() -> list[str]:
            async with sync(CALLS, talkroute, state=state, options=options) as calls:
                raise LookupError(*ids(calls))

        with pytest.raises(LookupError) as failed:
            await fail()
        assert state.to_dict() == {"bookmarks": {}}
        async with sync(CALLS, talkroute, state=state, options=options) as calls:
            assert ids(calls) == [*failed.value.args]
        async with sync(CALLS, talkroute, state=state, options=options) as calls:
            assert calls == []


async def test_the_state_stays_where_the_vendor_fails(server: ScriptedServer) -> None:
    server.answer({"message": "odd"}, status=400, always=True)
    state = PullState()
    async with client_of(server) as talkroute:
        block = sync(CALLS, talkroute, state=state)
        with pytest.raises(Exception, match="odd"):
            await block.__aenter__()

    assert state.to_dict() == {"bookmarks": {}}


@pytest.mark.parametrize(("changes", "again"), [(False, []), (True, ["a"])])
async def test_a_record_that_changed_is_given_again_where_that_is_asked_for(
    *, changes: bool, again: list[str], server: ScriptedServer
) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    durations = {"a": 1, "b": 1}
    pages = {"currentPage": 1, "totalPages": 1, "total": 2}

    def respond(_: object) -> bytes:
        rows = [{"id": one, "callDate": "2026-03-01T11:30:00Z", "duration": often} for one, often in durations.items()]
        return wire({"data": rows, "pagination": pages})

    answer_by(server, respond)
    state, options = PullState(), PullOptions(now=lambda: now)
    async with client_of(server) as talkroute:
        async with sync(CALLS, talkroute, state=state, changes=changes, options=options) as calls:
            assert ids(calls) == ["a", "b"]
        durations["a"] = 2
        async with sync(CALLS, talkroute, state=state, changes=changes, options=options) as calls:
            assert ids(calls) == again
        async with sync(CALLS, talkroute, state=state, changes=changes, options=options) as calls:
            assert ids(calls) == []


async def test_accounts_and_datasets_have_bookmarks_of_their_own(server: ScriptedServer) -> None:
    day = CallDay(server, random.Random(5), hours=1)
    day.now += timedelta(hours=1)
    options, state = PullOptions(now=lambda: day.now), PullState()
    async with client_of(server) as talkroute:
        for account in ("one", "two"):
            async with sync(CALLS, talkroute, state=state, account=account, options=options) as calls:
                assert len(calls) > 10

    assert set(state.to_dict()["bookmarks"][CALLS]) == {"one", "two"}


async def test_a_vendor_with_whole_days_gives_what_is_in_the_hour(sandbox: Sandbox) -> None:
    account = credentials(sandbox)["talkover"]
    now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    options = PullOptions(now=lambda: now)
    async with Talkover(**account) as talkover:
        every = await talkover.calls.list().to_list()
        wanted = {call.id for call in every if now - timedelta(hours=30) <= call.created_at < now}
        async with sync(
            "talkover.calls", talkover, state=PullState(), overlap=timedelta(hours=30), options=options
        ) as got:
            assert {*ids(got)} == wanted
    assert wanted


async def test_what_webhooks_missed_and_told_in_vain_is_found(sandbox: Sandbox) -> None:
    since, until = datetime(2026, 3, 1, 6, tzinfo=UTC), datetime(2026, 3, 20, 18, tzinfo=UTC)
    async with Talkover(**credentials(sandbox)["talkover"]) as talkover:
        every = await talkover.calls.list().to_list()
        there = [call for call in every if since <= call.created_at < until]
        known = [*ids(there[3:]), "never there"]
        found = await reconcile("talkover.calls", talkover, known, since, until)

    assert {*ids(found.missed)} == {*ids(there[:3])}
    assert found.in_vain == ["never there"]
    assert len(there) > 10


async def test_numbers_as_ids_are_known_again(sandbox: Sandbox) -> None:
    async with Talkroute(**credentials(sandbox)["talkroute"]) as talkroute:
        (first, *_) = await talkroute.voice_messages.list().to_list()
        assert first.created_at is not None
        since = first.created_at - timedelta(minutes=1)
        found = await reconcile(
            "talkroute.voice_messages", talkroute, [first.id, 17], since, since + timedelta(hours=1)
        )

    assert first.id not in ids(found.missed)
    assert found.in_vain == [17]


@pytest.mark.parametrize("resource", ["talkroute.contacts", "talkable.metrics"])
async def test_rows_without_times_cannot_be_read_since_last_time(resource: str, server: ScriptedServer) -> None:
    async with client_of(server) as talkroute:
        with pytest.raises(ConfigurationError, match="times"):
            sync(resource, talkroute, state=PullState())
        with pytest.raises(ConfigurationError, match="times"):
            await reconcile(resource, talkroute, [], MORNING, MORNING + timedelta(days=1))
        with pytest.raises(ConfigurationError, match="later until"):
            await reconcile(CALLS, talkroute, [], MORNING, MORNING)
        with pytest.raises(ConfigurationError, match="overlap must not be negative"):
            sync(CALLS, talkroute, state=PullState(), overlap=-timedelta(1))


async def test_it_goes_on_from_where_a_pull_came_to(server: ScriptedServer) -> None:
    day = CallDay(server, random.Random(6), hours=3)
    day.now += timedelta(hours=3)
    state, options = PullState(), PullOptions(now=lambda: day.now)
    state.move(CALLS, "main", {"until": "2026-03-01T02:00:00Z"})
    async with client_of(server) as talkroute, sync(CALLS, talkroute, state=state, options=options) as calls:
        began = {call.id: call.began for call in day.calls}
        assert {*ids(calls)} == {one for one in day.at(day.now) if began[one] >= MORNING + timedelta(hours=1)}
