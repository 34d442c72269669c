"""Accounts are named in a file, with environment variables in place of keys; a key in it is refused and not shown."""

import re
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError
from telephony_clients.cli.accounts import accounts_of
from tests.conftest import CANARY

FILE = """
[talkover.acme]
api_key = "$ACME_TOKEN"

[talkover.globex]
api_key = "$GLOBEX_TOKEN"
base_url = "$GLOBEX_URL"

[talkable.shop]
api_key = "$SHOP_KEY"
site_slug = "my-shop"
"""


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TALKOVER_TOKEN", "TALKOVER_BASE_URL", "TALKABLE_API_KEY", "TALKABLE_SITE_SLUG"):
        monkeypatch.delenv(name, raising=False)
    for name in ("ACME_TOKEN", "GLOBEX_TOKEN", "SHOP_KEY"):
        monkeypatch.setenv(name, f"{CANARY}-{name}")
    monkeypatch.setenv("GLOBEX_URL", "https://globex.example")


def written(folder: Path, text: str) -> Path:
    file = folder / "accounts.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_names_the_variables_of_each_account(tmp_path: Path) -> None:
    accounts = accounts_of("talkover", written(tmp_path, FILE), [])

    assert accounts.names == ["acme", "globex"]
    assert accounts("acme") == {"api_key": f"{CANARY}-ACME_TOKEN"}
    assert accounts("globex") == {"api_key": f"{CANARY}-GLOBEX_TOKEN", "base_url": "https://globex.example"}
    assert accounts_of("talkable", written(tmp_path, FILE), [])("shop")["site_slug"] == "my-shop"


def test_some_of_them_may_be_chosen_and_the_others_need_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACME_TOKEN")

    assert accounts_of("talkover", written(tmp_path, FILE), ["globex"]).names == ["globex"]
    with pytest.raises(ConfigurationError, match="set ACME_TOKEN, the api_key of the account 'acme'"):
        accounts_of("talkover", written(tmp_path, FILE), [])
    with pytest.raises(ConfigurationError, match=r"has no \[talkover\.initech\]; there are acme, globex"):
        accounts_of("talkover", written(tmp_path, FILE), ["initech"])


def test_without_a_file_there_is_one_account_by_the_usual_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="set TALKOVER_TOKEN, or name the variables in a file"):
        accounts_of("talkover", None, [])
    monkeypatch.setenv("TALKOVER_TOKEN", f"{CANARY}-usual")

    assert accounts_of("talkover", None, []).names == ["main"]
    assert accounts_of("talkover", None, ["desk"])("desk") == {"api_key": f"{CANARY}-usual"}
    with pytest.raises(ConfigurationError, match="Several accounts need --accounts"):
        accounts_of("talkover", None, ["a", "b"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'[talkover.acme]\napi_key = "{CANARY}"', 'must name an environment variable, as "$TALKOVER_TOKEN" does'),
        (f'[talkover.acme]\napi_key = "${CANARY}"', "must name an environment variable"),
        (f'[talkover.acme]\napi_key = "$A{CANARY}"', "must name an environment variable"),
        (f'[talkover.acme]\napi_key = ["{CANARY}"]', "must name an environment variable"),
        (f"[talkover.acme]\napi_key = {CANARY}", "is not TOML"),
        (f'[talkover.acme]\napi_key = "{CANARY}', "is not TOML"),
        (f'[talkover.acme]\n"{CANARY}" = "x"', "has an entry that is none of api_key, base_url"),
        (f'[talkover]\nacme = "{CANARY}"', "must be a table with api_key, base_url"),
        ('[talkover.acme]\napi_key = "$ACME_TOKEN"\nbase_url = 5', "base_url must be a text"),
        ('[talkover.acme]\nbase_url = "https://x.example"', "lacks api_key"),
        ('[talkroute.acme]\napi_key = "$ACME_TOKEN"', "has no account of talkover"),
        ("", "has no account of talkover"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_no_value_of_it_is_shown(
    text: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(words)) as refused:
        accounts_of("talkover", written(tmp_path, text), [])

    assert CANARY not in str(refused.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "accounts.toml"
    file.write_bytes(b"\xff\xfe[")

    with pytest.raises(ConfigurationError, match="is not TOML: it is not UTF-8"):
        accounts_of("talkover", file, [])


def test_what_holds_the_variables_shows_no_value_of_them(tmp_path: Path) -> None:
    accounts: Any = accounts_of("talkover", written(tmp_path, FILE), [])

    assert CANARY not in f"{accounts!r}{vars(accounts)}"
