"""Bookmarks through runs that end early, fail in part and are begun again: never past a window that is not whole."""

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from telephony_clients.pull import PartReport, PullState, plan
from telephony_clients.pull.state import Progression

WINDOWS = 6
PARTS = plan("talkover.calls", ["one", "two"], date(2026, 3, 1), date(2026, 3, 1 + WINDOWS))


class Pulls(RuleBasedStateMachine):
    """Runs of one pull over one file of bookmarks; `whole` has what is whole of all runs, `seen` what this run saw."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.whole: set[int] = set()
        self.furthest = {"one": 0, "two": 0}
        self.begin()

    def teardown(self) -> None:
        self.folder.cleanup()

    def begin(self) -> None:
        self.progression = Progression(PullState(self.path), PARTS)
        self.seen: set[int] = set()

    @property
    def path(self) -> Path:
        return Path(self.folder.name) / "state.json"

    def bookmark(self, account: str) -> int:
        """How many windows of an account lie before its bookmark."""
        found = PullState(self.path).bookmark("talkover.calls", account)
        return 0 if found is None else [spec.until for spec in PARTS[:WINDOWS]].index(found["until"]) + 1

    @rule(part=st.integers(0, len(PARTS) - 1))
    def a_part_is_whole(self, part: int) -> None:
        self.progression.done(PartReport(spec=PARTS[part], started="", finished=""))
        self.whole.add(part)
        self.seen.add(part)

    @precondition(lambda self: self.seen)
    @rule()
    def the_process_is_killed_and_the_pull_begun_again(self) -> None:
        self.begin()

    @precondition(lambda self: self.seen)
    @rule()
    def the_run_comes_to_its_end(self) -> None:
        for part in range(len(PARTS)):
            self.a_part_is_whole(part)
        assert [self.bookmark(account) for account in self.furthest] == [WINDOWS, WINDOWS]

    @invariant()
    def bookmarks_are_past_whole_windows_only_and_never_go_back(self) -> None:
        for first, account in enumerate(self.furthest):
            at = self.bookmark(account)
            assert {first * WINDOWS + one for one in range(at)} <= self.whole
            assert at >= self.furthest[account]
            self.furthest[account] = at


TestPulls = Pulls.TestCase
TestPulls.settings = settings(max_examples=40, stateful_step_count=25)
