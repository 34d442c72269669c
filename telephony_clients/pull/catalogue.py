"""What can be pulled: the datasets of vendors, found by name."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from telephony_clients import CLIENTS
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.dataset import Dataset
from telephony_clients.core.errors import ConfigurationError

__all__ = ["client_of", "dataset_of", "datasets"]


def datasets(vendor: str) -> Mapping[str, Dataset]:
    """Return a vendor's datasets by name.

    Args:
        vendor: ``talkroute``, ``talkable`` or ``talkover``; or a package of your own whose module ``datasets`` has
            ``DATASETS`` and ``CLIENT`` as theirs have.

    Raises:
        ConfigurationError: there is no such vendor.
    """
    found: Mapping[str, Dataset] = _module(vendor).DATASETS
    return found


def dataset_of(resource: str) -> Dataset:
    """Return the dataset of that name, such as ``talkover.calls``.

    Raises:
        ConfigurationError: there is none.
    """
    vendor, _, name = resource.rpartition(".")
    known = datasets(vendor)
    if name not in known:
        raise ConfigurationError(f"{vendor} has no dataset {name!r}; there are {', '.join(known)}.")
    return known[name]


def client_of(resource: str) -> type[VendorClient]:
    """Return the client class of a dataset's vendor.

    Raises:
        ConfigurationError: there is no such vendor.
    """
    found: type[VendorClient] = _module(resource.rpartition(".")[0]).CLIENT
    return found


def _module(vendor: str) -> Any:
    name = f"{'telephony_clients.' if vendor in CLIENTS else ''}{vendor}.datasets"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not name.startswith(error.name):
            raise  # a package that the vendor's needs
    except TypeError:  # a name that begins with a dot, or none
        pass
    raise ConfigurationError(
        f"There is no vendor {vendor!r}; there are {', '.join(CLIENTS)}. A dataset is named <vendor>.<dataset>."
    )
