"""The chronicle's fixtures: a service's pool on the test's own database."""

from tests.chronicle.conftest import open_pool, pool

__all__ = ["open_pool", "pool"]
