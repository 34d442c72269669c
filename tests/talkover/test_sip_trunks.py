import traceback
from datetime import UTC, datetime
from typing import Any

import pytest

from telephony_clients import (
    UNSET,
    ApiError,
    BadRequest,
    ConfigurationError,
    Conflict,
    NotFound,
    Talkover,
    ValidationFailed,
)
from telephony_clients.talkover import SipHealthStatus, SipTransport, SipTrunk, TrunkHealth, TrunkVerification
from tests.scripted_server import ScriptedServer
from tests.talkover.contract_agents import TRUNK
from tests.talkover.printed import EXAMPLES, REFUSALS
from tests.wings import fits, same

AT = datetime(2024, 1, 15, 14, 30, tzinfo=UTC)
PRINTED = SipTrunk(
    id="trunk-uuid-1",
    name="Primary Carrier — US",
    provider_name="carrier-x",
    domain="sip.carrier-x.com",
    username="user_42",
    transport=SipTransport.TLS,
    port=5061,
    is_active=True,
    is_verified=True,
    health_status=SipHealthStatus.HEALTHY,
    last_health_check_at=AT,
    created_at=datetime(2024, 1, 1, 10, tzinfo=UTC),
    updated_at=AT,
)


async def test_the_printed_trunk_is_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["sip_trunks.get"][0]).answer(EXAMPLES["sip_trunks.list"][0])

    assert same(await scripted.sip_trunks.get("t/1"), PRINTED)
    (listed,) = await scripted.sip_trunks.list().to_list()

    assert (listed.id, listed.health_status, listed.port) == (PRINTED.id, SipHealthStatus.HEALTHY, None)
    assert [one.target for one in server.requests] == ["/sip-trunks/t%2F1", "/sip-trunks"]
    assert scripted.drift() == ()


FULL: dict[str, Any] = {
    **TRUNK,
    "port": 5060,
    "transport": SipTransport.UDP,
    "outbound_proxy": "proxy.example.com",
    "auth_realm": None,
    "is_active": True,
}


@pytest.mark.parametrize("fields", [TRUNK, FULL])
async def test_a_new_trunk_has_what_was_given_and_nothing_else(
    scripted: Talkover, server: ScriptedServer, fields: dict[str, Any]
) -> None:
    server.answer(EXAMPLES["sip_trunks.create"][0], status=201)

    await scripted.sip_trunks.create(**fields, extra={"codec": "opus"})

    (seen,) = server.requests
    assert (seen.method, seen.target, seen.json) == ("POST", "/sip-trunks", {**fields, "codec": "opus"})


@pytest.mark.parametrize("fields", [{}, {"port": 1}, {"password": "other"}, FULL])
async def test_a_change_sends_what_is_given_and_nothing_else(
    scripted: Talkover, server: ScriptedServer, fields: dict[str, Any]
) -> None:
    server.answer(EXAMPLES["sip_trunks.update"][0])

    changed = await scripted.sip_trunks.update("t/1", **fields)

    assert (changed.name, changed.domain) == ("Primary Carrier — US (renamed)", None)
    (seen,) = server.requests
    assert (seen.method, seen.target, seen.json) == ("PUT", "/sip-trunks/t%2F1", fields)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"port": 0}, "port"),
        ({"port": 65536}, "port"),
        ({"password": UNSET}, "needs password"),
        ({"proxy": 1}, "no proxy"),
    ],
)
async def test_what_cannot_be_meant_is_not_sent(
    scripted: Talkover, server: ScriptedServer, wrong: dict[str, Any], named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named):
        await scripted.sip_trunks.create(**{**TRUNK, **wrong})

    assert server.requests == []


@pytest.mark.parametrize("status", [200, 422, 500])
async def test_the_password_stays_out_of_an_error(scripted: Talkover, server: ScriptedServer, status: int) -> None:
    secret = "hunter2-" * 4
    server.answer({"success": False, "message": "no"}, status=status, always=True)

    with pytest.raises(ApiError) as made:
        await scripted.sip_trunks.create(**TRUNK | {"password": secret})
    with pytest.raises(ApiError) as changed:
        await scripted.sip_trunks.update("t", password=secret)
    with pytest.raises(ConfigurationError) as wrong:
        await scripted.sip_trunks.create(**TRUNK | {"password": secret, "port": 0})

    for caught in (made, changed, wrong):
        shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        own = [frame for frame in shown.stack if "telephony_clients" in frame.filename]
        assert secret not in repr(caught.value) + "".join(str(frame.locals) for frame in own)


@pytest.mark.parametrize("status", [200, 422])
async def test_a_failed_verification_says_why_whatever_its_status(
    scripted: Talkover, server: ScriptedServer, status: int
) -> None:
    server.answer(REFUSALS["sip_trunks.verify"][0], status=status)

    with pytest.raises(ApiError, match=r"Authentication failed \(401\)") as caught:
        await scripted.sip_trunks.verify("t/1")

    assert caught.type is (ValidationFailed if status == 422 else BadRequest)
    assert (caught.value.details["is_verified"], caught.value.details["health_status"]) == (False, "unhealthy")
    (seen,) = server.requests
    assert (seen.method, seen.target, seen.body) == ("POST", "/sip-trunks/t%2F1/verify", b"")


async def test_both_printed_states_of_health_are_answers(scripted: Talkover, server: ScriptedServer) -> None:
    for printed in EXAMPLES["sip_trunks.check_health"]:
        server.answer(printed)

    well, ill = [await scripted.sip_trunks.check_health("t") for _ in range(2)]

    at = datetime(2024, 1, 15, 14, 35, tzinfo=UTC)
    assert same(well, TrunkHealth(is_healthy=True, response_time_ms=142.0, checked_at=at))
    assert same(ill, TrunkHealth(is_healthy=False, response_time_ms=5000.0, error="Connection timeout", checked_at=at))


async def test_a_trunk_from_its_making_to_its_end(talkover: Talkover) -> None:
    trunks = talkover.sip_trunks

    made = await trunks.create(**TRUNK)
    assert (made.port, made.transport, made.is_active, made.is_verified) == (5061, SipTransport.TLS, False, False)
    assert (await trunks.create(**TRUNK | {"transport": "udp"})).port == 5060
    trunk = await trunks.get(made.id)
    assert fits(trunk, SipTrunk)
    assert (trunk.username, trunk.last_health_check_at) == (TRUNK["username"], None)

    verified = await trunks.verify(made.id)
    assert fits(verified, TrunkVerification)
    assert verified.is_verified
    renamed = await trunks.update(made.id, name="Renamed", is_active=True)
    assert (renamed.name, renamed.is_active, renamed.is_verified) == ("Renamed", True, True)
    for change in ({"domain": "b.example.com"}, {"transport": "tcp"}, {"username": "u"}, {"password": "p"}):
        await trunks.verify(made.id)
        assert (await trunks.update(made.id, **change)).is_verified is False  # type: ignore[arg-type] # one of several

    await trunks.update(made.id, domain="gone.invalid")
    with pytest.raises(ApiError, match="Authentication failed"):
        await trunks.verify(made.id)
    assert (await trunks.get(made.id)).health_status is SipHealthStatus.UNHEALTHY
    assert not (await trunks.check_health(made.id)).is_healthy
    await trunks.delete(made.id)
    with pytest.raises(NotFound, match="SIP trunk not found"):
        await trunks.get(made.id)


async def test_a_trunk_with_numbers_stays(talkover: Talkover) -> None:
    trunk = (await talkover.sip_trunks.list())[0]

    with pytest.raises(Conflict) as caught:
        await talkover.sip_trunks.delete(trunk.id)

    assert caught.value.code == "TRUNK_HAS_DIDS"
    assert (await talkover.sip_trunks.check_health(trunk.id)).is_healthy
