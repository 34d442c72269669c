"""Talkover over a carrier of your own: SIP trunks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

import attrs

from telephony_clients.core.checks import within
from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.secret import HIDDEN_LOCALS
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.sip_dids import Dids

__all__ = [
    "NewTrunkFields",
    "SipHealthStatus",
    "SipTransport",
    "SipTrunk",
    "SipTrunks",
    "TrunkFields",
    "TrunkHealth",
    "TrunkSettings",
    "TrunkVerification",
]

_TRUNK = "/sip-trunks/{trunk_id}"


class SipTransport(OpenEnum):
    """How SIP is carried."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


class SipHealthStatus(OpenEnum):
    """How a trunk is."""

    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"


@attrs.frozen(kw_only=True)
class SipTrunk(Model):
    """A trunk; its password is never shown. The list and the answers to changes show some of the fields alone.

    Attributes:
        id: opaque.
        name, provider_name: its name and the carrier's.
        domain, port, transport: where it is reached.
        username, auth_realm, outbound_proxy: how it registers.
        is_active: whether it is used.
        is_verified: whether it could register.
        health_status, last_health_check_at: how it was, and when.
    """

    id: TextId
    name: str | None = None
    provider_name: str | None = None
    domain: str | None = None
    username: str | None = None
    transport: SipTransport | str | None = None
    port: int | None = None
    outbound_proxy: str | None = None
    auth_realm: str | None = None
    is_active: bool | None = None
    is_verified: bool | None = None
    health_status: SipHealthStatus | str | None = None
    last_health_check_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True)
class TrunkVerification(Model):
    """How a trunk's registration went.

    Attributes:
        is_verified, health_status, last_health_check_at: as of the `SipTrunk`.
    """

    is_verified: bool
    health_status: SipHealthStatus | str | None = None
    last_health_check_at: datetime | None = None


@attrs.frozen(kw_only=True)
class TrunkHealth(Model):
    """How a trunk is at this moment.

    Attributes:
        is_healthy: whether it answers.
        response_time_ms: milliseconds.
        error: why it does not.
        checked_at: timezone-aware.
    """

    is_healthy: bool
    response_time_ms: float | None = None
    error: str | None = None
    checked_at: datetime | None = None


class TrunkSettings(TypedDict, total=False):
    """What of a trunk may always be left out.

    Attributes:
        port: 1 to 65535; when a new trunk leaves it out, 5061 with ``tls``, else 5060.
        transport: ``udp``, ``tcp`` or ``tls``; when a new trunk leaves it out, ``tls``.
        outbound_proxy, auth_realm: for carriers that want them.
        is_active: when a new trunk leaves it out, it is not used; verify it first.
    """

    port: int | Unset
    transport: SipTransport | str | Unset
    outbound_proxy: str | Unset | None
    auth_realm: str | Unset | None
    is_active: bool | Unset
    extra: Extra | None


class NewTrunkFields(TrunkSettings):
    """A new trunk: the following, and what `TrunkSettings` has.

    Attributes:
        name: up to 255 characters.
        provider_name: the carrier's.
        domain: the carrier's host.
        username, password: of the account there; the password is never shown.
    """

    name: str
    provider_name: str
    domain: str
    username: str
    password: str


class TrunkFields(TrunkSettings, total=False):
    """What changes of a trunk: the following, and what `TrunkSettings` has.

    Attributes:
        name, provider_name, domain, username, password: as of a new trunk.
    """

    name: str | Unset
    provider_name: str | Unset
    domain: str | Unset
    username: str | Unset
    password: str | Unset


class SipTrunks(Resource):
    """The SIP trunks of the token's environment, on plans that have them; `NotFound` when there is none of that id.

    The list comes whole.

    Attributes:
        dids: the numbers that come in over a trunk.
    """

    _list = Operation("GET", "/sip-trunks", SipTrunk)
    _create = Operation("POST", "/sip-trunks", SipTrunk)
    _get = Operation("GET", _TRUNK, SipTrunk)
    _update = Operation("PUT", _TRUNK, SipTrunk, idempotent=True)
    _delete: Operation[None] = Operation("DELETE", _TRUNK, allow_empty=True)
    _verify = Operation("POST", f"{_TRUNK}/verify", TrunkVerification, idempotent=True)
    _check_health = Operation("GET", f"{_TRUNK}/health", TrunkHealth)

    dids = Part(Dids)

    def list(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[SipTrunk]:
        """List the trunks. Source: vendor docs, "list-sip-trunks"."""
        return self.pager(self._list(params=self.query({}, params)), cursor=cursor)

    @takes(NewTrunkFields, TrunkSettings)
    async def create(self, **fields: Unpack[NewTrunkFields]) -> SipTrunk:
        """Make a trunk; not repeated after a lost answer. Source: vendor docs, "create-sip-trunk"."""
        with HIDDEN_LOCALS:
            return await self.fetch(self._create(json=_trunk_data(fields, NewTrunkFields)))

    async def get(self, trunk_id: str) -> SipTrunk:
        """Fetch one trunk. Source: vendor docs, "get-sip-trunk"."""
        return await self.fetch(self._get(trunk_id))

    @takes(TrunkFields, TrunkSettings)
    async def update(self, trunk_id: str, **fields: Unpack[TrunkFields]) -> SipTrunk:
        """Change a trunk; only what is given is sent.

        Another domain, transport or account has to be verified anew. Source: vendor docs, "update-sip-trunk".
        """
        with HIDDEN_LOCALS:
            return await self.fetch(self._update(trunk_id, json=_trunk_data(fields, TrunkFields)))

    async def delete(self, trunk_id: str) -> None:
        """Delete a trunk for good; not repeated after a lost answer.

        `Conflict` with the code ``TRUNK_HAS_DIDS`` while it has numbers. Source: vendor docs, "delete-sip-trunk".
        """
        await self.fetch(self._delete(trunk_id))

    async def verify(self, trunk_id: str) -> TrunkVerification:
        """Have a trunk register with its carrier.

        `BadRequest`, or the `ApiError` of a status that the vendor does not state, when it could not: the message says
        why, ``details`` has ``is_verified`` and ``health_status``. Source: vendor docs, "verify-sip-trunk".
        """
        return await self.fetch(self._verify(trunk_id))

    async def check_health(self, trunk_id: str) -> TrunkHealth:
        """Ask how a trunk is now; that it is unhealthy is an answer, no error. Source: "get-sip-trunk-health"."""
        return await self.fetch(self._check_health(trunk_id))


def _trunk_data(fields: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Return what is written of a trunk."""
    if (port := fields.get("port", UNSET)) is not UNSET:
        within(port, 1, 65535, "port")
    return given(fields, kind)
