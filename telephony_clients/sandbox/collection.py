"""A vendor's list as data: where it stands, what its records are, how it is filtered, paged and written."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, Literal, TypeVar

import attrs

from telephony_clients.sandbox.dialect import Dialect
from telephony_clients.sandbox.records import Page, Record, Rows, Store, zulu
from telephony_clients.sandbox.routing import Answer, Handler
from telephony_clients.sandbox.validator import Check, Field, Validator
from telephony_clients.sandbox.wire import RefusedError, Reply, Request

Operation = Literal["list", "get", "create", "update", "delete"]
WRITES: tuple[Operation, ...] = ("create", "update", "delete")
EVERY: tuple[Operation, ...] = ("list", "get", *WRITES)
T = TypeVar("T")


@attrs.frozen
class Filter:
    """A query parameter that chooses records.

    Args:
        check: reads the parameter; an empty one does not choose.
        fits: tells whether a record is wanted, given the parameter's value.
    """

    check: Check
    fits: Callable[[Record, Any], bool]


def equals(name: str, check: Check) -> Filter:
    """Make a filter of one field's value."""
    return Filter(check, lambda record, wanted: bool(record[name] == wanted))


def contains(*names: str) -> Filter:
    """Make a search in some fields that overlooks the case of letters."""
    return Filter(str, lambda record, part: any(part.lower() in str(record[name]).lower() for name in names))


def fits(record: Record, filters: Mapping[str, Filter], wanted: Mapping[str, Any]) -> bool:
    """Tell whether a record is wanted by every filter that has a value."""
    return all(one.fits(record, wanted[name]) for name, one in filters.items() if wanted.get(name) is not None)


@attrs.frozen
class Paging:
    """How a list is cut into pages.

    Args:
        fields: the number's parameter and the size's, in this order.
        answer: gives the answer's keys besides the envelope's, from the page and the request.
        by_offset: whether the first parameter is not the page's number, but how many records come before it.
    """

    fields: Mapping[str, Field]
    answer: Callable[[Page, Request], Mapping[str, Any]]
    by_offset: bool = False

    def page(self, asked: Mapping[str, Any], total: int) -> Page:
        """Return the page that a query asks for."""
        place, size = (asked[name] for name in self.fields)
        return Page(place // size + 1, size, total, place) if self.by_offset else Page(place, size, total)


@attrs.frozen(kw_only=True)
class Target:
    """What an operation acts on.

    Args:
        store: the stand-in's data.
        dialect: the vendor's answers.
        request: the request.
        rows: the list that the path names, or the record's own.
        owner: the record that the list belongs to, empty for a list of its own.
        record: the record that the path names, empty where it names a list.
        values: the body's checked fields.
    """

    store: Store
    dialect: Dialect
    request: Request
    rows: list[Record]
    owner: Record
    record: Record = attrs.Factory(dict)
    values: Mapping[str, Any] = attrs.Factory(dict)

    @property
    def now(self) -> str:
        """The present, as it is written."""
        return zulu(self.store.now)

    def success(self, data: Any, message: str | None = None, status: int = HTTPStatus.OK) -> Reply:
        """Answer what was found or done."""
        return self.dialect.success(data, message, status)

    def refusal(self, status: int, message: str, **more: Any) -> RefusedError:
        """Make the exception that answers with an error."""
        return RefusedError(self.dialect.error(status, message, **more))

    def need(self, found: T | None, status: int, message: str, **more: Any) -> T:
        """Give what was found, or answer with an error for want of it."""
        if not found:
            raise self.refusal(status, message, **more)
        return found

    def valid(self, found: T | None, /, **complaints: str) -> T:
        """Give what was found, or answer with what is wrong with fields for want of it."""
        if not found:
            raise self.dialect.validator.refuse({name: [one] for name, one in complaints.items()})
        return found


Act = Callable[[Target], Any]
"""Does something and answers; what is no reply yet is the data of a success."""


@attrs.frozen
class Verb:
    """What can be done with a record besides reading and writing it.

    Args:
        act: does it and answers; vendors' oddities live here.
        fields: the fields of the body, or of a GET's query.
    """

    act: Act
    fields: Mapping[str, Field] = attrs.Factory(dict)


Verbs = Mapping[str, Verb | Act]


@attrs.frozen(kw_only=True)
class Collection:
    """A vendor's list.

    Args:
        path: its path; under an owner's, the owner's id stands in braces.
        operations: which of the five plain operations there are.
        missing: what is told of an id that is nobody's, empty for the vendor's words.
        owner: the collection whose records each have a list of this kind.
        within: the field of the owner's record that is the list, empty when the record does not show it.
        make_up: gives the records that are there at first, from the store and the owner.
        find: finds records in another way than by a walk through all, from the target and the query's values.
        filters: the query's parameters that choose, in the order of their complaints.
        paging: how the list is cut into pages, None when it is whole.
        shape: turns the found records into what the list answers.
        show: turns a record into what is answered of it alone.
        written: turns a record into what is answered of its creation or change.
        fields: the fields of a record that clients write.
        validator: checks bodies in words of the page's own, None for the vendor's.
        create: makes a record of checked fields; it becomes the first.
        change: writes checked fields into a record; by default it sets them.
        before_delete: called before a record is deleted, which it may refuse.
        remove: takes a record out of its list.
        method: the method that changes a record.
        created: the status of a creation.
        messages: what is told of a plain operation, by its name.
        verbs: what else can be done with a record, as `"POST publish"`.
        list_verbs: what else can be done with the whole list.
    """

    path: str
    operations: Sequence[Operation] = ("list", "get")
    missing: str = ""
    owner: "Collection | None" = None
    within: str = ""
    make_up: Callable[[Store, Record], Iterable[Record]] = lambda _, __: ()
    find: "Callable[[Collection, Target, Mapping[str, Any]], Rows] | None" = None
    filters: Mapping[str, Filter] = attrs.Factory(dict)
    paging: Paging | None = None
    shape: Callable[[Sequence[Record]], Any] = list
    show: Callable[[Target], Any] = lambda target: target.record
    written: Callable[[Record], Any] = lambda record: record
    fields: Mapping[str, Field] = attrs.Factory(dict)
    validator: Validator | None = None
    create: Callable[[Target], Record] = lambda target: dict(target.values)
    change: Callable[[Target], None] = lambda target: target.record.update(target.values)
    before_delete: Callable[[Target], object] = lambda _: None
    remove: Callable[[Target], None] = lambda target: target.rows.remove(target.record)
    method: Literal["PUT", "PATCH"] = "PUT"
    created: int = HTTPStatus.CREATED
    messages: Mapping[Operation, str] = attrs.Factory(dict)
    verbs: Verbs = attrs.Factory(dict)
    list_verbs: Verbs = attrs.Factory(dict)

    @property
    def owners(self) -> "tuple[Collection, ...]":
        """The collections that its path leads through, outermost first."""
        return () if self.owner is None else (*self.owner.owners, self.owner)

    def with_verbs(self, verbs: Verbs, list_verbs: Verbs | None = None) -> "Collection":
        """Give the same list with these verbs alone, for the file of another chapter of the vendor's pages."""
        return attrs.evolve(self, operations=(), verbs=verbs, list_verbs=list_verbs or {})

    def rows(self, store: Store, owner: Record | None = None) -> list[Record]:
        """Give all records, which may be changed in place."""
        if owner and self.within:
            inner: list[Record] = owner[self.within]
            return inner
        name = f"{self.path} {owner['id']}" if owner else self.path
        return store.once(name, lambda: list(self.make_up(store, owner or {})))

    def get(self, store: Store, record_id: str, owner: Record | None = None) -> Record | None:
        """Find a record by its id."""
        return next((record for record in self.rows(store, owner) if str(record["id"]) == record_id), None)

    def routes(self, store: Store, dialect: Dialect) -> Mapping[str, Handler]:
        """Map the collection's routes to their handlers, over some data and in a vendor's dialect."""
        one = f"{self.path}/{{id}}"
        plain: dict[Operation, tuple[str, Callable[[_Mount, Request], Reply]]] = {
            "list": (f"GET {self.path}", _Mount.list),
            "create": (f"POST {self.path}", _Mount.create),
            "get": (f"GET {one}", _Mount.read),
            "update": (f"{self.method} {one}", _Mount.update),
            "delete": (f"DELETE {one}", _Mount.delete),
        }
        mount = _Mount(self, store, dialect)
        # The list's verbs come first: a path such as /calendars/sync would else name a record.
        routes = {
            **_verb_routes(self.path, self.list_verbs, partial(mount.act, within=True)),
            **_verb_routes(one, self.verbs, mount.act),
        }
        return routes | {route: partial(act, mount) for name, (route, act) in plain.items() if name in self.operations}


def _verb_routes(base: str, verbs: Verbs, act: Callable[..., Answer]) -> dict[str, Handler]:
    routes: dict[str, Handler] = {}
    for name, verb in verbs.items():
        method, _, path = name.partition(" ")
        routes[f"{method} {base}/{path}"] = partial(act, verb if isinstance(verb, Verb) else Verb(verb))
    return routes


@attrs.frozen
class _Mount:
    """A collection over some data, in a vendor's dialect."""

    of: Collection
    store: Store
    dialect: Dialect

    def list(self, request: Request) -> Reply:
        """Answer the records that the query asks for."""
        collection, paging, target = self.of, self.of.paging, self.target(request, within=True)
        filters = {name: Field(one.check, nullable=True) for name, one in collection.filters.items()}
        wanted = self.dialect.validator.read(request.query, {**(paging.fields if paging else {}), **filters})
        if collection.find is None:
            found: Rows = [row for row in target.rows if fits(row, collection.filters, wanted)]
        else:
            found = collection.find(collection, target, wanted)
        if paging is None:
            return self.dialect.success(collection.shape(found[:]))
        page = paging.page(wanted, len(found))
        reply = self.dialect.success(collection.shape(found[page.window]))
        return attrs.evolve(reply, payload={**reply.payload, **paging.answer(page, request)})

    def read(self, request: Request) -> Reply:
        """Answer one record."""
        return self.dialect.success(self.of.show(self.target(request)))

    def create(self, request: Request) -> Reply:
        """Add a record; it stands first in its list."""
        target = self.given(self.target(request, within=True), self.of.fields)
        record = self.of.create(target)
        target.rows.insert(0, record)
        return self.dialect.success(self.of.written(record), self.of.messages.get("create"), self.of.created)

    def update(self, request: Request) -> Reply:
        """Write what is given into a record, and leave the rest as it is."""
        target = self.target(request)
        given = self.dialect.document(request)
        self.of.change(self.given(target, {name: one for name, one in self.of.fields.items() if name in given}))
        return self.dialect.success(self.of.written(target.record), self.of.messages.get("update"))

    def delete(self, request: Request) -> Reply:
        """Take a record out of its list."""
        target = self.target(request)
        self.of.before_delete(target)
        self.of.remove(target)
        return self.dialect.success(None, self.of.messages.get("delete"))

    def act(self, verb: Verb, request: Request, *, within: bool = False) -> Answer:
        """Do what a verb says."""
        target = self.target(request, within=within)
        answer = verb.act(self.given(target, verb.fields) if verb.fields else target)
        return answer if isinstance(answer, Reply | Awaitable) else self.dialect.success(answer)

    def target(self, request: Request, *, within: bool = False) -> Target:
        """Find the owner and the record that the path names; `within` it names a list, and so no record."""
        owner: Record = {}
        for collection, record_id in zip(self.of.owners, request.values.values(), strict=False):
            owner = self._found(collection.get(self.store, record_id, owner), collection)
        record = {} if within else self._found(self.of.get(self.store, request.values["id"], owner), self.of)
        rows = self.of.rows(self.store, owner)
        return Target(store=self.store, dialect=self.dialect, request=request, rows=rows, owner=owner, record=record)

    def given(self, target: Target, fields: Mapping[str, Field]) -> Target:
        """Add the checked fields of a body, or of a GET's query."""
        request, validator = target.request, self.of.validator or self.dialect.validator
        given = request.query if request.method == "GET" else self.dialect.document(request)
        return attrs.evolve(target, values=validator.read(given, fields))

    def _found(self, record: Record | None, collection: Collection) -> Record:
        if record is None:
            noun = collection.path.rpartition("/")[2].removesuffix("s").replace("-", " ").capitalize()
            message = collection.missing or self.dialect.missing.format(noun=noun)
            raise RefusedError(self.dialect.error(HTTPStatus.NOT_FOUND, message))
        return record
