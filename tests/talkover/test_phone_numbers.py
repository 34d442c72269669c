import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import attrs
import pytest

from telephony_clients import (
    ConfigurationError,
    DecodeError,
    DriftCount,
    ModelMismatch,
    Options,
    RetryPolicy,
    Talkable,
    Talkover,
    Talkroute,
    ValidationFailed,
)
from telephony_clients.talkover import PhoneNumber, PhoneNumberStatus, PhoneNumberType
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer
from tests.talkover.examples import PHONE_NUMBERS, PHONE_NUMBERS_AS_PRINTED
from tests.wings import fits, same

AT = datetime(2024, 1, 15, 10, 30, tzinfo=UTC)
PRINTED = PhoneNumber(
    id="phone-uuid-1",
    number="+1234567890",
    country_code="US",
    formatted_number="(123) 456-7890",
    international_number="+1 234 567 890",
    type=PhoneNumberType.VOICE,
    has_voice=True,
    has_sms=True,
    has_mms=False,
    has_fax=False,
    has_whatsapp=False,
    current_status=PhoneNumberStatus.ACTIVE,
    is_sandbox=False,
    current_price=Decimal("1.00"),
    currency="USD",
    renewal_date=date(2024, 2, 15),
    auto_renewal=True,
    created_at=AT,
    updated_at=AT,
    monthly_renewal_cost=Decimal("1.00"),
    days_until_monthly_renewal=15,
    is_due_for_monthly_renewal=False,
)


async def test_the_repaired_example_is_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(body=PHONE_NUMBERS)

    (number,) = await scripted.phone_numbers.list().to_list()

    assert same(number, PRINTED)
    assert scripted.drift() == ()


async def test_the_example_as_printed_is_read_by_one_tolerant_pass_and_counted(
    scripted: Talkover, server: ScriptedServer
) -> None:
    server.answer(body=PHONE_NUMBERS_AS_PRINTED).answer(body=PHONE_NUMBERS_AS_PRINTED)

    for _ in range(2):
        assert await scripted.phone_numbers.list().to_list() == [PRINTED]

    assert scripted.drift() == (DriftCount(kind="tolerated_json", model="body", field="", sample="str", count=2),)
    assert len(server.requests) == 2


async def test_a_strict_client_refuses_it(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(body=PHONE_NUMBERS_AS_PRINTED)

    with pytest.raises(ModelMismatch, match="tolerated_json") as caught:
        await scripted.with_options(strict=True).phone_numbers.list()

    assert (caught.value.status, caught.value.body) == (200, PHONE_NUMBERS_AS_PRINTED)
    assert len(server.requests) == 1


@pytest.mark.parametrize("other", [Talkroute, partial(Talkable, site_slug="my-store")])
async def test_no_other_vendor_s_answers_are_read_so(
    other: Callable[..., Talkroute | Talkable], server: ScriptedServer, options: Options
) -> None:
    server.answer(body=PHONE_NUMBERS_AS_PRINTED)

    async with other(CANARY, base_url=server.url, options=attrs.evolve(options, retry=RetryPolicy.off())) as client:
        with pytest.raises(DecodeError):
            await client.request("GET", "/phone-numbers")
        assert client.drift() == ()


@pytest.mark.parametrize("body", [b'{"data": [1,,]}', b'{"data": [1}', b"{'data': []}", b'{"data": [1,] // one\n}'])
async def test_no_other_slip_is_tolerated(scripted: Talkover, server: ScriptedServer, body: bytes) -> None:
    server.answer(body=body)

    with pytest.raises(DecodeError):
        await scripted.with_options(retry=RetryPolicy.off()).phone_numbers.list()


async def test_texts_that_look_like_the_slip_stay_as_they_are(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(body=PHONE_NUMBERS_AS_PRINTED.replace(b"(123) 456-7890", rb"a,] b,} \",]"))

    (number,) = await scripted.phone_numbers.list().to_list()

    assert number.formatted_number == 'a,] b,} ",]'


async def test_what_the_portuguese_page_adds_is_known(scripted: Talkover, server: ScriptedServer) -> None:
    more = b'"environment": {"id": "e"}, "agents": [{"id": "a"}], "id": "phone-uuid-1"'
    server.answer(body=PHONE_NUMBERS.replace(b'"id": "phone-uuid-1"', more))

    number = await scripted.phone_numbers.list().first()

    assert number is not None
    assert (number.environment, number.agents, scripted.drift()) == ({"id": "e"}, [{"id": "a"}], ())


async def test_a_number_lacking_what_the_page_marks_required_is_a_mismatch(
    scripted: Talkover, server: ScriptedServer
) -> None:
    server.answer(body=PHONE_NUMBERS.replace(b'"has_voice": true,', b""))

    with pytest.raises(ModelMismatch) as caught:
        await scripted.phone_numbers.list()

    assert caught.value.path == "$[0].has_voice"


@pytest.mark.parametrize(
    ("filters", "target"),
    [
        ({}, "/phone-numbers"),
        ({"type": PhoneNumberType.WHATSAPP}, "/phone-numbers?type=whatsapp"),
        ({"has_voice": True, "has_whatsapp": False}, "/phone-numbers?has_voice=true&has_whatsapp=false"),
        ({"search": "+1234567890"}, "/phone-numbers?search=%2B1234567890"),
        ({"direction": "inbound"}, "/phone-numbers?direction=inbound"),
        ({"page_size": 10}, "/phone-numbers?page=1&per_page=10"),
        ({"params": {"country_code": "US"}}, "/phone-numbers?country_code=US"),
    ],
)
async def test_each_filter_stands_in_the_query_and_a_page_only_when_asked_for(
    scripted: Talkover, server: ScriptedServer, filters: Mapping[str, Any], target: str
) -> None:
    server.answer(body=PHONE_NUMBERS)

    assert await scripted.phone_numbers.list(**filters).to_list() == [PRINTED]

    assert [seen.target for seen in server.requests] == [target]


async def test_the_filters_choose(talkover: Talkover) -> None:
    every = await talkover.phone_numbers.list().to_list()
    assert len(every) == 12
    assert all(fits(number, PhoneNumber) for number in every)

    able = await talkover.phone_numbers.list(has_voice=True).to_list()
    assert able == [number for number in every if number.has_voice]
    assert await talkover.phone_numbers.list(search=every[3].number).to_list() == [every[3]]
    with pytest.raises(ValidationFailed) as caught:
        await talkover.phone_numbers.list(type="pigeon")
    assert list(caught.value.errors) == ["type"]


async def test_pages_are_followed_in_the_size_that_the_first_one_had(
    scripted: Talkover, server: ScriptedServer
) -> None:
    record = json.loads(PHONE_NUMBERS)["data"][0]
    for page in (1, 2):
        place = {"current_page": page, "per_page": 1, "total": 2, "last_page": 2}
        server.answer({"data": [{**record, "id": str(page)}], "meta": place})

    assert [number.id async for number in scripted.phone_numbers.list()] == ["1", "2"]

    assert [seen.target for seen in server.requests] == ["/phone-numbers", "/phone-numbers?page=2"]


@pytest.mark.parametrize("page_size", [0, 101])
async def test_a_page_holds_1_to_100_numbers(scripted: Talkover, server: ScriptedServer, page_size: int) -> None:
    with pytest.raises(ConfigurationError, match="page_size"):
        scripted.phone_numbers.list(page_size=page_size)

    assert server.requests == []
