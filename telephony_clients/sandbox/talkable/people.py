"""Talkable's people: found by e-mail, phone, customer id or username, and written by upsert."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs

from telephony_clients.sandbox.records import FIRST_NAMES, LAST_NAMES, NOW, make_rng, phone, uuid
from telephony_clients.sandbox.talkable.answers import invalid, refusal, site_time
from telephony_clients.sandbox.talkable.fields import VALIDATOR, moment
from telephony_clients.sandbox.validator import Field, is_email

SLUGS = ("email", "phone_number", "customer_id", "username")
_PLAIN = ("first_name", "last_name", *SLUGS)
_PERMITTED = {
    *_PLAIN,
    "identifier_hash",
    "custom_properties",
    "gated_param_subscribed",
    "unsubscribed",
    "unsubscribed_at",
}
_SHARE_BASE = "https://share.my-store.com/by/"


@attrs.define(eq=False)
class Person:
    """Somebody at the site.

    Args:
        id: the number that referrals show.
        created_at: when Talkable first heard of the person.
        fields: what the vendor shows, the counts apart.
        referrals: the person's referrals as advocate, by status and in `total`.
        rewards: the person's rewards, by status and in `total`.
        shares: the person's shares, by channel and in `total`.
        events: how many purchases and events there were.
        is_loyalty_member: whether the person takes part in the loyalty programme.
    """

    id: int
    created_at: datetime
    fields: dict[str, Any]
    referrals: Counter[str] = attrs.Factory(Counter)
    rewards: Counter[str] = attrs.Factory(Counter)
    shares: Counter[str] = attrs.Factory(Counter)
    events: int = 0
    is_loyalty_member: bool = False

    @property
    def email(self) -> str:
        """The e-mail address as it is now."""
        return str(self.fields["email"])

    @property
    def record(self) -> dict[str, Any]:
        """The person as Talkable shows one."""
        return self.fields | {
            "personal_claim_url": _SHARE_BASE + self.fields["username"] if self.fields["username"] else None,
            "events_count": self.events,
            "referral_counts": {name: self.referrals[name] for name in ("total", "approved", "pending")},
            "reward_counts": _counts(self.rewards),
            "share_counts": _counts(self.shares),
        }

    @property
    def reference(self) -> dict[str, Any]:
        """The person as a referral shows one."""
        shown = ("email", "phone_number", "first_name", "last_name")
        return {"id": self.id, **{name: self.fields[name] for name in shown}}

    @property
    def personal_data(self) -> dict[str, Any]:
        """What the export of personal data holds, the origins apart."""
        shown = (
            "customer_id",
            "email",
            "first_name",
            "last_name",
            "opted_in_at",
            "phone_opted_in_at",
            "unsubscribed_at",
            "username",
        )
        return {"created_at": site_time(self.created_at), **{name: self.fields[name] for name in shown}}


class People:
    """The people of a site.

    Args:
        seed: decides every value.
        size: how many there are at first: `customer1@example.com` and on, in `made_up`.
    """

    def __init__(self, seed: int, size: int) -> None:
        self._seed = seed
        self._size = size
        self._by_slug: dict[str, Person] = {}
        self.made_up = tuple(_person(seed, number) for number in range(1, size + 1))
        for person in self.made_up:
            self._file(person)

    def find(self, slug: str) -> Person:
        """Find a person by any of the four names.

        Raises:
            RefusedError: there is none.
        """
        person = self._by_slug.get(slug)
        if person is None:
            raise refusal("No person found by `person_slug`.")
        return person

    def get(self, slug: str) -> Person | None:
        """Find a person by any of the four names, None when there is none."""
        return self._by_slug.get(slug)

    def write(self, slug: str, data: Mapping[str, Any]) -> Person:
        """Change a person, or add one.

        Args:
            slug: any of the four names; for a new person it becomes the one it looks like.
            data: the fields to set.

        Returns:
            The person as it is now.

        Raises:
            RefusedError: a field is not permitted, a name is somebody else's, there is no e-mail, or the properties are
                not valid.
        """
        unknown = [f":{name}" for name in data if name not in _PERMITTED]
        if unknown:
            raise refusal(f"found unpermitted parameter{'s' * (len(unknown) > 1)}: {', '.join(unknown)}")
        known = self._by_slug.get(slug)
        fields = dict(known.fields) if known else _blank() | {_slug_kind(slug): slug}
        fields |= {name: None if data[name] is None else str(data[name]) for name in _PLAIN if name in data}
        self._check(fields, known)
        fields["custom_properties"] = fields["custom_properties"] | properties(data.get("custom_properties"))
        if "gated_param_subscribed" in data:
            fields["sub_choice"] = bool(data["gated_param_subscribed"])
        since = VALIDATOR.one(data, "unsubscribed_at", Field(moment))
        if data.get("unsubscribed") or since:
            fields["unsubscribed_at"] = site_time(since or NOW)
        elif data.get("unsubscribed") is False:
            fields["unsubscribed_at"] = None
        return self._keep(known, fields)

    def upsert(self, email: str, about: Mapping[str, Any] | None = None) -> Person:
        """Find a person by e-mail or add one, and note what else is told; a name that is taken is passed over.

        Args:
            email: the address.
            about: fields of an origin, of which those of a person count.
        """
        known = self._by_slug.get(email)
        fields = dict(known.fields) if known else _blank() | {"email": email}
        for name in ("first_name", "last_name", "phone_number", "customer_id", "username"):
            value = (about or {}).get(name)
            if value is not None and (name not in SLUGS or self._by_slug.get(str(value)) in (None, known)):
                fields[name] = str(value)
        value = (about or {}).get("custom_properties")
        fields["custom_properties"] = fields["custom_properties"] | properties(value)
        return self._keep(known, fields)

    def anonymize(self, slug: str) -> Person:
        """Forget who somebody is; none of the person's names leads anywhere afterwards.

        Raises:
            RefusedError: there is no such person.
        """
        person = self.find(slug)
        alias = f"{uuid(self._seed, 'anonymized', person.id)}@anonymized.email"
        return self._keep(person, _blank() | {"email": alias})

    def unsubscribe(self, slug: str) -> Person:
        """Note that somebody wants no more e-mails; a new e-mail address is a new person.

        Raises:
            RefusedError: the slug is nobody's, and no e-mail address either.
        """
        known = self._by_slug.get(slug)
        if known is None and not is_email(slug):
            raise invalid("Email isn't valid")
        return self.write(slug, {"unsubscribed": True})

    def _check(self, fields: Mapping[str, Any], known: Person | None) -> None:
        if not is_email(fields["email"]):
            raise invalid("Email isn't valid")
        for name in SLUGS:
            holder = self._by_slug.get(fields[name])
            if fields[name] and holder is not None and holder is not known:
                label, hint = name.replace("_", " ").capitalize(), ". Please try another one." * (name == "username")
                raise invalid(f"{label} has already been taken{hint}")

    def _keep(self, known: Person | None, fields: dict[str, Any]) -> Person:
        if known is None:
            self._size += 1
            person = Person(self._size, NOW, fields)
        else:
            person = known
            for name in SLUGS:
                self._by_slug.pop(known.fields[name], None)
            person.fields = fields
        self._file(person)
        return person

    def _file(self, person: Person) -> None:
        self._by_slug |= {person.fields[name]: person for name in SLUGS if person.fields[name]}


def properties(given: Any) -> dict[str, str]:
    """Read custom properties, each value as the vendor stores it: booleans as `t` and `f`, the rest as text.

    Raises:
        RefusedError: it is no flat object with plain names.
    """
    found = {} if given is None else given
    if not isinstance(found, dict) or not all(re.fullmatch(r"[a-z_][a-z0-9_]*", key) for key in found):
        raise invalid("Identifier can contain lowercase letters, numbers and '_' only and cannot begin with a number")
    return {key: ("t" if value else "f") if isinstance(value, bool) else str(value) for key, value in found.items()}


def _counts(counter: Counter[str]) -> dict[str, int]:
    """Write counts as Talkable does: `total` always, the others where there are any."""
    return {"total": counter["total"], **{name: count for name, count in counter.items() if count and name != "total"}}


def _slug_kind(slug: str) -> str:
    if "@" in slug:
        return "email"
    if slug.startswith("+"):
        return "phone_number"
    return "customer_id" if slug.isdigit() else "username"


def _blank() -> dict[str, Any]:
    return {
        "custom_properties": {},
        "sub_choice": False,
        "subscribed_at": None,
        "customer_id": None,
        "email": None,
        "first_name": None,
        "last_name": None,
        "opted_in_at": None,
        "phone_number": None,
        "phone_opted_in_at": None,
        "unsubscribed_at": None,
        "username": None,
        "gender": None,
        "last_invited_by": None,
        "referred_by": None,
    }


def _person(seed: int, number: int) -> Person:
    rng = make_rng(seed, "talkable", "person", number)
    made = NOW - timedelta(days=rng.randrange(90))
    named = rng.randrange(4)
    gone = site_time(made) if not rng.randrange(8) else None
    fields = _blank() | {
        "email": f"customer{number}@example.com",
        "first_name": rng.choice(FIRST_NAMES) if named else None,
        "last_name": rng.choice(LAST_NAMES) if named else None,
        "customer_id": str(1000 + number),
        # The number stands in its own phone number so that no two people share one.
        "phone_number": f"{phone(rng)[:5]}{number:07}" if rng.randrange(3) else None,
        "username": f"customer{number}" if rng.randrange(3) else None,
        "custom_properties": {"country": "US", "eye_color": rng.choice(("brown", "green"))} if named else {},
        "unsubscribed_at": gone,
    }
    return Person(number, made, fields)
