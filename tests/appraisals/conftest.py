"""The shop of the tests of rectification, here too."""

from tests.rectification.conftest import furnished, shop

__all__ = ["furnished", "shop"]
