"""What can be pulled is found by name, a stranger's vendor too."""

import pytest

from telephony_clients import CLIENTS, ConfigurationError, Talkover
from telephony_clients.core.client.base import VendorClient
from telephony_clients.pull import client_of, dataset_of, datasets
from tests.core.desk import Desk

EVERY = [f"{vendor}.{name}" for vendor in CLIENTS for name in datasets(vendor)]


@pytest.mark.parametrize("resource", EVERY)
def test_the_fields_that_a_dataset_names_are_those_of_its_rows(resource: str) -> None:
    dataset = dataset_of(resource)

    for name in (*dataset.key, *([dataset.time] if dataset.time else [])):
        assert hasattr(dataset.record, name)
    assert not set(dataset.columns) & set(vars(dataset.record)["__slots__"])
    assert issubclass(client_of(resource), VendorClient)


def test_a_vendor_of_your_own_is_named_by_its_package() -> None:
    assert client_of("tests.pull.own_vendor.lines") is Desk
    assert list(datasets("tests.pull.own_vendor")) == ["lines", "days"]


def test_a_client_is_found_by_its_vendor() -> None:
    assert client_of("talkover.calls") is Talkover


@pytest.mark.parametrize("vendor", ["", ".", "tests", "..x", "no such"])
def test_there_is_no_vendor_of_another_name(vendor: str) -> None:
    with pytest.raises(ConfigurationError, match="There is no vendor"):
        datasets(vendor)
