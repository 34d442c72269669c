"""The desk's lines as tables: as they are, and by days, which the desk's server leaves unread."""

from collections.abc import Mapping

from telephony_clients.core.client.dataset import BySecond, Dataset
from tests.core.desk import Desk
from tests.example_vendor import Line

CLIENT = Desk
DATASETS: Mapping[str, Dataset] = {
    "lines": Dataset(record=Line, lists=(lambda desk, **chosen: desk.lines.list(page_size=10, **chosen),)),
    "days": Dataset(
        record=Line,
        lists=(lambda desk, after, before: desk.lines.list(page_size=10, kind=f"{after:%d-%H:%M:%S}/{before:%d-%H}"),),
        cut=BySecond("after", "before"),
    ),
}
