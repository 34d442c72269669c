"""The shared words: what UNSET means, and a quota that is known in part."""

import copy
import pickle

from telephony_clients.core.values import UNSET, RateLimit, Unset


def test_unset_is_false_and_prints_as_itself() -> None:
    assert not UNSET
    assert repr(UNSET) == "UNSET"


def test_unset_is_one_object_everywhere() -> None:
    assert Unset.UNSET is UNSET
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET
    assert copy.deepcopy({"a": UNSET})["a"] is UNSET


def test_a_rate_limit_may_know_only_a_part() -> None:
    assert RateLimit(limit=10) == RateLimit(limit=10, remaining=None, reset=None)
