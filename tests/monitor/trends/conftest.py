from tests.monitor.series.conftest import store

__all__ = ["store"]
