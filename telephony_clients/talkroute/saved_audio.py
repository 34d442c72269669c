"""What became of one of Talkroute's sound files."""

from typing import Generic, TypeVar

import attrs

from telephony_clients.core.client.download import DownloadedFile
from telephony_clients.core.errors import TelephonyError

__all__ = ["SavedAudio"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class SavedAudio(Generic[T]):
    """What became of one of many sound files.

    Attributes:
        record: whose sound it is.
        file: the file, None when there is none.
        error: why there is none.
    """

    record: T
    file: DownloadedFile | None = None
    error: TelephonyError | None = None
