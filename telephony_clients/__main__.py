"""``python -m telephony_clients``: see `telephony_clients.cli`."""

import sys


def main() -> None:
    """Run the command line; without its packages, say in one line how to get them."""
    try:
        from telephony_clients.cli.app import run  # noqa: PLC0415 - the extra may be missing
    except ModuleNotFoundError as missing:
        if missing.name not in {"typer", "rich"}:
            raise
        sys.stderr.write(
            f"telephony-clients: the command line needs {missing.name}: install the extra with "
            "`pip install 'telephony-clients[cli]'`.\n"
        )
        sys.exit(2)
    sys.exit(run())


if __name__ == "__main__":
    main()
