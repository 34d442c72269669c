"""The rule by which a page of a moving list joins on to what was given, page by page with plain numbers."""

from collections.abc import Sequence

import pytest

from telephony_clients import PaginationError
from telephony_clients.core.client.seams import Join, Seams

A, B, C, D, E = "abc", "def", "ghi", "jkl", "mno"
"""Pages of three records of a list that was "abcdefghijklmno"."""


def after(*pages: str, total: int | None = 15, start: int = 1) -> Seams:
    """Return the seams of a list of which these pages were given."""
    seams = Seams(1)
    for number, ids in enumerate(pages, start):
        assert seams.join(number, ids, total) == Join()
    return seams


def test_pages_of_a_list_that_stays_join_as_they_stand() -> None:
    seams = after(A, B, C, D, E)

    assert seams.end == 15


@pytest.mark.parametrize("total", [17, 15, 12, None])
def test_what_was_given_is_dropped_whatever_the_total_is(total: int | None) -> None:
    assert after(A).join(2, "bcd", total) == Join({0, 1})


def test_what_was_not_given_is_given_wherever_it_stands() -> None:
    """It came in above, or one that was given has moved down."""
    assert after(A).join(2, "xbc", 19) == Join({1, 2})
    assert after(A, B).join(3, "gah", 15) == Join({1})


def test_what_is_forgotten_is_left_out_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands before the oldest of the records that are remembered."""
    monkeypatch.setattr("telephony_clients.core.client.seams._REMEMBERED", 6)
    seams = after(A, B, C, D, total=15)

    assert seams.join(5, "fgh", 24) == Join({0, 1, 2})
    assert after(A, B, C, D, total=15).join(5, "xkl", 24) == Join({1, 2})


@pytest.mark.parametrize(
    ("total", "ids", "instead"),
    [
        pytest.param(14, "jkl", 3, id="one fewer: where the last record was"),
        pytest.param(16, "jkl", 3, id="one more, and no repeat: the same"),
        pytest.param(12, "jkl", 3, id="many fewer: the same first"),
    ],
)
def test_a_page_that_shows_no_join_where_the_total_changed_is_not_given(total: int, ids: str, instead: int) -> None:
    assert after(A, B, C).join(4, ids, total) == Join(instead=instead)


def looked_at(seams: Seams, number: int, *answers: tuple[str, int]) -> list[int]:
    """Return the pages that are looked at, the first of them because of what page ``number`` shows."""
    pages = []
    for ids, total in answers:
        join = seams.join(number, ids, total)
        if join.instead is None:
            break
        pages.append(number := join.instead)
    return pages


def test_records_deleted_above_are_found_where_the_total_puts_the_join() -> None:
    """Six are deleted above: what was page 5 is page 3, and the last record given is the last on page 1."""
    seams = after(A, B, C)

    assert looked_at(seams, 4, ("", 9), ("mno", 9), ("ghi", 9)) == [3, 1]
    assert seams.end == 3


def test_records_deleted_below_are_found_missing_by_the_first_look() -> None:
    seams = after(A, B, C)

    assert looked_at(seams, 4, ("mno", 12), ("ghi", 12)) == [3]
    assert (seams.join(4, "mno", 12), seams.end) == (Join(), 12)


def test_more_that_come_in_than_are_remembered_are_leapt_over() -> None:
    seams = after(A, B, C)

    assert looked_at(seams, 4, ("uvw", 45), ("rst", 45), ("ghi", 45)) == [3, 13]
    assert seams.join(14, "jkl", 45) == Join()


def test_the_search_goes_on_below_where_others_were_deleted_there() -> None:
    seams = after(A)

    assert looked_at(seams, 2, ("xyz", 14), ("uvw", 14), ("xyz", 14), ("abc", 14)) == [1, 2, 3]
    assert seams.join(4, "def", 14) == Join()


def test_the_search_ends_at_the_end_of_the_list() -> None:
    seams = after(B, C, start=2)

    with pytest.raises(PaginationError, match="none of the records given last was found"):
        looked_at(seams, 4, ("mno", 14), ("jkl", 14), ("mno", 14), ("", 14))


def test_the_search_takes_ten_pages_at_most() -> None:
    seams = after(B, C, start=2)

    with pytest.raises(PaginationError, match="changed while it was read"):
        looked_at(seams, 4, *((f"{number}xx", 200) for number in range(20)))


def test_where_none_given_is_left_the_list_is_read_from_its_beginning() -> None:
    seams = after(A, B)

    assert looked_at(seams, 3, ("mno", 9), ("jkl", 9), ("ghi", 9)) == [2, 1]
    assert (seams.join(2, "jkl", 9), seams.end) == (Join(), 6)


def test_where_none_is_found_and_all_are_remembered_it_is_read_from_its_beginning() -> None:
    seams = after("a", total=4)

    assert looked_at(seams, 2, ("c", 3), ("x", 4), ("b", 4), ("c", 4), ("d", 4), ("", 4), ("x", 4)) == [
        1,
        2,
        3,
        4,
        5,
        1,
    ]
    assert seams.join(2, "b", 4) == Join()


def test_a_list_that_grows_below_is_looked_through_once() -> None:
    seams = after(A, total=6)
    assert looked_at(seams, 2, ("def", 7), ("abc", 7)) == [1]
    assert seams.join(2, "def", 8) == Join()
    assert seams.join(3, "gh", 9) == Join()


def test_until_it_grows_above() -> None:
    seams = after(A, total=6)
    looked_at(seams, 2, ("def", 7), ("abc", 7))
    assert seams.join(2, "cde", 8) == Join({0})

    assert seams.join(3, "fgh", 9).instead == 2


@pytest.mark.parametrize("totals", [(None, None), (None, 14), (15, None)])
def test_without_two_totals_to_compare_a_page_joins_as_it_stands(totals: Sequence[int | None]) -> None:
    seams = Seams(1)
    seams.join(1, A, totals[0])

    assert seams.join(2, "efg", totals[1]) == Join()


def test_a_total_that_cannot_be_that_of_the_list_is_none() -> None:
    seams = after(A, total=3)

    assert seams.join(2, B, 3) == Join()
    assert seams.join(3, "g", 1) == Join()


def test_an_empty_list_is_at_its_end() -> None:
    assert after(A, B).join(3, "", 0) == Join()


def test_an_empty_page_is_the_end_unless_the_total_fell() -> None:
    assert after(A, B, total=6).join(3, "", 6) == Join()
    assert after(A, B, total=9).join(3, "", 6) == Join(instead=2)


def test_the_same_page_twice_is_found_out_where_the_total_stays() -> None:
    seams = after(A)
    assert seams.join(2, A, 15) == Join({0, 1, 2})  # three may have come in, and three be deleted below

    with pytest.raises(PaginationError, match="page 3 has the records of the page before again"):
        seams.join(3, A, 15)


def test_the_same_page_twice_is_no_fault_where_the_total_rose() -> None:
    seams = after(A)

    assert [seams.join(number, A, 15 + 3 * number) for number in range(2, 9)] == [Join({0, 1, 2})] * 7
    assert seams.join(9, B, 39) == Join()


def test_a_list_that_grows_as_fast_as_it_is_read_is_given_up() -> None:
    seams = after(A)
    for number in range(2, 13):
        seams.join(number, A, 15 + 3 * number)

    with pytest.raises(PaginationError, match="faster than it can be read"):
        seams.join(13, A, 54)


def test_records_without_ids_are_lost_where_the_total_fell() -> None:
    seams = Seams(1)
    seams.join(1, [object()], 3, known=False)
    assert seams.join(2, [object()], 4, known=False) == Join()

    with pytest.raises(PaginationError, match="no ids"):
        seams.join(3, [object()], 3, known=False)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telephony_clients.core.client.seams._REMEMBERED", 100)
    seams = Seams(1)
    for number in range(1, 200):
        seams.join(number, range(7 * number, 7 * number + 7), 10_000)

        assert len(seams._given) == sum(map(len, seams._pages)) < 107
    assert len(seams._given) >= 100


def test_a_page_of_another_size_than_the_others_does_not_shift_the_end() -> None:
    seams = after("abcde", "fg", "hijkl", total=12)

    assert seams.end == 12
