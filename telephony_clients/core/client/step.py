"""A page of a reading: what came, and what of it is given."""

from collections.abc import Collection, Sequence
from typing import Any, Generic, TypeVar

import attrs

from telephony_clients.core.calls.response import ParsedResponse
from telephony_clients.core.models.bad_records import BadRecord

T = TypeVar("T")


@attrs.define
class Step(Generic[T]):
    """A page of a reading.

    Attributes:
        response: the answer that it came in.
        number: how many pages came before it plus one.
        position: where it is.
        skip: how many records at its head were given before the reading began.
        repeats: the places on it of records that were given since.
        next_position: where the next page is, None at the end.
    """

    response: ParsedResponse[list[T]]
    number: int
    position: Any
    skip: int
    repeats: Collection[int]
    next_position: Any

    @property
    def places(self) -> Sequence[int]:
        """Where on the page each record stood that is given."""
        every = range(self.skip, count(self.response))
        if not self.repeats and not self.response.set_aside:
            return every
        left_out = {*self.repeats, *(one.index for one in self.response.set_aside)}
        return [place for place in every if place not in left_out]

    @property
    def items(self) -> Sequence[T]:
        """The records that are given."""
        response = self.response
        if not self.skip and not self.repeats:
            return response.data
        records = in_order(response)
        return [records[place] for place in self.places]

    @property
    def set_aside(self) -> Sequence[BadRecord]:
        """The records that do not fit their model."""
        return self.response.set_aside and [
            one for one in self.response.set_aside if one.index >= self.skip and one.index not in self.repeats
        ]


def count(response: ParsedResponse[list[Any]]) -> int:
    """Return how many records came on a page, fitting or not."""
    return len(response.data) + len(response.set_aside)


def in_order(response: ParsedResponse[list[Any]]) -> list[Any]:
    """Return the records of a page as they came, those that do not fit their model among them."""
    if not response.set_aside:
        return response.data
    records = [*response.data]
    for bad in response.set_aside:
        records.insert(bad.index, bad.record)
    return records
