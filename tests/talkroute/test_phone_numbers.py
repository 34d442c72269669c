import sys

import pytest

from telephony_clients import ConfigurationError
from telephony_clients.talkroute import conversation_id, numbers_of, to_e164

PLAIN = {
    "+12025550123": "+12025550123",
    "+44 20 7946 0958": "+442079460958",
    "+49 (0) 30": None,
    "(202) 555-0123": "+12025550123",
    "202.555.0123": "+12025550123",
    "202\u2011555\u20110123": "+12025550123",
    "1 202 555 0123": "+12025550123",
    " 2025550123 ": "+12025550123",
    "0202 555 0123": None,
    "555-0123": None,
    "123": None,
    "": None,
    "1-800-FLOWERS": None,
    "202 555 0123 x12": None,
    "+1202555012345678901": None,
    "2025550123, 2025550124": None,
    "\u0662\u0660\u0662 555 0123": None,
    "122 555 0123": None,
}


@pytest.fixture
def _without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "phonenumbers", None)


@pytest.mark.usefixtures("_without_the_extra")
@pytest.mark.parametrize(("typed", "number"), PLAIN.items())
def test_only_what_is_plain_is_taken_without_the_extra(typed: str, number: str | None) -> None:
    if number is not None:
        assert to_e164(typed) == number
        return
    with pytest.raises(ConfigurationError, match=r"without the extra `phone`"):
        to_e164(typed)


@pytest.mark.usefixtures("_without_the_extra")
def test_ten_digits_of_another_region_are_not_guessed() -> None:
    assert to_e164("2025550123", region="CA") == "+12025550123"
    with pytest.raises(ConfigurationError, match="of GB"):
        to_e164("2079460958", region="GB")


@pytest.mark.parametrize(
    ("typed", "region", "number"),
    [
        ("020 7946 0958", "GB", "+442079460958"),
        ("+49 (0)30 901820", "US", "+4930901820"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("tel:+1-202-555-0123", "US", "+12025550123"),
    ],
)
def test_the_extra_reads_what_is_written_in_a_region(typed: str, region: str, number: str) -> None:
    pytest.importorskip("phonenumbers")

    assert to_e164(typed, region=region) == number


@pytest.mark.parametrize("typed", ["", "12", "nobody", "202 555 0123 x12", "+1 202 555 0123 456 789 0"])
def test_what_is_no_number_is_refused_with_the_extra_too(typed: str) -> None:
    pytest.importorskip("phonenumbers")

    with pytest.raises(ConfigurationError, match=r"\+12025550123"):
        to_e164(typed)


def test_a_number_is_a_text() -> None:
    with pytest.raises(ConfigurationError, match="not int"):
        to_e164(2025550123)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ours", "theirs", "pair", "back"),
    [
        ("+12025550100", "(202) 555-0123", "12025550100-12025550123", ("+12025550100", "+12025550123")),
        ("202-555-0100", "78225", "12025550100-78225", ("+12025550100", "78225")),
        ("+12025550100", "782255", "12025550100-782255", ("+12025550100", "782255")),
    ],
)
def test_a_conversation_is_named_by_its_two_numbers(ours: str, theirs: str, pair: str, back: tuple[str, str]) -> None:
    assert conversation_id(ours, theirs) == pair
    assert numbers_of(pair) == back


@pytest.mark.parametrize(("ours", "theirs"), [("78225", "+12025550123"), ("+12025550100", "+442079460958")])
def test_what_has_no_conversation_is_refused(ours: str, theirs: str) -> None:
    with pytest.raises(ConfigurationError):
        conversation_id(ours, theirs)


@pytest.mark.parametrize("text", ["", "12025550100", "12025550100-", "+12025550100-+12025550123", "a-b"])
def test_what_names_no_conversation_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        numbers_of(text)
