"""What differs between vendors: address, credential, envelope, errors, paging. No I/O.

The vendors' packages derive from `Adapter` and `Paging`, and return `Answer` and `Failure` to calls and clients.

A vendor that this package does not know takes about sixty lines, stand-in and webhooks included. This one has a key
header, an envelope, tokens from page to page and a signature of its own::

    import time

    import attrs

    from telephony_clients import Model, Pager, Verifier
    from telephony_clients.core.client.base import VendorClient
    from telephony_clients.core.client.resource import Part, Resource
    from telephony_clients.core.models.codec import Codec, camel_or_snake
    from telephony_clients.core.values import Cursor, Extra, Params
    from telephony_clients.core.vendor.adapter import Adapter, Answer, Failure
    from telephony_clients.core.vendor.paging import PageInfo, Paging
    from telephony_clients.core.webhooks.schemes import HmacHeader
    from telephony_clients.core.wire.request import Operation
    from telephony_clients.sandbox.collection import Collection, Paging as Pages
    from telephony_clients.sandbox.records import Store
    from telephony_clients.sandbox.validator import Field, Validator, required, text, whole
    from telephony_clients.sandbox.vendor import Vendor
    from telephony_clients.sandbox.wire import RefusedError, Reply, phrase

    class Tokens(Paging):  # how its lists are walked
        start, default = "", 50
        def params(self, position, size):
            return (("after", position), ("count", str(size))) if position else (("count", str(size)),)
        def next_position(self, position, page, **_):
            return page.next if page else None

    @attrs.frozen
    class DeskAdapter(Adapter):  # every oddity of its wire
        vendor, title, base_url = "desk", "Desk", "https://api.desk.example/rest"
        variables = {"api_key": "DESK_KEY", "base_url": "DESK_BASE_URL"}
        codec, paging, check = Codec(spell=camel_or_snake), Tokens(), ("GET", "/lines")
        def authorize(self, key):
            return "X-Api-Key", key
        def read(self, request, status, payload):
            if not isinstance(payload, dict) or payload.get("state") != "fine":
                reason = payload.get("reason", {}) if isinstance(payload, dict) else {}
                return Failure(message=reason.get("text", ""), code=reason.get("id"))
            return Answer(payload.get("payload"), page=PageInfo(next=payload.get("next")))

    @attrs.frozen(kw_only=True)
    class Line(Model):  # what its answers hold
        __codec__ = DeskAdapter.codec  # for `to_dict`
        id: str
        display_name: str | None = None

    class Lines(Resource):  # its operations
        _list = Operation("GET", "/lines", Line, paged=True)
        _create = Operation("POST", "/lines", Line)
        def list(
            self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
        ) -> Pager[Line]:
            "List the lines."
            return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)
        async def create(self, *, display_name: str, extra: Extra | None = None) -> Line:
            "Make a line."
            return await self.fetch(self._create(json=self.body({"displayName": display_name}, extra)))

    class Desk(VendorClient):
        adapter_class = DeskAdapter
        lines = Part(Lines)

    verifier = Verifier(HmacHeader(header="X-Desk-Signature", prefix="sha256="), secrets=["..."])

    LINES = Collection(  # its stand-in: a list as data
        path="/lines",
        operations=["list", "create"],
        make_up=lambda store, _: ({"id": str(n), "displayName": f"Line {n}"} for n in range(store.sizes["lines"])),
        fields={"displayName": required(text(1, 40))},
        create=lambda target: {"id": str(len(target.rows)), **target.values},
        paging=Pages(
            {"after": Field(whole(1), 1), "count": Field(whole(1, 100), 50)},
            lambda page, _: {"next": str(page.number + 1) if page.number < page.last else None},
        ),
    )

    class DeskStandIn(Vendor):
        name, prefix = "desk", "/rest"
        def __init__(self, api_key, *, lines=120, clock=time.monotonic):
            self.store = Store(7, "desk", lines=lines)
            refuse = lambda errors: RefusedError(self.error(422, "; ".join(map(str, errors))))
            self.validator = Validator({"required": "{label} is needed"}, refuse)
            super().__init__(api_key, clock)
        def routes(self):
            return LINES.routes(self.store, self)
        def token(self, request):
            return request.headers.get("X-Api-Key")
        def success(self, data, message=None, status=200):
            return Reply({"state": "fine", "payload": data}, status)
        def error(self, status, message, **more):
            return Reply({"state": "wrong", "reason": {"text": message, "id": status}}, status)
        def failure(self, status, request, wait=None):
            return self.error(status, phrase(status))

With it, ``async with DeskStandIn("key") as desk, Desk("key", base_url=desk.base_url) as client`` lists and creates, is
throttled and refused as by the vendor. `telephony_clients.testing.Contract` then checks each of its operations.

What else a vendor may need:

- pages by number: `core.vendor.paging.NumberedPages`; by offset: a `Paging` whose ``next_position`` adds ``items``, and
  ``by_offset`` in the stand-in's;
- instants that are no text: ``Codec(instants=EPOCH_MILLISECONDS)``, from `core.models.instants`;
- names that Python does not allow, signed links, ids that may come as numbers, and values to which others may be added:
  `wire`, `secret_url`, `TextId` and `OpenEnum`, from `core.models.fields`;
- a write or list of many fields: a TypedDict, with `takes` and `given` from `core.client.fields`;
- a key in several headers (`Adapter.authorize`), headers besides it (`Adapter.prepare`), one for idempotency keys
  (`Adapter.idempotency_header`);
- an operation that is throttled by itself: ``Operation("POST", "/calls", Call, limit="calls")``;
- speed: `Adapter.envelope`, by which answers are read in one pass with the extra ``fast``.
"""
