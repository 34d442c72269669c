"""The packages that users import, and what a program has loaded in the end."""

import importlib
import json
import subprocess
import sys

import telephony_clients
from telephony_clients import CLIENTS

WINGS = [importlib.import_module(f"telephony_clients.{package}") for package in CLIENTS]
MODULES = [telephony_clients, *WINGS, importlib.import_module("telephony_clients.sandbox")]
FACES = [telephony_clients, *WINGS]


def loaded_after(code: str) -> set[str]:
    program = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout))
