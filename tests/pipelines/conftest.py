"""The shop of the tests of rectification, here too."""

from tests.rectification.conftest import app, data, furnished, opened, shop

__all__ = ["app", "data", "furnished", "opened", "shop"]
