"""What the package never does: run text as code, load pickles, start a shell; its one exception is named here."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import telephony_clients

ROOT = Path(telephony_clients.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
UNSAFE_MODULES = {
    "pickle",
    "cPickle",
    "dill",
    "cloudpickle",
    "marshal",
    "shelve",
    "subprocess",
    "pty",
    "commands",
    "code",
}
UNSAFE_CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "system",
    "popen",
    "create_subprocess_shell",
    "execv",
    "spawnv",
}
ALLOWED = {("core/models/compiler.py", "exec"), ("core/models/compiler.py", "compile")}
"""Constructors of models are made of their field names, as those of attrs are."""
SAFE_NAMESAKES = {"re.compile"}


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""


def called(node: ast.AST) -> str:
    """Return the name of what is called; empty for anything else and for what only has the name in common."""
    if not isinstance(node, ast.Call) or ast.unparse(node.func) in SAFE_NAMESAKES:
        return ""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def faults(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        yield from (name for name in imported(node) if name.partition(".")[0] in UNSAFE_MODULES)
        if (name := called(node)) in UNSAFE_CALLS:
            yield name
        if isinstance(node, ast.Call):
            yield from (
                "shell=True" for one in node.keywords if one.arg == "shell" and ast.unparse(one.value) == "True"
            )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_text_is_run_no_pickle_loaded_and_no_shell_started(file: Path) -> None:
    place = file.relative_to(ROOT).as_posix()

    assert [fault for fault in faults(file.read_text()) if (place, fault) not in ALLOWED] == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "import subprocess as own",
        "eval('1')",
        "exec('1')",
        "builtins.eval('1')",
        "__import__('os')",
        "os.system('ls')",
        "os.popen('ls')",
        "asyncio.create_subprocess_shell('ls')",
        "run('ls', shell=True)",
    ],
)
def test_each_of_these_would_be_found(source: str) -> None:
    assert list(faults(source))


def test_the_oldest_aiohttp_has_no_known_vulnerability() -> None:
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text())["project"]
    (bound,) = [one for one in project["dependencies"] if one.startswith("aiohttp>=")]

    assert tuple(map(int, bound.removeprefix("aiohttp>=").split("."))) >= (3, 14, 4)
    assert [one.split(">=")[0] for one in project["dependencies"]] == ["aiohttp", "attrs", "cattrs", "backoff"]
