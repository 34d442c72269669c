"""Phone numbers as people type them, as they compare (E.164), and in pairs as conversations are named."""

import re

from telephony_clients.core.errors import ConfigurationError

__all__ = ["conversation_id", "numbers_of", "to_e164"]

_FORMATTING = re.compile(r"[ .()/\u00a0\u2010-\u2015-]+")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_NANP = re.compile(r"1?([2-9][0-9]{2}[2-9][0-9]{6})", re.ASCII)
_SHORT_CODE = re.compile(r"[2-9][0-9]{4,5}", re.ASCII)
_PAIR = re.compile(r"(1[2-9][0-9]{2}[2-9][0-9]{6})-(1[2-9][0-9]{2}[2-9][0-9]{6}|[2-9][0-9]{4,5})", re.ASCII)
_NORTH_AMERICA = frozenset({"US", "CA"})


def to_e164(number: str, *, region: str = "US") -> str:
    """Return a phone number in E.164.

    With the extra ``phone`` any form is taken that is written in the region. Without it only what is plainly E.164, or
    ten digits of North America, with or without their 1: nothing is guessed.

    Args:
        number: as people type it: ``(202) 555-0123``, ``+44 20 7946 0958``.
        region: the country of numbers without a country code, the two letters of ISO 3166.

    Raises:
        ConfigurationError: it is no such number.
    """
    if not isinstance(number, str):
        raise ConfigurationError(f"A phone number is a text, not {type(number).__name__}.")
    try:
        import phonenumbers  # noqa: PLC0415 - an extra
    except ImportError:
        return _plain(number, region)
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        raise _no_number(number, region) from None
    if parsed.extension or not phonenumbers.is_possible_number(parsed):
        raise _no_number(number, region)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def conversation_id(talkroute_number: str, contact_number: str) -> str:
    """Return the id of the text conversation of two numbers.

    Args:
        talkroute_number: the account's, of North America.
        contact_number: the other side's, of North America or a short code.

    Raises:
        ConfigurationError: one of them is neither.
    """
    contact = contact_number if _SHORT_CODE.fullmatch(contact_number) else to_e164(contact_number)[1:]
    found = f"{to_e164(talkroute_number)[1:]}-{contact}"
    if not _PAIR.fullmatch(found):
        raise ConfigurationError("A text conversation has two numbers of North America, or one and a short code.")
    return found


def numbers_of(conversation_id: str) -> tuple[str, str]:
    """Return the two numbers of a text conversation, the account's first: E.164, or a short code as it is.

    Args:
        conversation_id: `TextConversation.id`.

    Raises:
        ConfigurationError: it is none.
    """
    found = _PAIR.fullmatch(conversation_id)
    if found is None:
        raise ConfigurationError("A text conversation's id is two numbers of digits, joined by a hyphen.")
    return f"+{found[1]}", found[2] if _SHORT_CODE.fullmatch(found[2]) else f"+{found[2]}"


def _plain(number: str, region: str) -> str:
    digits = _FORMATTING.sub("", number.strip())
    if _E164.fullmatch(digits):
        return digits
    found = _NANP.fullmatch(digits)
    if found and region in _NORTH_AMERICA:
        return f"+1{found[1]}"
    raise _no_number(number, region, " without the extra `phone` (pip install 'telephony-clients[phone]')")


def _no_number(number: str, region: str, how: str = "") -> ConfigurationError:
    return ConfigurationError(
        f"{number!r} cannot be read as a phone number of {region}{how}; give E.164, +12025550123."
    )
