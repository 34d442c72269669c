"""How an answer of the stand-in compares with what a page prints."""

from typing import Any


def lacks(answer: Any, printed: Any, path: str = "$") -> list[str]:
    """Name what a page prints and an answer lacks, or gives as another JSON type."""
    if isinstance(printed, dict) and isinstance(answer, dict):
        missing = [f"{path}.{name}" for name in printed if name not in answer]
        return missing + [
            one
            for name in printed.keys() & answer.keys()
            for one in lacks(answer[name], printed[name], f"{path}.{name}")
        ]
    if isinstance(printed, list) and isinstance(answer, list):
        return [one for row in answer[:1] for one in lacks(row, printed[0], f"{path}[0]")]
    same = type(answer) is type(printed) or None in (answer, printed)
    return [] if same else [f"{path} is {type(answer).__name__}"]
