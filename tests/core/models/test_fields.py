"""What models are made of: enums that stay open, names that the wire spells its own way, the shared empty `extra`."""

from typing import Any

import attrs
import pytest

from telephony_clients.core.models.fields import WIRE, OpenEnum, wire
from telephony_clients.core.models.frozen_dict import NO_EXTRA
from telephony_clients.core.models.model import Model
from tests.core.models.copies import WAYS


class Status(OpenEnum):
    DONE = "done"
    IN_PROGRESS = "in-progress"


@attrs.frozen(kw_only=True)
class Call(Model):
    id: str
    status: Status | None = None
    from_: str | None = wire("from", default=None)


@pytest.mark.parametrize("value", ["done", "Done", "DONE", "dOnE"])
def test_a_known_value_is_found_whatever_its_letter_case(value: str) -> None:
    assert Status(value) is Status.DONE
    assert Status(value).is_known


@pytest.mark.parametrize("value", ["paused", "", "IN_PROGRESS", "name", "_name_", "日本"])
def test_an_unknown_value_is_kept_as_a_member_of_its_own(value: str) -> None:
    member = Status(value)
    assert isinstance(member, Status)
    assert not member.is_known
    assert member == value
    assert member.value == value
    assert str(member) == f"{member}" == value
    assert hash(member) == hash(value)
    assert len({member, value}) == 1


def test_an_unknown_value_does_not_become_part_of_the_enum() -> None:
    Status("paused")
    assert list(Status) == [Status.DONE, Status.IN_PROGRESS]


def test_an_unknown_value_shows_itself() -> None:
    assert repr(Status("paused")) == "<Status.paused: 'paused'>"


def test_unknown_values_compare_by_text() -> None:
    assert Status("paused") == Status("paused")
    assert Status("paused") != Status("stopped")
    assert {Status("paused"), Status("paused")} == {"paused"}


@pytest.mark.parametrize("value", [None, 1, 1.5, b"done", ["done"]])
def test_only_text_is_an_enum_member(value: Any) -> None:
    with pytest.raises(ValueError, match="not a valid Status"):
        Status(value)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("member", [Status.DONE, Status("paused"), Status("IN_PROGRESS")])
def test_members_known_or_not_survive_copy_and_pickle(way: Any, member: Status) -> None:
    twin = way(member)
    assert type(twin) is Status
    assert twin == member
    assert twin.is_known is member.is_known


def test_no_extra_is_an_empty_mapping() -> None:
    assert NO_EXTRA == {}
    assert not NO_EXTRA
    assert (len(NO_EXTRA), list(NO_EXTRA), repr(NO_EXTRA), NO_EXTRA.get("a", 1)) == (0, [], "{}", 1)
    with pytest.raises(KeyError, match="a"):
        NO_EXTRA["a"]


@pytest.mark.parametrize("way", WAYS)
def test_no_extra_stays_the_one_object(way: Any) -> None:
    assert way(NO_EXTRA) is NO_EXTRA
    assert way(Call(id="1")).extra is NO_EXTRA


def test_no_extra_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        NO_EXTRA["a"] = 1


def test_a_field_carries_its_wire_names_and_its_default() -> None:
    field = attrs.fields(Call).from_
    assert field.metadata[WIRE] == ("from",)
    assert field.default is None


def test_a_wire_field_without_a_default_is_required() -> None:
    @attrs.frozen(kw_only=True)
    class Strict(Model):
        class_: str = wire("class", "klass")

    with pytest.raises(TypeError):
        Strict()
