"""Talkable's people: found by e-mail, phone, customer id or username, and written by upsert."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from telephony_clients.sandbox.records import FIRST_NAMES, LAST_NAMES, NOW, dice, phone
from telephony_clients.sandbox.talkable_records import site_time

Person = dict[str, Any]
SLUGS = ("email", "phone_number", "customer_id", "username")
_PLAIN = ("first_name", "last_name", *SLUGS)
PERMITTED = {
    *_PLAIN,
    "identifier_hash",
    "custom_properties",
    "gated_param_subscribed",
    "unsubscribed",
    "unsubscribed_at",
}
_SHARE_BASE = "https://share.my-store.com/by/"


class InvalidPersonError(ValueError):
    """What was written would make no valid person; the text is the vendor's."""


class People:
    """The people of a site.

    Args:
        seed: decides every value.
        size: how many there are at first: `customer1@example.com` and on.
    """

    def __init__(self, seed: int, size: int) -> None:
        self._by_slug: dict[str, Person] = {}
        for number in range(1, size + 1):
            self._file(_made_up(seed, number))

    def find(self, slug: str) -> Person | None:
        """Find a person by any of the four names."""
        return self._by_slug.get(slug)

    def write(self, slug: str, data: Mapping[str, Any]) -> Person:
        """Change a person, or add one.

        Args:
            slug: any of the four names; for a new person it becomes the one it looks like.
            data: the fields to set, only permitted ones.

        Returns:
            The person as it is now.

        Raises:
            InvalidPersonError: a name is somebody else's, there is no e-mail, or the properties are not valid.
        """
        known = self._by_slug.get(slug)
        person = dict(known) if known else _blank() | {_slug_kind(slug): slug}
        person |= {name: None if data[name] is None else str(data[name]) for name in _PLAIN if name in data}
        self._check(person, known)
        person["custom_properties"] = person["custom_properties"] | _properties(data.get("custom_properties"))
        if "gated_param_subscribed" in data:
            person["sub_choice"] = bool(data["gated_param_subscribed"])
        if data.get("unsubscribed") or data.get("unsubscribed_at"):
            person["unsubscribed_at"] = data.get("unsubscribed_at") or site_time(NOW)
        elif data.get("unsubscribed") is False:
            person["unsubscribed_at"] = None
        person["personal_claim_url"] = _SHARE_BASE + person["username"] if person["username"] else None
        for name in SLUGS:
            self._by_slug.pop((known or {}).get(name, ""), None)
        self._file(person)
        return person

    def _check(self, person: Person, known: Person | None) -> None:
        if "@" not in (person["email"] or ""):
            raise InvalidPersonError("Validation failed: Email isn't valid")
        for name in SLUGS:
            holder = self._by_slug.get(person[name])
            if person[name] and holder is not None and holder is not known:
                label, hint = name.replace("_", " ").capitalize(), ". Please try another one." * (name == "username")
                raise InvalidPersonError(f"Validation failed: {label} has already been taken{hint}")

    def _file(self, person: Person) -> None:
        self._by_slug |= {person[name]: person for name in SLUGS if person[name]}


def _slug_kind(slug: str) -> str:
    if "@" in slug:
        return "email"
    if slug.startswith("+"):
        return "phone_number"
    return "customer_id" if slug.isdigit() else "username"


def _properties(given: Any) -> dict[str, str]:
    properties = {} if given is None else given
    if not isinstance(properties, dict) or not all(re.fullmatch(r"[a-z_][a-z0-9_]*", key) for key in properties):
        raise InvalidPersonError(
            "Validation failed: Identifier can contain lowercase letters, numbers and '_' only"
            " and cannot begin with a number"
        )
    return {key: _as_text(value) for key, value in properties.items()}


def _as_text(value: Any) -> str:
    """Write a property's value as the vendor stores it: booleans as `t` and `f`, the rest as text."""
    return ("t" if value else "f") if isinstance(value, bool) else str(value)


def _blank() -> Person:
    return {
        "custom_properties": {},
        "sub_choice": False,
        "subscribed_at": None,
        "customer_id": None,
        "email": None,
        "events_count": 0,
        "first_name": None,
        "last_name": None,
        "opted_in_at": None,
        "personal_claim_url": None,
        "phone_number": None,
        "phone_opted_in_at": None,
        "referral_counts": {"total": 0, "approved": 0, "pending": 0},
        "reward_counts": {"total": 0},
        "share_counts": {"total": 0},
        "unsubscribed_at": None,
        "username": None,
        "gender": None,
        "last_invited_by": None,
        "referred_by": None,
    }


def _made_up(seed: int, number: int) -> Person:
    throws = dice(seed, "talkable", "person", number)
    named, referred = throws.randrange(4), throws.randrange(5)
    gone = NOW - timedelta(days=throws.randrange(90)) if not throws.randrange(8) else None
    username = f"customer{number}" if throws.randrange(3) else None
    return _blank() | {
        "email": f"customer{number}@example.com",
        "first_name": throws.choice(FIRST_NAMES) if named else None,
        "last_name": throws.choice(LAST_NAMES) if named else None,
        "customer_id": str(1000 + number),
        # The number stands in its own phone number so that no two people share one.
        "phone_number": f"{phone(throws)[:5]}{number:07}" if throws.randrange(3) else None,
        "username": username,
        "personal_claim_url": _SHARE_BASE + username if username else None,
        "custom_properties": {"country": "US", "eye_color": throws.choice(("brown", "green"))} if named else {},
        "events_count": throws.randrange(10),
        "referral_counts": {"total": referred, "approved": referred, "pending": 0},
        "reward_counts": {"total": referred, "paid": referred} if referred else {"total": 0},
        "share_counts": {"total": 1, "facebook": 1} if throws.randrange(2) else {"total": 0},
        "unsubscribed_at": site_time(gone) if gone else None,
    }
