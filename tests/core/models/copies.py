"""The ways to copy a record or a member of an enum."""

import copy
import pickle
from typing import Any

WAYS: list[Any] = [
    copy.copy,
    copy.deepcopy,
    *(lambda one, p=protocol: pickle.loads(pickle.dumps(one, p)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)),
]
