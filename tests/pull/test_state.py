"""Bookmarks outlive a process, and move to the end of what is whole, never past a gap."""

import itertools
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError
from telephony_clients.pull import NdjsonFiles, PartReport, PullFailed, PullState, plan, run_all
from telephony_clients.pull.state import Progression
from telephony_clients.sandbox import Sandbox
from tests.pull.pulling import OPTIONS, credentials
from tests.wings import sandbox

__all__ = ["sandbox"]

PARTS = plan("talkover.calls", ["talkover"], date(2026, 3, 1), date(2026, 3, 5))


def test_a_bookmark_is_there_for_the_next_process(tmp_path: Path) -> None:
    PullState(tmp_path / "s.json").move("talkover.calls", "main", {"until": "x"})

    assert PullState(tmp_path / "s.json").bookmark("talkover.calls", "main") == {"until": "x"}
    assert PullState(tmp_path / "s.json").bookmark("talkover.calls", "other") is None
    assert [path.name for path in tmp_path.iterdir()] == ["s.json"]


def test_what_others_keep_in_a_singer_state_stays(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps({"currently_syncing": "x", "bookmarks": {"deals": {"all": {"at": 1}}}}))
    PullState(path).move("talkover.calls", "main", {"until": "y"})

    assert json.loads(path.read_text()) == {
        "currently_syncing": "x",
        "bookmarks": {"deals": {"all": {"at": 1}}, "talkover.calls": {"main": {"until": "y"}}},
    }


def test_a_state_can_be_kept_anywhere() -> None:
    state = PullState()
    state.move("a.b", "main", {"until": "z"})

    assert PullState(state.to_dict()).bookmark("a.b", "main") == {"until": "z"}


@pytest.mark.parametrize("text", ["[]", "{", '{"bookmarks": []}', '{"bookmarks": {"a": 1}}'])
def test_what_is_no_state_is_refused_and_left_as_it_is(text: str, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(text)

    with pytest.raises(ConfigurationError, match="is not the state of a pull"):
        PullState(path)
    assert path.read_text() == text


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_bookmark_moves_past_a_window_once_all_before_it_are_whole(order: tuple[int, ...]) -> None:
    state = PullState()
    progression = Progression(state, PARTS)
    done: set[int] = set()
    for one in order:
        progression.done(PartReport(spec=PARTS[one], started="", finished=""))
        done.add(one)
        whole = next((at for at in range(4) if at not in done), 4)
        bookmark = state.bookmark("talkover.calls", "talkover")
        assert bookmark == (None if whole == 0 else {"until": PARTS[whole - 1].until})


async def test_a_pull_moves_its_bookmarks(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.talkover.faults.status(400, times=1)
    state = PullState(tmp_path / "state.json")

    async def pull(state: PullState) -> Any:
        sink = NdjsonFiles(tmp_path / "out")
        return [one async for one in run_all(PARTS, sink, credentials(sandbox), state=state, options=OPTIONS)]

    with pytest.raises(PullFailed):
        await pull(state)
    reached = state.bookmark("talkover.calls", "talkover")
    assert reached is None or reached["until"] < str(PARTS[-1].until)
    await pull(state)
    assert PullState(tmp_path / "state.json").bookmark("talkover.calls", "talkover") == {"until": PARTS[-1].until}
