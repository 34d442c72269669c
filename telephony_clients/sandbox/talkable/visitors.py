"""Talkable's visitors: the browsers that were seen, and whose they turned out to be."""

from telephony_clients.sandbox.records import uuid
from telephony_clients.sandbox.talkable.people import Person


class Visitors:
    """The visitors of a site, by UUID.

    Args:
        seed: decides the UUIDs of those who brought none.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._people: dict[str, Person | None] = {}

    def add(self, name: str | None) -> str:
        """Note a visitor, and give the UUID: the one that was brought, or a new one."""
        known = name or uuid(self._seed, "visitor", len(self._people))
        self._people.setdefault(known, None)
        return known

    def tell(self, name: str, person: Person) -> None:
        """Note whose a visitor is."""
        self._people[name.lower()] = person

    def person(self, name: str) -> Person | None:
        """Give the person behind a visitor, None when nobody knows."""
        return self._people.get(name.lower())
