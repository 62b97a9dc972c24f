"""The shop of the tests of rectification, here too."""

from tests.rectification.conftest import app, furnished, opened, shop

__all__ = ["app", "furnished", "opened", "shop"]
