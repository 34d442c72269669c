from tests.core.conftest import desk

__all__ = ["desk"]
