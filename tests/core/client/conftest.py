from pathlib import Path

import pytest

from tests.core.storage import BODY, Storage
from tests.scripted_server import ScriptedServer


@pytest.fixture
def storage(server: ScriptedServer) -> Storage:
    return Storage(server, {"/recordings/7": BODY})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "calls").mkdir()
    return tmp_path / "calls"
