"""Numbered pages: which page follows, which may be fetched ahead, and what an answer says about its place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.vendor.paging import NumberedPages, PageInfo, page_info

PAGES = NumberedPages()


def next_position(
    position: int,
    page: PageInfo | None,
    *,
    items: int,
    size: int | None = 10,
    paged: bool = True,
    so_far: int | None = None,
) -> Any:
    return PAGES.next_position(position, page, items=items, size=size, paged=paged, so_far=so_far)


def test_pages_are_counted_from_one() -> None:
    assert PAGES.start == 1


@pytest.mark.parametrize(
    ("paging", "size", "params"),
    [
        (NumberedPages(), None, (("page", "3"),)),
        (NumberedPages(), 1, (("page", "3"), ("per_page", "1"))),
        (NumberedPages(), 100, (("page", "3"), ("per_page", "100"))),
        (NumberedPages(page="p", size="limit"), 25, (("p", "3"), ("limit", "25"))),
        (NumberedPages(most=None), 10**6, (("page", "3"), ("per_page", "1000000"))),
    ],
)
def test_a_page_is_asked_for_by_number_and_by_size_if_there_is_one(
    paging: NumberedPages, size: int | None, params: tuple[tuple[str, str], ...]
) -> None:
    assert paging.params(3, size) == params


def test_the_first_page_of_the_vendors_own_size_is_asked_for_by_nothing() -> None:
    assert PAGES.params(1, None) == ()


@pytest.mark.parametrize("size", [0, -1, 101, True, "10", 10.0])
def test_a_size_that_the_vendor_does_not_give_is_refused(size: Any) -> None:
    with pytest.raises(ConfigurationError, match="page_size must be 1 to 100, not "):
        PAGES.params(1, size)


@pytest.mark.parametrize("size", [0, -1])
def test_a_size_without_a_known_maximum_has_a_minimum(size: int) -> None:
    with pytest.raises(ConfigurationError, match="page_size must be at least 1, not "):
        NumberedPages(most=None).params(1, size)


@pytest.mark.parametrize(
    ("position", "page", "items", "wanted"),
    [
        (1, PageInfo(last=3), 10, 2),
        (2, PageInfo(last=99), 0, None),
        (2, PageInfo(last=3), 2, 3),
        (3, PageInfo(last=3), 10, None),
        (4, PageInfo(last=3), 10, None),
        (1, PageInfo(last=0), 0, None),
        (1, PageInfo(last=1, total=99), 10, None),
    ],
    ids=["first", "empty", "short in between", "last, though full", "beyond", "empty list", "over total"],
)
def test_the_vendors_own_last_page_decides_and_not_the_length(
    position: int, page: PageInfo, items: int, wanted: int | None
) -> None:
    assert next_position(position, page, items=items) == wanted


@pytest.mark.parametrize(
    ("position", "page", "size", "wanted"),
    [
        (1, PageInfo(total=21), 5, 2),
        (4, PageInfo(total=21), 5, 5),
        (5, PageInfo(total=21), 5, None),
        (4, PageInfo(total=20), 5, None),
        (1, PageInfo(total=6), None, 2),
        (2, PageInfo(total=6), None, None),
        (1, PageInfo(total=21), 10, 2),
        (4, PageInfo(total=21), 10, 5),
        (5, PageInfo(total=21), 10, None),
        (2, PageInfo(total=21, size=5), 10, 3),
        (3, PageInfo(total=21, size=5), 10, 4),
        (5, PageInfo(total=21, size=5), 10, None),
        (1, PageInfo(total=21, size=0), 10, 2),
    ],
)
def test_without_a_last_page_the_total_decides_by_the_size_that_the_vendor_really_gives(
    position: int, page: PageInfo, size: int | None, wanted: int | None
) -> None:
    assert next_position(position, page, items=5, size=size) == wanted


def test_an_empty_page_ends_a_list_of_unknown_length_whatever_its_total() -> None:
    assert next_position(3, PageInfo(total=100), items=0) is None


@pytest.mark.parametrize("page", [None, PageInfo(), PageInfo(number=1)])
@pytest.mark.parametrize(
    ("items", "size", "paged", "wanted"),
    [
        (10, 10, True, 2),
        (11, 10, True, 2),
        (9, 10, True, None),
        (0, 10, True, None),
        (100, None, True, None),
        (10, 10, False, None),
    ],
)
def test_when_the_answer_says_nothing_a_full_page_of_a_paged_list_promises_another(
    page: PageInfo | None,
    items: int,
    size: int | None,
    paged: bool,  # noqa: FBT001 - parametrised
    wanted: int | None,
) -> None:
    assert next_position(1, page, items=items, size=size, paged=paged) == wanted


def test_a_vendor_that_gives_smaller_pages_than_asked_says_when_they_are_full() -> None:
    assert next_position(1, PageInfo(size=5), items=5) == 2
    assert next_position(1, PageInfo(size=5), items=4) is None


@pytest.mark.parametrize(
    ("position", "page", "numbers"),
    [
        (1, PageInfo(last=4), [2, 3, 4]),
        (4, PageInfo(last=4), []),
        (9, PageInfo(last=4), []),
        (1, PageInfo(total=25), [2, 3]),
        (1, PageInfo(), []),
        (1, None, []),
    ],
)
def test_only_pages_that_are_certain_to_follow_may_be_fetched_ahead(
    position: int, page: PageInfo | None, numbers: list[int]
) -> None:
    assert list(PAGES.ahead(position, page, 10)) == numbers


def test_an_absurd_last_page_costs_nothing() -> None:
    ahead = PAGES.ahead(1, PageInfo(last=10**18), 10)
    assert ahead[0] == 2
    assert len(ahead) == 10**18 - 1


@given(
    total=st.integers(0, 500),
    size=st.integers(1, 100),
    most=st.integers(1, 100),
    told=st.sampled_from(["last", "total", "total and size", "nothing"]),
    resumed=st.booleans(),
)
def test_walking_visits_every_record_once_however_much_the_vendor_says_or_gives(
    total: int,
    size: int,
    most: int,
    told: str,
    resumed: bool,  # noqa: FBT001 - drawn
) -> None:
    records, position, seen, asked = list(range(total)), PAGES.start, [], 0
    given = size if told == "nothing" else min(size, most)
    page = {
        "last": PageInfo(last=-(-total // given)),
        "total": PageInfo(total=total),
        "total and size": PageInfo(total=total, size=given),
        "nothing": None,
    }[told]
    while position is not None:
        part = records[(position - 1) * given : position * given]
        seen += part
        asked += 1
        follows = next_position(position, page, items=len(part), size=size, so_far=None if resumed else len(seen))
        assert follows is not None or not PAGES.ahead(position, page, size)
        position = follows
    assert seen == records
    assert asked <= max(1, -(-total // given)) + (resumed or told == "nothing")


@pytest.mark.parametrize("page", [None, PageInfo(), PageInfo(number=3)])
def test_the_page_that_was_asked_for_is_in_its_place(page: PageInfo | None) -> None:
    assert PAGES.position_mismatch(3, page) is None


def test_another_page_than_asked_for_is_named() -> None:
    assert PAGES.position_mismatch(3, PageInfo(number=1)) == "asked for page 3 and got page 1"


@pytest.mark.parametrize(
    ("page", "gone"),
    [
        (PageInfo(number=2, last=2), True),
        (PageInfo(number=2, last=5), False),
        (PageInfo(number=3, last=2), False),
        (PageInfo(last=2), False),
        (None, False),
    ],
)
def test_the_last_page_in_place_of_one_that_is_no_more_is_the_end(page: PageInfo | None, gone: bool) -> None:  # noqa: FBT001 - parametrised
    assert PAGES.past_end(3, page) is gone


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        (
            {"current_page": 2, "last_page": 5, "total": 41, "per_page": 10},
            PageInfo(number=2, last=5, total=41, size=10),
        ),
        (
            {"currentPage": "2", "totalPages": "5", "total": "41", "perPage": "10"},
            PageInfo(number=2, last=5, total=41, size=10),
        ),
        ({"total_pages": 5}, PageInfo(last=5)),
        ({"lastPage": 5}, PageInfo(last=5)),
        ({"last_page": None, "total_pages": 5}, PageInfo(last=5)),
        ({"last_page": 0, "total": 0}, PageInfo(last=0, total=0)),
        ({"total": -1, "last_page": True, "per_page": 1.5, "current_page": "two"}, PageInfo()),
        ({"total": "٤", "last_page": "²", "per_page": "1" * 19}, PageInfo()),
        ({}, PageInfo()),
    ],
)
def test_a_block_of_page_numbers_is_read_in_both_spellings_and_as_text(block: object, wanted: PageInfo) -> None:
    assert page_info(block) == wanted


@pytest.mark.parametrize("block", [None, [], "page 1", 3, True])
def test_an_invalid_page_block_is_ignored(block: object) -> None:
    assert page_info(block) is None


def test_a_rule_that_starts_where_lists_end_is_refused_when_it_is_made() -> None:
    with pytest.raises(TypeError, match=r"Endless\.start is None"):

        class Endless(NumberedPages):
            start = None  # type: ignore[assignment]
