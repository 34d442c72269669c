"""A list that changes while it is read: newest first, with ids; records come in and go between requests."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from tests.core.desk import answer_by, fine, query, wire
from tests.scripted_server import ScriptedServer, Seen

Edit = tuple[str, float | str]
"""``("add", 0.0)`` or ``("delete", 0.5)``, and where: a fraction of the list, or the id of the record to delete."""


class ChangingList:
    """Answers as a vendor's list does.

    Args:
        server: where.
        total: how many records there are at first, with the ids "1", "2" and so on.
        edits: before which request, counted from 1, what happens.
        tells_total: whether the answers tell how many records there are.
        clamps: whether a page past the end is answered with the last page, and not with an empty one.
        id_name: under which name the records have their ids.
        odd: the id of a record that has it as a number, which does not fit the model.
    """

    def __init__(
        self,
        server: ScriptedServer,
        total: int,
        edits: Mapping[int, Sequence[Edit]] | None = None,
        *,
        tells_total: bool = True,
        clamps: bool = False,
        id_name: str = "id",
        odd: str | None = None,
    ) -> None:
        self.rows = [str(number) for number in range(1, total + 1)]
        self.stayed = set(self.rows)
        self.asked: list[int] = []
        self._new = count(1)
        self._edits, self._tells_total, self._clamps, self._id_name = edits or {}, tells_total, clamps, id_name
        self._odd = odd
        answer_by(server, self._respond)

    def add(self, where: float = 0.0) -> None:
        self.rows.insert(int(where * len(self.rows)), f"new {next(self._new)}")

    def delete(self, where: float | str) -> None:
        if self.rows:
            place = self.rows.index(where) if isinstance(where, str) else int(where * (len(self.rows) - 1))
            self.stayed.discard(self.rows.pop(place))

    def _respond(self, seen: Seen) -> bytes:
        number, size = int(query(seen)["page"]), int(query(seen)["per_page"])
        self.asked.append(number)
        for what, where in self._edits.get(len(self.asked), ()):
            getattr(self, what)(where)
        last = max(1, -(-len(self.rows) // size))
        if self._clamps:
            number = min(number, last)
        held: list[dict[str, Any]] = [{self._id_name: row} for row in self.rows[(number - 1) * size : number * size]]
        held = [{"id": int(self._odd)} if one.get("id") == self._odd is not None else one for one in held]
        pages = {"current_page": number, "last_page": last, "total": len(self.rows), "per_page": size}
        return wire(fine(held, pages=pages if self._tells_total else {"last_page": last}))
